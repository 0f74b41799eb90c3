import Testing

@testable import Collectors
@testable import FuzzTargets

/// How an agent is read that does not behave.
struct AgentWalkTests {
    static let column: OID = "1.3.6.1.4.1.99.1.2"
    static func rows(_ count: Int, below column: OID = column) -> [OID: SNMPValue] {
        Dictionary(
            uniqueKeysWithValues: (0..<count).map { (OID(column.numbers + [UInt32($0 + 1)]), SNMPValue.integer(Int64($0))) })
    }
    static func walk(_ agent: ScriptedAgent, isOld: Bool = false) -> AgentWalk {
        var manners = AgentManners()
        manners.hasBulk = !isOld
        return AgentWalk(agent: agent, manners: manners) { (.seconds(1), 1) }
    }

    @Test func aColumnIsReadToItsEndAndNoFurther() async throws {
        let agent = ScriptedAgent(Self.rows(200).merging(Self.rows(5, below: "1.3.6.1.4.1.99.1.3")) { $1 })
        var walk = Self.walk(agent)
        let found = try await walk.columns([Self.column])
        #expect(found[Self.column]?.count == 200)
        #expect(found[Self.column]?[OID([200])] == .integer(199))
        // The second time it is known how long it is.
        let before = agent.requests.count
        _ = try await walk.columns([Self.column])
        #expect(agent.requests.count - before <= before)
    }

    @Test func columnsOfDifferentLengthsAreReadTogether() async throws {
        let columns: [OID] = ["1.3.6.1.4.1.99.1.2", "1.3.6.1.4.1.99.1.3", "1.3.6.1.4.1.99.1.4", "1.3.6.1.4.1.99.1.9"]
        var values: [OID: SNMPValue] = [:]
        for (place, column) in columns.prefix(3).enumerated() { values.merge(Self.rows([3, 70, 0][place], below: column)) { $1 } }
        var walk = Self.walk(ScriptedAgent(values))
        let found = try await walk.columns(columns)
        #expect(found.mapValues(\.count) == [columns[0]: 3, columns[1]: 70])
    }

    @Test func tooBigAsksForLess() async throws {
        var manners = ScriptedAgent.Manners()
        manners.tooBigAbove = 7
        let agent = ScriptedAgent(Self.rows(40), manners: manners)
        var walk = Self.walk(agent)
        #expect(try await walk.columns([Self.column])[Self.column]?.count == 40)
        #expect(walk.manners.mostVariables <= 7)
        let names = (1...40).map { OID(Self.column.numbers + [UInt32($0)]) }
        #expect(try await walk.values(of: names).count == 40)
        #expect(walk.manners.mostNames <= 7)
    }

    /// Answers of more than one frame get lost on the way to some.
    @Test func silenceToALongAnswerAsksForLess() async throws {
        var manners = ScriptedAgent.Manners()
        manners.silentAbove = 6
        var walk = Self.walk(ScriptedAgent(Self.rows(12), manners: manners))
        #expect(try await walk.columns([Self.column])[Self.column]?.count == 12)
        manners.silentAbove = 0
        var deaf = Self.walk(ScriptedAgent(Self.rows(12), manners: manners))
        await #expect(throws: AgentTrouble.silence) { try await deaf.columns([Self.column]) }
    }

    @Test func aLoopEnds() async throws {
        var manners = ScriptedAgent.Manners()
        manners.leaps = [OID(Self.column.numbers + [9]): OID(Self.column.numbers + [4])]
        let agent = ScriptedAgent(Self.rows(20), manners: manners)
        var walk = Self.walk(agent)
        #expect(try await walk.columns([Self.column])[Self.column]?.count == 9)
        #expect(agent.requests.count < 10)
        manners.leaps = [Self.column: Self.column]
        var standing = Self.walk(ScriptedAgent(Self.rows(20), manners: manners))
        #expect(try await standing.columns([Self.column]).isEmpty)
    }

    @Test func whatIsOutOfOrderIsReadAllTheSame() async throws {
        var manners = ScriptedAgent.Manners()
        func row(_ number: UInt32) -> OID { OID(Self.column.numbers + [number]) }
        manners.leaps = [Self.column: row(3), row(3): row(1), row(1): row(2), row(2): "1.3.6.1.4.1.99.1.3.1"]
        var walk = Self.walk(ScriptedAgent(Self.rows(3), manners: manners))
        #expect(try await walk.columns([Self.column])[Self.column]?.count == 3)
    }

    @Test func anOldAgentTellsOneNameAtATimeAway() async throws {
        var manners = ScriptedAgent.Manners()
        manners.isOld = true
        let agent = ScriptedAgent(Self.rows(3), manners: manners)
        var walk = Self.walk(agent, isOld: true)
        let names = (1...6).map { OID(Self.column.numbers + [UInt32($0)]) }
        #expect(try await walk.values(of: names).count == 3)
        #expect(try await walk.columns([Self.column, "1.3.6.1.4.1.99.1.9"])[Self.column]?.count == 3)
        #expect(agent.requests.allSatisfy { $0.command != .bulk })
    }

    @Test func aColumnWithoutEndIsCut() async throws {
        var walk = Self.walk(ScriptedAgent(Self.rows(AgentWalk.mostRows + 50)))
        #expect(try await walk.columns([Self.column])[Self.column]?.count == AgentWalk.mostRows)
        #expect(walk.cut == [Self.column])
    }

    @Test func anAgentThatShowsNothingIsToldSo() async {
        for status in [6, 16] {
            var manners = ScriptedAgent.Manners()
            manners.error = (status, 0)
            var walk = Self.walk(ScriptedAgent([:], manners: manners))
            await #expect(throws: AgentTrouble.noAccess) { try await walk.values(of: [Self.column]) }
        }
    }

    @Test(arguments: [(5, 0), (5, 1), (5, 99), (5, -1), (1, 0), (2, 1), (18, 3)])
    func errorsWithoutEndComeToAnEnd(status: Int, index: Int) async throws {
        var manners = ScriptedAgent.Manners()
        manners.error = (status, index)
        let agent = ScriptedAgent(Self.rows(3), manners: manners)
        var walk = Self.walk(agent)
        #expect(try await walk.values(of: (1...40).map { OID(Self.column.numbers + [UInt32($0)]) }).isEmpty)
        #expect(try await walk.columns([Self.column, "1.3.6.1.4.1.99.1.9"]).isEmpty)
        #expect(agent.requests.count < 200)
    }
}
