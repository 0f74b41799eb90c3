import Glibc
import TOMLReading
import Telemetry
import TestSupport
import Testing

@testable import Collectors

/// Warte's own profiles, and what is said of a user's that is wrong.
struct ProfileTests {
    static let folder = folderOf(folderOf(folderOf(folderOf(#filePath)))) + "/Sources/Collectors/SNMP/Profiles"

    @Test func everyProfileOfTheFolderIsBuiltIn() {
        #expect(ProfileCatalog.files.map { $0.name + ".toml" }.sorted() == namesInFolder(Self.folder))
        #expect(ProfileCatalog.builtIn.names.count == ProfileCatalog.files.count)
    }

    @Test(arguments: ProfileCatalog.files.map(\.name)) func isRight(name: String) throws {
        let file = try #require(ProfileCatalog.files.first { $0.name == name })
        let (profile, problems) = readProfile(file.bytes, file: name + ".toml")
        #expect(problems.map(\.description) == [])
        #expect(profile?.name == name)
        // Firewall sessions and tunnels between sites are nobody's sessions.
        for figure in profile?.figures ?? [] where figure.subject == .metric(.sessions) {
            #expect(figure.expression.names.isDisjoint(with: ["firewall", "connections", "site_to_site", "ipsec_up", "tunnels"]))
        }
    }

    /// A rule looks for its number by the id under which the collector tells it.
    @Test(arguments: ["juniper-srx", "paloalto", "sonicwall"]) func connectionsAreToldAsTheirRuleLooksForThem(name: String) throws {
        let watched = WatchedNumber.connections.metric
        let told = try #require(ProfileCatalog.builtIn.named(name)).figures.compactMap { figure in
            if case .metric(let metric) = figure.subject { metric } else { nil }
        }
        #expect(told.contains { $0.id == watched.id && $0.unit == watched.unit }, "\(told.map(\.id))")
    }

    /// A number that nobody shows is one that somebody forgot.
    @Test(arguments: ProfileCatalog.files.map(\.name)) func everyNumberIsUsed(name: String) throws {
        let profile = try #require(ProfileCatalog.builtIn.named(name))
        let used = profile.figures.reduce(into: Set(profile.sessions?.columns ?? [])) { $0.formUnion($1.expression.names) }
            .union([profile.version].compactMap { $0 })
        #expect(Set(profile.values.keys).union(profile.columns.keys).subtracting(used) == [])
    }

    /// F5 counts who logged out, whom an administrator ended and what failed; the rest of those that are over ran out of time.
    @Test func timeoutsOfF5AreWhatIsLeft() throws {
        let profile = try #require(ProfileCatalog.builtIn.named("f5"))
        var found = ProfileValues()
        for (column, rows) in [
            ("begun", [1000, 200]), ("active", [40, 3]), ("pending", [2, 0]), ("logged_out", [700, 150]), ("ended_by_admin", [8, 1]),
            ("ended_by_fault", [50, 6]),
        ] as [(String, [UInt64])] {
            found.columns[column] = Dictionary(
                uniqueKeysWithValues: rows.enumerated().map { (OID([UInt32($0.offset + 1)]), SNMPValue.natural($0.element)) })
        }
        let told = profile.samples(of: found)
        let timeouts = try #require(told.samples.first { $0.metric.id == "snmp.sessions.timed_out" })
        #expect(timeouts.value == 240 && timeouts.metric.kind == .counter && timeouts.metric.label.contains("inferred"))
        // Without one of them nothing is inferred.
        found.columns["pending"] = nil
        #expect(!profile.samples(of: found).samples.contains { $0.metric.id == "snmp.sessions.timed_out" })
    }

    /// Each file below `cases/snmp-profiles` is a profile, with what is said of it in its last lines.
    @Test(arguments: namesInFolder(folderOf(folderOf(#filePath)) + "/cases/snmp-profiles").filter { $0.hasSuffix(".toml") })
    func wrongProfile(name: String) throws {
        let folder = folderOf(folderOf(#filePath)) + "/cases/snmp-profiles"
        let problems = readProfile(try readFile("\(folder)/\(name)"), file: name).problems
        try Golden.check(
            problems.map { $0.description + "\n" }.joined(), name.replacing(".toml", with: ".txt"), folder: "snmp-profiles",
            beside: folder)
    }

    @Test func aUsersOwnCountsForMore() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            """
            name = "fortigate"
            title = "Our gate"
            object_ids = ["1.3.6.1.4.1.12356"]
            [values]
            users = "1.3.6.1.4.1.12356.1.1.0"
            [[figure]]
            metric = "sessions"
            is = "users"
            """, to: "a.toml")
        try folder.write("name = 1\n", to: "b.toml")
        try folder.write("no profile", to: "notes.txt")
        let catalog = ProfileCatalog.builtIn.adding(folder: folder.path)
        #expect(catalog.matching(objectID: "1.3.6.1.4.1.12356.101.1.1", description: "").title == "Our gate")
        #expect(catalog.problems.map(\.description).contains { $0.hasPrefix("\(folder.path)/b.toml:1:8: ") })
        #expect(ProfileCatalog.builtIn.adding(folder: folder.file("nowhere")).problems.count == 1)
    }

    @Test(arguments: [
        ("1.3.6.1.4.1.9.1.2404", "Cisco Adaptive Security Appliance Version 9.12(2)", "cisco-asa"),
        ("1.3.6.1.4.1.9.1.1208", "Cisco IOS Software, C3750E", "generic"), ("1.3.6.1.4.1.12356.101.1.644", "", "fortigate"),
        ("1.3.6.1.4.1.8741.6.1", "", "sonicwall-sma"), ("1.3.6.1.4.1.8741.1", "", "sonicwall"),
        ("1.3.6.1.4.1.8072.3.2.10", "Linux", "generic"), ("1.3.6.1.4.1.2636.1.1.1.2.135", "Juniper Networks, Inc. srx340", "juniper-srx"),
        ("1.3.6.1.4.1.2636.1.1.1.2.29", "Juniper Networks, Inc. mx960", "generic"),
    ]) func isChosenByWhatTheAgentIs(objectID: String, description: String, name: String) {
        #expect(ProfileCatalog.builtIn.matching(objectID: OID(objectID), description: description).name == name)
    }
    @Test func anAgentThatSaysNothingIsGeneric() {
        #expect(ProfileCatalog.builtIn.matching(objectID: nil, description: "").name == "generic")
    }
}

struct ProfileExpressionTests {
    static let found = ProfileValues(
        values: [
            "a": .integer(6), "b": .text(Array("125 Users".utf8)), "list": .text(Array("12,34, 56".utf8)), "name": .text(Array("x".utf8)),
        ],
        columns: [
            "n": [OID([1]): .natural(10), OID([2]): .natural(20), OID([10]): .natural(60)],
            "kind": [OID([1]): .text(Array("ram".utf8)), OID([2]): .text(Array("disk".utf8)), OID([10]): .text(Array("ram too".utf8))],
            "empty": [:], "words": [OID([1]): .text(Array("up".utf8))],
        ])

    @Test(
        arguments: [
            ("a", 6), ("a + b * 2", 256), ("(a + b) * 2", 262), ("100 - a / 3", 98), ("b", 125), ("part(list, 2)", 34),
            ("part(list, 3)", 56),
            ("part(list, 4)", nil), ("name", nil), ("name + 1", nil), ("a / (a - 6)", nil), ("sum(n)", 90), ("mean(n)", 30), ("max(n)", 60),
            ("min(n)", 10), ("count(n)", 3), ("first(n)", 10), ("sum(n, a)", 96), ("sum(n, gone)", 90), ("sum(gone)", nil),
            ("count(empty)", nil),
            ("sum(n where kind = 'ram')", 10), ("sum(n where kind contains 'ram')", 70), ("count(n where n >= 20)", 2),
            ("count(n where n > 20 and kind != 'disk')", 1), ("count(n where n = 1)", 0), ("sum(n where n = 1)", 0),
            ("first(n where n = 1)", nil),
            ("count(words where words = 'up')", 1), ("sum(words)", nil), ("1.5 * a", 9),
        ] as [(String, Double?)])
    func means(text: String, number: Double?) throws {
        let result = try ProfileExpressionReader.read(text).result(of: Self.found)
        #expect(result == number, "\(text)")
    }

    @Test func nothingBringsTheReaderDown() {
        var generator = SeededGenerator(seed: 5)
        let good = Array("100 * sum(used where kind = 'a b' and n >= 2.5) / (first(size) - part(list, 2))".utf8)
        for cut in Noise.truncations(of: good) { _ = try? ProfileExpressionReader.read(String(decoding: cut, as: UTF8.self)) }
        for _ in 0..<AgentFuzz.count(20_000) {
            let bytes = Noise.mutation(of: good, using: &generator)
            if let expression = try? ProfileExpressionReader.read(String(decoding: bytes, as: UTF8.self)) {
                _ = expression.result(of: Self.found)
            }
        }
        // More digits than a number has would be infinite.
        #expect(throws: ProfileExpressionReader.Fault.self) { try ProfileExpressionReader.read(String(repeating: "9", count: 400)) }
        let deep = String(repeating: "(", count: 5000) + "a" + String(repeating: ")", count: 5000)
        #expect(throws: ProfileExpressionReader.Fault.self) { try ProfileExpressionReader.read(deep) }
        #expect(throws: ProfileExpressionReader.Fault.self) { try ProfileExpressionReader.read(String(repeating: "1+", count: 5000) + "1") }
    }
}

/// How often hostile input is tried: `WARTE_FUZZ` says, else `plain`.
enum AgentFuzz {
    static func count(_ plain: Int) -> Int { getenv("WARTE_FUZZ").flatMap { Int(String(cString: $0)) } ?? plain }
}
