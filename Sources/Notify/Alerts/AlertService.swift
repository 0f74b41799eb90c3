public import Alarms
import Dispatch
import Synchronization
public import Telemetry

/// Keeps an Alertmanager told of the active alarms, over its API v2, and brings back its silences. Whoever tells it something never waits.
public final class AlertService: Sendable {
    /// How often it does what; for tests shorter.
    public struct Pace: Sendable {
        /// Active alarms are posted again, so that they stay.
        public var post = Duration.seconds(60)
        public var poll = Duration.seconds(15)
        /// The least between two posts, however much happens.
        public var least = Duration.seconds(1)
        /// After a failure, twice as long each time up to a minute.
        public var retry = Duration.seconds(2)
        /// What cannot be asked for so long silences nothing any more.
        public var trust = Duration.seconds(300)
        public init() {}
    }

    public let url: String
    public let site: String
    private let round: Mutex<AlertRound>
    private let inbox = Mutex<[Alarm]?>(nil)
    private let timer = Mutex(0)
    private let isClosed = Mutex(false)
    /// The network blocks: on a thread of its own.
    private let queue = DispatchQueue(label: "alertmanager")

    /// - Parameters:
    ///   - url: base URL without `/api/v2`. HTTPS is verified against the system's certificates.
    ///   - note: takes a line for the journal: the first of equal failures in a row, and their end.
    ///   - silence: takes all that is silenced there and why, whenever that may have changed.
    public init(
        url: String, site: String, pace: Pace = Pace(), wallClock: @escaping @Sendable () -> Moment,
        note: @escaping @Sendable (String) -> Void, silence: @escaping @Sendable ([AlarmKey: String]) -> Void
    ) {
        self.url = url
        self.site = site
        round = Mutex(AlertRound(url: url, site: site, pace: pace, wallClock: wallClock, note: note, silence: silence))
        queue.async { [weak self] in self?.turn() }
    }

    /// Every alarm that is not normal, as the engine publishes them.
    public func tell(_ alarms: [Alarm]) {
        let isFirst = inbox.withLock { inbox in
            defer { inbox = alarms }
            return inbox == nil
        }
        if isFirst { queue.async { [weak self] in self?.turn() } }
    }

    /// No more requests after the one that runs. What is active there ends by itself within four minutes.
    public func close() { isClosed.withLock { $0 = true } }

    private func turn() {
        guard !isClosed.withLock({ $0 }) else { return }
        let news = inbox.withLock { inbox in
            defer { inbox = nil }
            return inbox
        }
        let pause = round.withLock { $0.turn(news, at: .now) }
        let ticket = timer.withLock { timer in
            timer += 1
            return timer
        }
        queue.asyncAfter(deadline: .now() + .milliseconds(Int(clamping: max(1, pause.milliseconds)))) { [weak self] in
            guard let self, timer.withLock({ $0 }) == ticket else { return }
            turn()
        }
    }
}
