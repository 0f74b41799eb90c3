import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import Collectors
@testable import FuzzTargets

/// From poll to poll, with agents of our own making.
struct AgentTrackerTests {
    static let start = Moment(seconds: 1_795_786_239)
    static func agent(_ lines: String, manners: ScriptedAgent.Manners = .init()) -> ScriptedAgent {
        ScriptedAgent(AgentRecording.read(Array(lines.utf8)), manners: manners)
    }
    static func ucd(user: Int, system: Int, idle: Int, steal: Int = 0, uptime: Int = 100_000) -> String {
        """
        1.3.6.1.2.1.1.1.0|4|Linux host 6.1.0-31-amd64 #1 SMP x86_64
        1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.8072.3.2.10
        1.3.6.1.2.1.25.1.1.0|67|\(uptime)
        1.3.6.1.4.1.2021.11.11.0|2|80
        1.3.6.1.4.1.2021.11.50.0|65|\(user)
        1.3.6.1.4.1.2021.11.51.0|65|0
        1.3.6.1.4.1.2021.11.52.0|65|\(system)
        1.3.6.1.4.1.2021.11.53.0|65|\(idle)
        1.3.6.1.4.1.2021.11.54.0|65|0
        1.3.6.1.4.1.2021.11.64.0|65|\(steal)
        """
    }

    @Test func sharesComeFromTicksAndTheAverageStandsInForThem() async throws {
        let agent = Self.agent(Self.ucd(user: 1000, system: 500, idle: 4000))
        var reader = try await AgentReader(agent)
        #expect(reader.identity.product == "Linux" && reader.identity.version(nil) == "6.1.0-31-amd64")
        #expect(try await reader.poll(at: Self.start).number("cpu") == 20)
        agent.set(AgentRecording.read(Array(Self.ucd(user: 1030, system: 510, idle: 4050, steal: 10).utf8)))
        let second = try await reader.poll(at: Self.start)
        #expect(second.number("cpu") == 50 && second.number("cpu.user") == 30 && second.number("cpu.steal") == 10)
        // Nothing new from the agent, which looks every few seconds: the last shares stand for a while.
        #expect(try await reader.poll(at: Self.start).number("cpu.user") == 30)
        #expect(try await reader.poll(after: .seconds(60), at: Self.start).number("cpu.user") == nil)
    }

    @Test func ticksGoOnWhereTheyWrap() async throws {
        let top = Int(UInt32.max)
        let agent = Self.agent(Self.ucd(user: 1000, system: 500, idle: top - 20))
        var reader = try await AgentReader(agent)
        _ = try await reader.poll(at: Self.start)
        agent.set(AgentRecording.read(Array(Self.ucd(user: 1050, system: 500, idle: 29).utf8)))
        #expect(try await reader.poll(at: Self.start).number("cpu") == 50)
    }

    static func interfaces(_ counters: [(index: Int, kind: Int, connector: Int, name: String, received: UInt64)], isLong: Bool = true)
        -> String
    {
        "1.3.6.1.2.1.1.3.0|67|500000\n"
            + counters.map { row in
                let octets =
                    isLong
                    ? "1.3.6.1.2.1.31.1.1.1.6.\(row.index)|70|\(row.received)\n1.3.6.1.2.1.31.1.1.1.10.\(row.index)|70|7\n"
                    : "1.3.6.1.2.1.2.2.1.10.\(row.index)|65|\(row.received)\n1.3.6.1.2.1.2.2.1.16.\(row.index)|65|7\n"
                return "1.3.6.1.2.1.2.2.1.3.\(row.index)|2|\(row.kind)\n1.3.6.1.2.1.31.1.1.1.1.\(row.index)|4|\(row.name)\n"
                    + "1.3.6.1.2.1.31.1.1.1.17.\(row.index)|2|\(row.connector)\n" + octets
            }.joined()
    }

    @Test func onlyWhatIsWiredCounts() async throws {
        let agent = Self.agent(
            Self.interfaces([
                (1, 24, 2, "lo", 50), (2, 6, 1, "eth0", 1 << 40), (3, 6, 1, "eth1", 5), (4, 6, 2, "br0", 900), (5, 23, 2, "<l2tp-anna>", 3),
                (6, 131, 2, "tun0", 3),
            ]))
        var reader = try await AgentReader(agent, network: .each)
        let reading = try await reader.poll(at: Self.start)
        #expect(reading.number("net.received") == Double((1 << 40) + 5))
        #expect(reading.number("net.received", of: Entity(kind: "interface", id: "eth1")) == 5)
        let told = reading.only?.samples.map { $0.entity.name } ?? []
        #expect(!told.contains { $0.contains("anna") || $0.contains("br0") })
    }

    @Test func shortCountersGoOnWhereTheyWrap() async throws {
        let top = UInt64(UInt32.max)
        let agent = Self.agent(Self.interfaces([(2, 6, 1, "eth0", top - 99)], isLong: false))
        var reader = try await AgentReader(agent)
        let first = try #require(try await reader.poll(at: Self.start).number("net.received"))
        agent.set(AgentRecording.read(Array(Self.interfaces([(2, 6, 1, "eth0", 400)], isLong: false).utf8)))
        let second = try #require(try await reader.poll(at: Self.start).number("net.received"))
        #expect(second - first == 500)
    }

    @Test func aRestartIsTold() async throws {
        let agent = Self.agent(Self.ucd(user: 1, system: 1, idle: 1, uptime: 900_000))
        var reader = try await AgentReader(agent)
        #expect(try await reader.poll(at: Self.start).events.isEmpty)
        agent.set(AgentRecording.read(Array(Self.ucd(user: 1, system: 1, idle: 1, uptime: 4500).utf8)))
        #expect(try await reader.poll(at: Self.start).events.map(\.text) == ["restarted 45 s ago"])
    }

    /// sysUpTime ends at 497 days; that is no restart.
    @Test func aClockThatGoesRoundIsNoRestart() async throws {
        let agent = Self.agent("1.3.6.1.2.1.1.3.0|67|4294967000\n")
        var reader = try await AgentReader(agent)
        _ = try await reader.poll(at: Self.start)
        agent.set(AgentRecording.read(Array("1.3.6.1.2.1.1.3.0|67|700\n".utf8)))
        #expect(try await reader.poll(at: Self.start).events.isEmpty)
    }

    static func gate(_ rows: [(index: Int, user: String, seconds: Int)]) -> String {
        """
        1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.12356.101.1.644
        1.3.6.1.4.1.12356.101.4.1.3.0|66|12
        1.3.6.1.4.1.12356.101.4.1.4.0|66|40
        1.3.6.1.4.1.12356.101.4.1.8.0|66|999
        1.3.6.1.4.1.12356.101.12.2.3.1.2.1|66|2
        1.3.6.1.4.1.12356.101.12.2.3.1.2.7|66|3

        """
            + rows.map { row in
                """
                1.3.6.1.4.1.12356.101.12.2.4.1.3.\(row.index)|4|\(row.user)
                1.3.6.1.4.1.12356.101.12.2.4.1.4.\(row.index)|64|198.51.100.\(row.index)
                1.3.6.1.4.1.12356.101.12.2.4.1.6.\(row.index)|2|\(row.seconds)

                """
            }.joined()
    }

    @Test func sessionsAreThoseOfTheTableAndEndWithoutAReason() async throws {
        let agent = Self.agent(Self.gate([(1, "anna", 600), (2, "ben", 50)]))
        var reader = try await AgentReader(agent)
        let first = try await reader.poll(at: Self.start)
        // Over virtual domains, and not the firewall's 999.
        #expect(first.number("sessions") == 5 && first.number("snmp.connections") == 999)
        #expect(first.only?.sessions.map(\.user) == ["anna", "ben"])
        #expect(first.only?.sessions.first?.since == Self.start - .seconds(600))
        #expect(first.only?.sessions.first?.address == "198.51.100.1")
        // The second row's time begins anew: another session of the same user.
        agent.set(AgentRecording.read(Array(Self.gate([(2, "ben", 3)]).utf8)))
        let second = try await reader.poll(at: Self.start + .seconds(10))
        #expect(second.ends.map(\.user).sorted() == ["anna", "ben"])
        #expect(second.ends.allSatisfy { $0.cause == .unknown && $0.confidence == .inferred })
        #expect(second.only?.sessions.map(\.user) == ["ben"])
        #expect(second.only?.sessions.first?.id != first.only?.sessions.last?.id)
        // Only the name may be somebody's, and it is marked.
        for end in second.ends { #expect(end.pieces.filter(\.isPersonal).map(\.text) == [end.user]) }
    }

    /// Who has been there for eight minutes at a look ten seconds after the last has not come meanwhile, whatever was put back there.
    @Test func aTimeThatIsPutBackIsNoNewSession() async throws {
        let agent = Self.agent(Self.gate([(1, "anna", 500), (2, "ben", 60)]))
        var reader = try await AgentReader(agent)
        let first = try await reader.poll(at: Self.start)
        agent.set(AgentRecording.read(Array(Self.gate([(1, "anna", 494), (2, "ben", 20)]).utf8)))
        let second = try await reader.poll(at: Self.start + .seconds(10))
        #expect(second.ends.isEmpty && second.only?.sessions == first.only?.sessions)
        // From there it goes on; what began since is another.
        agent.set(AgentRecording.read(Array(Self.gate([(1, "anna", 504), (2, "ben", 9)]).utf8)))
        let third = try await reader.poll(at: Self.start + .seconds(20))
        #expect(third.ends.map(\.user) == ["ben"] && third.only?.sessions.first == first.only?.sessions.first)
    }

    /// Nobody has gone because the agent could not tell of him: not behind an error in the middle of the table, and not where a column with
    /// what is known of each stops before the others.
    @Test(arguments: [3, 4, 6]) func whatCannotBeToldIsNoEnd(column: Int) async throws {
        let rows = [(1, "anna", 600), (2, "ben", 50), (3, "carl", 40)]
        let agent = Self.agent(Self.gate(rows))
        var reader = try await AgentReader(agent)
        let first = try await reader.poll(at: Self.start)
        let table = "1.3.6.1.4.1.12356.101.12.2.4.1"
        for row in ["", ".1"] {
            agent.set(AgentRecording.read(Array(Self.gate(rows.map { ($0.0, $0.1, $0.2 + 10) }).utf8)))
            agent.breakBehind([try #require(OID("\(table).\(column)\(row)"))])
            let cut = try await reader.poll(at: Self.start + .seconds(10))
            #expect(cut.ends.isEmpty)
            #expect(cut.only?.sessions == first.only?.sessions)
        }
        agent.breakBehind([])
        agent.set(AgentRecording.read(Array(Self.gate([(1, "anna", 620), (3, "carl", 60)]).utf8)))
        let later = try await reader.poll(at: Self.start + .seconds(20))
        #expect(later.ends.map(\.user) == ["ben"])
        #expect(later.only?.sessions.map(\.id) == [0, 2].compactMap { first.only?.sessions[$0].id })
    }

    /// An agent that answers an error behind its last row, or in one column, at every poll has no more to say: who goes is gone.
    @Test(arguments: ["6.2", "4"]) func anErrorThatStaysIsItsEnd(place: String) async throws {
        let rows = [(1, "anna", 600), (2, "ben", 50), (3, "carl", 40)]
        let agent = Self.agent(Self.gate(rows))
        var reader = try await AgentReader(agent)
        _ = try await reader.poll(at: Self.start)
        agent.set(AgentRecording.read(Array(Self.gate(rows.dropLast()).utf8)))
        agent.breakBehind([try #require(OID("1.3.6.1.4.1.12356.101.12.2.4.1.\(place)"))])
        var (ends, there): ([String], [String]) = ([], [])
        for poll in 1...8 as ClosedRange<Int64> {
            let reading = try await reader.poll(at: Self.start + .seconds(poll * 10))
            ends += reading.ends.map(\.user)
            there = reading.only?.sessions.map(\.user) ?? []
            #expect(reading.only?.inventory.gaps.contains { $0.reason == .snmpColumnBroken() } == true)
        }
        #expect(ends == ["carl"])
        #expect(there == ["anna", "ben"])
    }

    /// Cisco's table has the name in the index alone: how long it is, its letters, a number.
    @Test func aNameInTheIndexIsRead() async throws {
        let name = "anna".utf8.map { String($0) }.joined(separator: ".")
        let agent = Self.agent(
            """
            1.3.6.1.2.1.1.1.0|4|Cisco Adaptive Security Appliance Version 9.12(2)
            1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.9.1.2404
            1.3.6.1.4.1.9.9.392.1.3.21.1.6.4.\(name).77|66|30
            1.3.6.1.4.1.9.9.392.1.3.21.1.10.4.\(name).77|4|198.51.100.9
            1.3.6.1.4.1.9.9.392.1.3.26.0|66|1
            1.3.6.1.4.1.9.9.392.1.3.29.0|66|13
            1.3.6.1.4.1.9.9.392.1.3.35.0|66|4
            """)
        var reader = try await AgentReader(agent)
        let reading = try await reader.poll(at: Self.start)
        #expect(reading.only?.sessions.map(\.user) == ["anna"])
        // Its id is made of the name: it is replaced with it.
        #expect(reading.only?.sessions.first?.isOpaque == false)
        #expect(reading.number("sessions") == 5)
    }

    /// What an agent writes is data: bounded, without what steers a terminal, without what somebody wrote by hand.
    @Test(arguments: [
        ("1.3.6.1.4.1.8072.3.2.10", "Linux annas-pc 6.1.0-31-amd64 #1 SMP", "Linux", "6.1.0-31-amd64"),
        ("1.3.6.1.4.1.8072.3.2.8", "FreeBSD annas-pc 13.1-RELEASE amd64", "FreeBSD", "13.1-RELEASE"),
        ("1.3.6.1.4.1.8072.3.2.10", "Call anna@example.org", "SNMP agent", ""),
        ("1.3.6.1.4.1.9.1.1208", "Cisco IOS\u{1b}[2J\u{202e}\u{7}, C3750E", "Cisco IOS�[2J��, C3750E", ""),
    ]) func whatAnAgentCallsItselfIsData(objectID: String, described: String, product: String, version: String) async throws {
        let long = described.utf8.map { String($0, radix: 16).count < 2 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
        let agent = Self.agent("1.3.6.1.2.1.1.1.0|4x|\(long)\n1.3.6.1.2.1.1.2.0|6|\(objectID)\n1.3.6.1.2.1.1.3.0|67|700\n")
        var reader = try await AgentReader(agent)
        let inventory = try await reader.poll(at: Self.start).only?.inventory
        #expect(inventory?.product == product && inventory?.version == version)
    }

    @Test func namesOfAnAgentAreBoundedAndNobodys() async throws {
        let long = String(repeating: "x", count: 3000)
        let rows = [
            "\u{1b}]0;x", "<pppoe-anna>", "anna@gate", long, "eth0", "two", "two",
        ]
        let agent = Self.agent(
            "1.3.6.1.2.1.1.1.0|4|\(long)\n1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.9.1.1208\n"
                + Self.interfaces(rows.enumerated().map { ($0.offset + 1, 6, 1, $0.element, 9) }))
        var reader = try await AgentReader(agent, network: .each)
        let reading = try await reader.poll(at: Self.start)
        #expect(reading.only?.inventory.product.count == 48)
        let names = Set(reading.only?.samples.map(\.entity.id) ?? [])
        #expect(names == ["", "�]0;x", "2", "3", String(repeating: "x", count: 64), "eth0", "6", "7"])
    }

    @Test func aProfileOfAnotherKindIsToldSo() async throws {
        let agent = Self.agent(Self.ucd(user: 1, system: 1, idle: 1))
        var reader = try await AgentReader(agent, named: "fortigate")
        let gaps = try await reader.poll(at: Self.start).only?.inventory.gaps ?? []
        #expect(
            gaps.first { $0.figure == .figureProfile() }?.reason.text
                == "\"fortigate\" is named and the agent has nothing of it; by its sysObjectID it is \"generic\": leave profile out")
        var right = try await AgentReader(Self.agent(Self.gate([])), named: "fortigate")
        #expect(try await right.poll(at: Self.start).only?.inventory.gaps.contains { $0.figure == .figureProfile() } == false)
    }

    @Test func theNextPollAsksForLess() async throws {
        let agent = Self.agent(Self.gate([(1, "anna", 600)]))
        var reader = try await AgentReader(agent)
        _ = try await reader.poll(at: Self.start)
        let first = agent.requests.flatMap(\.names).count
        _ = try await reader.poll(at: Self.start)
        #expect(agent.requests.flatMap(\.names).count - first < first)
    }

    /// Whatever an agent says: no crash, no end that does not come.
    @Test func nothingAnAgentSaysBringsItDown() async throws {
        var generator = SeededGenerator(seed: 3)
        let good = [
            Self.gate([(1, "anna", 600), (2, "ben", 50)]), Self.ucd(user: 1, system: 2, idle: 3),
            Self.interfaces([(1, 6, 1, "eth0", 5), (2, 6, 1, "eth0", 6)]),
        ].map { Array($0.utf8) }
        for round in 0..<AgentFuzz.count(2000) {
            let input = good[round % good.count]
            let agent = ScriptedAgent(AgentRecording.read(Noise.mutation(of: input, using: &generator)))
            guard var reader = try? await AgentReader(agent, network: .each) else { continue }
            for _ in 0..<2 {
                agent.set(AgentRecording.read(Noise.mutation(of: input, using: &generator)))
                let reading = try? await reader.poll(at: Self.start)
                for sample in reading?.only?.samples ?? [] { #expect(sample.value.isFinite && sample.value >= 0) }
            }
            #expect(agent.requests.count < 3 * AgentWalk.mostRequests)
        }
    }

    /// Answers that belong to no question, in any order and number.
    @Test func strangeAnswersComeToAnEnd() async throws {
        for seed in 0..<UInt64(AgentFuzz.count(1000)) {
            let agent = StrangeAgent(seed: seed)
            var walk = AgentWalk(agent: agent, manners: AgentManners()) { (.seconds(1), 1) }
            _ = try? await walk.values(of: [AgentIdentity.description, AgentIdentity.objectID])
            _ = try? await walk.columns([Interfaces.kinds, Interfaces.received])
        }
    }
}

/// Answers anything.
private final class StrangeAgent: AgentClient {
    private let generator: Mutex<SeededGenerator>
    init(seed: UInt64) { generator = Mutex(SeededGenerator(seed: seed)) }

    func ask(_ request: AgentRequest) async -> Exchange {
        generator.withLock { generator in
            if Int.random(in: 0..<30, using: &generator) == 0 { return .silence }
            let names = (request.names + [Interfaces.kinds, Interfaces.sent, AgentIdentity.objectID]).flatMap { name in
                (0..<4).map { OID(name.numbers + [UInt32($0)]) } + [name]
            }
            let variables = (0..<Int.random(in: 0...60, using: &generator)).map { _ in
                Variable(
                    name: names.randomElement(using: &generator) ?? Interfaces.kinds,
                    value: [.integer(-1), .nothing, .endOfView, .text([0xFF]), .counter64(.max)].randomElement(using: &generator)
                        ?? .nothing)
            }
            let status = Int.random(in: 0...4, using: &generator) == 0 ? Int.random(in: 0...20, using: &generator) : 0
            return .answer(status: status, index: Int.random(in: -1...30, using: &generator), variables)
        }
    }
}
