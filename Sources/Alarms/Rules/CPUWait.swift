import MetricStore
import Telemetry

/// vCPUs that are ready and not running; its alarm names the guests that wait longest.
struct CPUWaitRule: ThresholdRule {
    let id = WatchedNumber.cpuWait.rule
    let metric = WatchedNumber.cpuWait.metric
    let per: Message? = .perVirtualProcessor()
    let defaults = Thresholds(.cpuWait)

    /// The guests that wait longest, each in whole percent: no finer than it is read.
    func culprits(_ input: RuleInput) -> [Message] {
        guard let host = input.host, let guests = input.known?.guests else { return [] }
        let waits = guests.lazy.filter(\.state.isRunning).compactMap { guest -> (name: String, wait: Double)? in
            guard let wait = input.fresh(.guestWait, of: guest.id, on: host), wait > 0 else { return nil }
            return (guest.name, wait.rounded())
        }
        let worst = waits.sorted { $0.wait == $1.wait ? $0.name < $1.name : $0.wait > $1.wait }.prefix(Self.mostNamed)
        return worst.isEmpty ? [] : [.guestsWaiting(worst.map { .guestWaits($0.name, Quantity($0.wait, "%")) })]
    }
    private static let mostNamed = 3
}
