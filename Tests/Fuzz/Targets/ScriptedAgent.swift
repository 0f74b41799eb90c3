import Synchronization

@testable import Collectors

/// An agent in memory, with the manners that it is given.
final class ScriptedAgent: AgentClient {
    struct Manners: Sendable {
        /// Refuses to answer with more variables than these.
        var tooBigAbove = Int.max
        /// Is silent instead.
        var silentAbove = Int.max
        /// Speaks SNMPv1: no bulk, and one name that is missing spoils the answer.
        var isOld = false
        /// After these names come others than the next ones.
        var leaps: [OID: OID] = [:]
        var error: (status: Int, index: Int)?
    }
    private struct State {
        var values: [OID: SNMPValue]
        var sorted: [OID]
        var requests: [AgentRequest] = []
        var brokenBehind: Set<OID> = []
    }
    private let state: Mutex<State>
    private let manners: Manners

    init(_ values: [OID: SNMPValue], manners: Manners = Manners()) {
        state = Mutex(State(values: values, sorted: values.keys.sorted()))
        self.manners = manners
    }

    var requests: [AgentRequest] { state.withLock { $0.requests } }
    func set(_ values: [OID: SNMPValue]) {
        state.withLock { $0 = State(values: values, sorted: values.keys.sorted(), requests: $0.requests) }
    }

    /// Whoever asks for what follows these gets `genErr`, as from an agent one of whose modules has stopped.
    func breakBehind(_ names: Set<OID>) { state.withLock { $0.brokenBehind = names } }

    func ask(_ request: AgentRequest) async -> Exchange {
        let (variables, missing) = state.withLock { state -> ([Variable], Int?) in
            state.requests.append(request)
            return answer(request, state)
        }
        if let error = manners.error { return .answer(status: error.status, index: error.index, []) }
        if variables.isEmpty, let missing { return .answer(status: 5, index: missing + 1, []) }
        if variables.count > manners.silentAbove { return .silence }
        if variables.count > manners.tooBigAbove { return .answer(status: 1, index: 0, []) }
        if manners.isOld, let missing {
            return .answer(status: 2, index: missing + 1, request.names.map { Variable(name: $0, value: .nothing) })
        }
        return .answer(status: 0, index: 0, variables)
    }

    private func answer(_ request: AgentRequest, _ state: State) -> ([Variable], missing: Int?) {
        if request.command == .get {
            let found = request.names.map { Variable(name: $0, value: state.values[$0] ?? .nothing) }
            return (found, found.firstIndex { $0.value == .nothing })
        }
        var names = request.names
        var out: [Variable] = []
        var missing: Int?
        for _ in 0..<(request.command == .bulk ? max(1, request.repetitions) : 1) {
            if let broken = names.firstIndex(where: state.brokenBehind.contains) { return (out, broken) }
            for (place, name) in names.enumerated() {
                guard let next = manners.leaps[name] ?? Self.next(after: name, in: state.sorted) else {
                    out.append(Variable(name: name, value: .endOfView))
                    missing = missing ?? place
                    continue
                }
                out.append(Variable(name: next, value: state.values[next] ?? .nothing))
                names[place] = next
            }
        }
        return (out, missing)
    }

    private static func next(after name: OID, in sorted: [OID]) -> OID? {
        var (low, high) = (0, sorted.count)
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] <= name { low = middle + 1 } else { high = middle }
        }
        return low < sorted.count ? sorted[low] : nil
    }
}
