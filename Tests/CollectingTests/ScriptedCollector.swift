import Collecting
import Synchronization
import Telemetry
import TestSupport

/// Answers what the test says, and counts.
final class ScriptedCollector: Collector {
    static let kind = CollectorKind("scripted", watches: "nothing")
    private struct State {
        var begun = 0
        var polls = 0
        var closed = 0
        var hanging: [CheckedContinuation<Void, Never>] = []
        var takenUp: (past: HeardBefore, predecessor: (any Collector)?)?
    }
    private let state = Mutex(State())
    private let answer: @Sendable (Int) async -> Answer
    private let told: Aside
    enum Answer: Sendable {
        case reading
        case nodes([HostReading])
        /// After it has hung.
        case happened([HostEvent])
        case failure(CollectFailure)
        /// Ignores cancellation, as a C library does.
        case hang
        /// And answers that in the end.
        case late(Reading)
    }

    init(aside: Aside = Aside(), answer: @escaping @Sendable (Int) async -> Answer) {
        self.answer = answer
        told = aside
    }
    convenience init(target: Target, transports: Transports) throws(ConfigurationProblem) { self.init { _ in .reading } }

    var polls: Int { state.withLock { $0.polls } }
    var takenUp: (past: HeardBefore, predecessor: (any Collector)?)? { state.withLock { $0.takenUp } }
    var closed: Int { state.withLock { $0.closed } }
    func letGo() {
        let all = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            defer { state.hanging = [] }
            return state.hanging
        }
        for one in all { one.resume() }
    }

    func collect(at now: Moment) async throws(CollectFailure) -> Reading {
        let poll = state.withLock { state -> Int in
            state.begun += 1
            return state.begun
        }
        let answer = await answer(poll)
        switch answer {
        case .hang, .late, .happened: break
        case .reading, .nodes, .failure: state.withLock { $0.polls += 1 }
        }
        switch answer {
        case .reading: break
        case .happened(let events):
            await hang()
            return Reading(events: events)
        case .nodes(let hosts): return Reading(hosts: hosts)
        case .failure(let failure): throw failure
        case .hang: await hang()
        case .late(let reading):
            await hang()
            return reading
        }
        return Reading(about: "poll \(poll)")
    }
    /// Only who can be let go counts as asked: whoever waits for the poll may let it go at once.
    private func hang() async {
        await withCheckedContinuation { one in
            state.withLock { state in
                state.hanging.append(one)
                state.polls += 1
            }
        }
    }
    func takeUp(_ past: HeardBefore, from predecessor: (any Collector)?) async { state.withLock { $0.takenUp = (past, predecessor) } }
    func aside(at now: Moment) async -> Aside { told }
    func close() async { state.withLock { $0.closed += 1 } }
}

/// Keeps the turns that a poller delivered.
final class Turns: Sendable {
    private let turns = Mutex<[PollTurn]>([])
    var all: [PollTurn] { turns.withLock { $0 } }
    var count: Int { all.count }
    func add(_ turn: PollTurn) { turns.withLock { $0.append(turn) } }
    /// `ok`, or the failure's words.
    var outcomes: [String] {
        all.map { turn in
            switch turn.report.outcome {
            case .success: "ok"
            case .failure(let failure): failure.text
            }
        }
    }
}
