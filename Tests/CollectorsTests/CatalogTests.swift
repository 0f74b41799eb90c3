import Collecting
import Collectors
import Configuration
import Telemetry
import Testing
import Transports

/// What collectors declare holds together.
@Suite struct CatalogTests {
    static let kinds = catalog.map { $0.kind }

    @Test func everyWordIsAnothers() { #expect(Set(Self.kinds.map(\.word)).count == Self.kinds.count) }

    @Test(arguments: kinds) func everyKeyIsItsOwn(kind: CollectorKind) {
        let shared = ["name", "area", "collector", "endpoint", "via", "interval", "deadline", "sessions", "limits"]
        let secrets = kind.secrets.flatMap { ["\($0.name)_file", "\($0.name)_env", "\($0.name)_credential"] }
        let keys = shared + secrets + kind.options.map(\.key)
        #expect(Set(keys).count == keys.count)
        #expect(keys.allSatisfy { $0.contains(#/^[a-z][a-z0-9_]*$/#) })
        for meaning in kind.options.map(\.meaning) + kind.secrets.map(\.meaning) { #expect(!meaning.isEmpty && !meaning.hasSuffix(".")) }
    }

    /// Who is not asked through ssh says what else there is, and `via` is told that.
    @Test(arguments: kinds.filter { $0.isListed && !$0.goesThroughSSH }) func whoIsNotAskedThroughSSHSaysWhatElse(kind: CollectorKind)
        throws
    {
        let instead = try #require(kind.insteadOfSSH)
        let endpoint = kind.endpoints.first ?? ""
        let text = "[[host]]\nname = \"h\"\ncollector = \"\(kind.word)\"\nendpoint = \"\(endpoint)\"\nvia = \"ssh://gw\"\n"
        let refusal = #expect(throws: (any Error).self) { try parseSettings(text, file: "f", collectors: knownCollectors) }
        #expect("\(String(describing: refusal))".contains(instead.text), "\(String(describing: refusal))")
    }

    @Test(arguments: kinds) func examplesAndDefaultsAreOfTheirKind(kind: CollectorKind) {
        for option in kind.options {
            #expect(option.kind.accepts(option.example), "\(option.key)")
            if let fallback = option.fallback { #expect(option.kind.accepts(fallback), "\(option.key)") }
        }
    }

    /// A host that says nothing but what it must, and one that says all: both are right, and `optionsInForce` is how a file says it.
    @Test(arguments: kinds) func whatIsDeclaredIsRead(kind: CollectorKind) throws {
        let needed = kind.endpoints.first.map { "endpoint = \"\($0)\"\n" } ?? ""
        let secrets = kind.secrets.map { "\($0.name)_env = \"SECRET\"\n" }.joined()
        let plain = Options(kind.options.filter(\.isRequired).reduce(into: [:]) { $0[$1.key] = $1.example })
        let full = Options(kind.options.reduce(into: [:]) { $0[$1.key] = $1.example })
        for options in [plain, full] {
            let host = Target(id: "h", area: "Site", collector: kind.word, endpoint: "", options: options)
            let lines = optionsInForce(host, kind).map { $0.replacing(" (default)", with: "") + "\n" }.joined()
            let text = "[[host]]\nname = \"h\"\ncollector = \"\(kind.word)\"\n\(needed)\(secrets)\(lines)"
            let read = try parseSettings(text, file: "f", collectors: knownCollectors).targets[0]
            for (key, value) in options.values { #expect(read.options.values[key] == value) }
            #expect(read.secrets.count == kind.secrets.count)
        }
    }

    /// An option that is declared and not read is a promise that nobody keeps.
    @Test(arguments: catalog.map { Held(type: $0) }) fileprivate func whatIsDeclaredIsAskedFor(held: Held) {
        for option in held.type.kind.options { #expect(Self.reads(held.type, option), "\(held) declares \"\(option.key)\"") }
    }

    @Test func whatNobodyAsksForIsFound() { #expect(Forgetful.kind.options.map { Self.reads(Forgetful.self, $0) } == [true, false]) }

    /// Whether it looks at what is set: at what is no value of the option's kind, which no file can set, whoever reads it takes offence.
    private static func reads(_ type: any Collector.Type, _ option: OptionDeclaration) -> Bool {
        let kind = type.kind
        var values = kind.options.filter(\.isRequired).reduce(into: [String: OptionValue]()) { $0[$1.key] = $1.example }
        values[option.key] = option.kind.accepts(.flag(true)) ? .text("") : .flag(true)
        let secrets = Dictionary(uniqueKeysWithValues: kind.secrets.map { ($0.name, SecretSource.environment("SECRET")) })
        let target = Target(
            id: "h", area: "Site", collector: kind.word, endpoint: kind.endpoints.first ?? "", secrets: secrets, options: Options(values))
        do throws(ConfigurationProblem) {
            _ = try type.init(target: target, transports: .system)
            return false
        } catch {
            return error.key == option.key
        }
    }

    /// An interface's name is no machine's.
    @Test(arguments: [("wireguard", "wg0", "localhost"), ("openvpn", "gw:7505", "gw")])
    func anEndpointsMachineIsWhereItIs(collector: String, endpoint: String, address: String) throws {
        let text = "[[host]]\nname = \"h\"\ncollector = \"\(collector)\"\nendpoint = \"\(endpoint)\"\n"
        #expect(try parseSettings(text, file: "f", collectors: knownCollectors).targets[0].host.address == address)
    }

    /// Where one gives no data: two lines of a screen of 80 columns, and each its own.
    @Test func everyCollectorSaysWhereToLook() throws {
        let advice = try Self.kinds.map { try #require($0.advice, "\($0.word)").text }
        for text in advice { #expect((40...120).contains(text.count) && text.allSatisfy(\.isASCII) && !text.hasSuffix("."), "\(text)") }
        #expect(Set(advice).count == advice.count)
    }
}

/// A type is no argument of a test.
private struct Held: CustomTestStringConvertible, Sendable {
    let type: any Collector.Type
    var testDescription: String { type.kind.word }
}

/// Reads one of its options and not the other.
private struct Forgetful: Collector {
    static let read = Option("read", .yesOrNo, default: true, meaning: "what is looked at")
    static let forgotten = Option("forgotten", .yesOrNo, default: true, meaning: "what is not")
    static let kind = CollectorKind("forgetful", watches: "nothing", options: [read, forgotten])

    init(target: Target, transports: Transports) throws(ConfigurationProblem) { _ = try target.options[Self.read] }
    func collect(at now: Moment) async throws(CollectFailure) -> Reading { Reading(hosts: []) }
    func close() async {}
}
