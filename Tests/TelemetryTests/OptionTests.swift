import Testing

@testable import Telemetry

/// A collector reads what its option says it is, and never something else.
@Suite struct OptionTests {
    enum Level: String, CaseIterable { case low, high }
    static let community = Option(required: "community", .text, example: "public", meaning: "m")
    static let user = Option(optional: "user", .text, example: "watch", meaning: "m")
    static let retries = Option("retries", .whole(1...9, unit: .raw("times")), default: 3, meaning: "m")
    static let patience = Option("patience", .duration(.seconds(1)...(.seconds(60))), default: .seconds(10), meaning: "m")
    static let isStrict = Option("strict", .yesOrNo, default: true, meaning: "m")
    static let level = Option("level", .choice(of: Level.self), default: .low, meaning: "m")
    static let folder = Option(optional: "folder", .path, example: "/srv", meaning: "m")
    static let pools = Option("pools", .texts, default: ["all"], meaning: "m")

    @Test func whatIsNotSetIsTheDefault() throws {
        let options: Options = [:]
        #expect(try options[Self.user] == nil)
        #expect(try options[Self.retries] == 3)
        #expect(try options[Self.patience] == .seconds(10))
        #expect(try options[Self.isStrict])
        #expect(try options[Self.level] == .low)
        #expect(try options[Self.folder] == nil)
        #expect(try options[Self.pools] == ["all"])
        #expect(throws: ConfigurationProblem(key: "community", .optionMissing("community"))) { try options[Self.community] }
    }

    @Test func whatIsSetIsTyped() throws {
        let options: Options = [
            "community": "c", "user": "u", "retries": 5, "patience": .duration(.seconds(2)), "strict": false, "level": "high",
            "folder": "/f", "pools": .texts([]),
        ]
        #expect(try options[Self.community] == "c")
        #expect(try options[Self.user] == "u")
        #expect(try options[Self.retries] == 5)
        #expect(try options[Self.patience] == .seconds(2))
        #expect(try !options[Self.isStrict])
        #expect(try options[Self.level] == .high)
        #expect(try options[Self.folder] == "/f")
        #expect(try options[Self.pools].isEmpty)
    }

    @Test func whatIsOfAnotherKindIsNotRead() {
        func key<Value>(_ option: Option<Value>, _ value: OptionValue) -> String? {
            do throws(ConfigurationProblem) {
                _ = try Options([option.declaration.key: value])[option]
                return nil
            } catch { return error.key }
        }
        #expect(key(Self.community, 1) == "community")
        #expect(key(Self.user, false) == "user")
        for value in [0, 10, "3"] as [OptionValue] { #expect(key(Self.retries, value) == "retries") }
        for value in [.duration(.zero), .duration(.seconds(61)), 5] as [OptionValue] { #expect(key(Self.patience, value) == "patience") }
        #expect(key(Self.isStrict, "yes") == "strict")
        for value in ["medium", "High", true] as [OptionValue] { #expect(key(Self.level, value) == "level") }
        for value in ["srv", ""] as [OptionValue] { #expect(key(Self.folder, value) == "folder") }
        #expect(key(Self.pools, "all") == "pools")
    }

    @Test func theDeclarationHasTheSame() {
        let declared = Self.level.declaration
        #expect(declared.kind == .choice(["low", "high"]) && declared.fallback == "low" && !declared.isRequired)
        #expect(Self.community.declaration.isRequired && Self.community.declaration.example == "public")
        #expect(Self.user.declaration.fallback == nil && !Self.user.declaration.isRequired)
    }
}
