import Telemetry

/// What an agent has shown that it bears; kept from poll to poll.
struct AgentManners: Hashable, Sendable {
    /// SNMPv1 has no bulk requests, and one name that is missing spoils the whole answer.
    var hasBulk = true
    /// Names in one request.
    var mostNames = 24
    /// Variables in one answer. Some agents drop answers that do not fit into one Ethernet frame.
    var mostVariables = 64
    /// Rows that a column had last.
    var rows: [OID: Int] = [:]
}

/// Reads values and columns of an agent, one request at a time, within bounds.
struct AgentWalk: Sendable {
    static let mostRows = 4096
    static let mostRequests = 2000

    private let agent: any AgentClient
    /// How long for one answer and how often again, by what time is left.
    private let effort: @Sendable () -> (patience: Duration, retries: Int)
    var manners: AgentManners
    private var requests = 0
    private(set) var answers = 0
    /// Columns that have more rows than are read.
    private(set) var cut: [OID] = []
    /// Columns in which the agent stopped with an error: what stands behind it nobody knows.
    private(set) var broken: Set<OID> = []

    init(agent: any AgentClient, manners: AgentManners, effort: @escaping @Sendable () -> (patience: Duration, retries: Int)) {
        self.agent = agent
        self.manners = manners
        self.effort = effort
    }

    /// The values that there are.
    mutating func values(of names: [OID]) async throws(AgentTrouble) -> [OID: SNMPValue] {
        var found: [OID: SNMPValue] = [:]
        var rest = names[...]
        while !rest.isEmpty {
            let some = Array(rest.prefix(manners.mostNames))
            let (status, index, variables) = try await answer(to: AgentRequest(names: some))
            switch status {
            case 0:
                // Almost always in the order of the question.
                for (place, variable) in variables.enumerated() where variable.value.isThere {
                    guard place < some.count && some[place] == variable.name || some.contains(variable.name) else { continue }
                    found[variable.name] = variable.value
                }
                rest = rest.dropFirst(some.count)
            case ErrorStatus.tooBig where some.count > 1: manners.mostNames = max(1, some.count / 2)
            default:
                // One name spoils the answer: without it the others can be had. Where nobody says which, each is asked by itself.
                if some.indices.contains(index - 1) {
                    rest = ArraySlice(some.enumerated().filter { $0.offset != index - 1 }.map(\.element) + rest.dropFirst(some.count))
                } else if some.count > 1 {
                    manners.mostNames = max(1, some.count / 2)
                } else {
                    rest = rest.dropFirst()
                }
            }
        }
        return found
    }

    /// Columns by their names, and in each the values by the index of their rows.
    mutating func columns(_ names: [OID]) async throws(AgentTrouble) -> [OID: [OID: SNMPValue]] {
        var found: [OID: [OID: SNMPValue]] = [:]
        // Columns of one length in one request: else the longest would bring what stands behind the others.
        let known = manners.rows
        let sorted = names.enumerated().sorted { (known[$0.element] ?? 0, $0.offset) < (known[$1.element] ?? 0, $1.offset) }.map(\.element)
        var start = 0
        while start < sorted.count {
            let end = min(sorted.count, start + 8)
            try await walk(Array(sorted[start..<end]), into: &found)
            start = end
        }
        for name in names { manners.rows[name] = found[name]?.count ?? 0 }
        return found
    }

    private struct ColumnWalk {
        let column: OID
        var last: OID
        var rows: [OID: SNMPValue] = [:]
        var isOver = false
        /// Takes the next variable; what leaves the column or comes again is its end.
        mutating func take(_ variable: Variable) {
            guard !isOver else { return }
            guard variable.value != .endOfView, let index = variable.name.index(in: column), rows[index] == nil,
                rows.count < AgentWalk.mostRows
            else {
                isOver = true
                return
            }
            // Some agents do not keep to the order. Whatever is new leads on, and nothing leads twice.
            rows[index] = variable.value
            last = variable.name
        }
    }

    private mutating func walk(_ columns: [OID], into found: inout [OID: [OID: SNMPValue]]) async throws(AgentTrouble) {
        var walks = columns.map { ColumnWalk(column: $0, last: $0) }
        var narrow = columns.count
        // One after the other.
        var silences = 0
        while true {
            let open = Array(walks.indices.filter { !walks[$0].isOver }.prefix(narrow))
            if open.isEmpty { break }
            var request = AgentRequest(command: manners.hasBulk ? .bulk : .next, names: open.map { walks[$0].last })
            // One row more than the last time shows that there are no more.
            let left = open.map { (manners.rows[walks[$0].column] ?? 9) + 1 - walks[$0].rows.count }.max() ?? 0
            request.repetitions = min(left > 0 ? left : 50, max(1, manners.mostVariables / open.count), 50)
            let reply: (status: Int, index: Int, variables: [Variable])
            do throws(AgentTrouble) { reply = try await answer(to: request) } catch {
                // An answer that is too long for its way is silence too.
                guard error == .silence, request.isLong, silences < 2 else { throw error }
                silences += 1
                manners.mostVariables = max(4, request.repetitions * open.count / 2)
                continue
            }
            silences = 0
            if reply.status == ErrorStatus.tooBig, request.repetitions * open.count > 1 {
                if request.repetitions > 1, manners.hasBulk {
                    manners.mostVariables = max(open.count, request.repetitions * open.count / 2)
                } else {
                    narrow = max(1, open.count / 2)
                }
                continue
            }
            if reply.status != 0 {
                // SNMPv1 tells the end so; and a column that an agent cannot tell is none.
                let at = open.indices.contains(reply.index - 1) ? [open[reply.index - 1]] : open
                for index in at { walks[index].isOver = true }
                if reply.status != ErrorStatus.noSuchName { broken.formUnion(at.map { walks[$0].column }) }
                continue
            }
            // Nothing at all and no error: it would go on so for ever.
            if reply.variables.isEmpty {
                for index in open { walks[index].isOver = true }
                broken.formUnion(open.map { walks[$0].column })
            }
            // Each that is told of grows or ends, so this comes to an end too.
            for (place, variable) in reply.variables.prefix(open.count * max(1, request.repetitions)).enumerated() {
                walks[open[place % open.count]].take(variable)
            }
        }
        for walk in walks {
            if walk.rows.count >= Self.mostRows { cut.append(walk.column) }
            if !walk.rows.isEmpty { found[walk.column] = walk.rows.filter { $0.value.isThere } }
        }
    }

    private mutating func answer(to request: AgentRequest) async throws(AgentTrouble) -> (status: Int, index: Int, variables: [Variable]) {
        requests += 1
        guard requests <= Self.mostRequests else { throw .endless }
        var request = request
        let (patience, retries) = effort()
        request.patience = patience
        // A long answer is asked for shorter instead.
        request.retries = request.isLong ? 0 : retries
        let reply = await agent.ask(request)
        if case .answer = reply { answers += 1 }
        switch reply {
        case .answer(ErrorStatus.noAccess, _, _), .answer(ErrorStatus.authorizationError, _, _): throw .noAccess
        case .answer(let status, let index, let variables): return (status, index, variables)
        case .report(let report): throw .report(report)
        case .silence: throw .silence
        case .unreachable(let code): throw .unreachable(code)
        case .notTaken: throw .notTaken
        case .cancelled: throw .cancelled
        }
    }
}

/// RFC 3416, section 3.
enum ErrorStatus {
    static let tooBig = 1
    static let noSuchName = 2
    static let noAccess = 6
    static let authorizationError = 16
}

extension SNMPValue {
    var isThere: Bool {
        switch self {
        case .nothing, .endOfView: false
        default: true
        }
    }
}
