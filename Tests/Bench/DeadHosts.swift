import Collecting
import Glibc
import Platform
import Synchronization
import Telemetry

/// 1,000 hosts at 1 s, 500 of them dead in the worst way (they never answer and ignore cancellation for a while): how late are the others?
func benchDeadHosts() async {
    let seconds = 15
    let lateness = Mutex<[Duration]>([])
    let deadTurns = Mutex(0)
    let start = ContinuousClock.now
    let poller = Poller(
        clock: TimerClock.shared, wallClock: { Moment(milliseconds: 0) },
        deliver: { turn in
            if case .failure = turn.report.outcome { deadTurns.withLock { $0 += 1 } }
        })
    let hosts = (0..<1000).map { index in
        Target(id: "h\(index)", area: "", collector: "bench", endpoint: "", interval: .seconds(1), deadline: .milliseconds(900))
    }
    poller.watch(
        hosts.enumerated().map { index, host in
            if index.isMultiple(of: 2) { return (host, { SilentCollector() }) }
            let due = start + .milliseconds(index)
            return (
                host,
                {
                    PromptCollector { polls in
                        let late = ContinuousClock.now - (due + .seconds(polls))
                        lateness.withLock { $0.append(late) }
                    }
                }
            )
        })
    let before = cpuSeconds()
    try? await Task.sleep(for: .seconds(seconds))
    let cpu = cpuSeconds() - before
    await poller.stop(patience: .seconds(1))
    let all = lateness.withLock { $0.sorted() }
    let skipped = 500 * seconds - all.count
    print("poller: 500 dead of 1,000 hosts at 1 s, \(seconds) s")
    print("  polls of the living   \(all.count), missing \(max(0, skipped - 500)) (one per host may fall outside the window)")
    print(
        "  lateness              median \(ms(all[all.count / 2]))  p99 \(ms(all[all.count * 99 / 100]))  worst \(ms(all[all.count - 1])) ms"
    )
    print("  reports of the dead   \(deadTurns.withLock { $0 })")
    print("  CPU per 1,000 polls   \(rounded(cpu * 1000 / Double(max(1, all.count)), 4)) s (the poller alone, without parsing)")
}

private final class SilentCollector: Collector {
    static let kind = CollectorKind("silent", watches: "nothing")
    init() {}
    convenience init(target: Target, transports: Transports) throws(ConfigurationProblem) { self.init() }
    func collect(at now: Moment) async throws(CollectFailure) -> Reading {
        try? await Task.sleep(for: .seconds(3600))
        throw .timedOut(asked: "nobody", after: .seconds(1))
    }
    func close() async {}
}

private final class PromptCollector: Collector {
    static let kind = CollectorKind("prompt", watches: "nothing")
    private let polls = Mutex(0)
    private let seen: @Sendable (Int) -> Void
    init(seen: @escaping @Sendable (Int) -> Void) { self.seen = seen }
    convenience init(target: Target, transports: Transports) throws(ConfigurationProblem) { self.init { _ in } }
    func collect(at now: Moment) async throws(CollectFailure) -> Reading {
        let poll = polls.withLock { polls -> Int in
            defer { polls += 1 }
            return polls
        }
        seen(poll)
        return Reading(HostFigures())
    }
    func close() async {}
}
