public import Alarms
public import Collecting
import Platform
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
    public let languages: Languages
    private struct State {
        var news: [Alarm]?
        var isClosed = false
        /// Ends the pause.
        var bell: Race<Bool>?
    }
    private let state = Mutex(State())

    /// - Parameters:
    ///   - url: base URL without `/api/v2`. HTTPS is verified against the system's certificates.
    ///   - wording: what people read in alerts.
    ///   - http: `Transports.http`.
    ///   - note: takes a line for the journal: the first of equal failures in a row, and their end.
    ///   - silence: takes all that is silenced there and why, whenever that may have changed.
    public init(
        url: String, site: String, wording: Wording = .english, pace: Pace = Pace(), http: @escaping Transports.HTTP,
        wallClock: @escaping @Sendable () -> Moment, note: @escaping @Sendable (Message) -> Void,
        silence: @escaping @Sendable ([AlarmKey: Message]) -> Void
    ) {
        self.url = url
        self.site = site
        languages = wording.languages
        Task { [weak self] in
            var round = AlertRound(
                server: AlertAPI(url: url, http: http), site: site, wording: wording, pace: pace, wallClock: wallClock, note: note,
                silence: silence)
            while let turn = self?.takeTurn() {
                let pause = await round.turn(turn.news, at: .now)
                guard let bell = self?.newBell() else { return }
                _ = await bell.value(within: pause, late: false)
            }
        }
    }
    deinit { close() }

    /// Every alarm that is not normal, as the engine publishes them.
    public func tell(_ alarms: [Alarm]) {
        state.withLock { state in
            state.news = alarms
            return state.bell
        }?.finish(true)
    }

    /// No more requests after the one that runs. What is active there ends by itself within four minutes.
    public func close() {
        state.withLock { state in
            state.isClosed = true
            return state.bell
        }?.finish(true)
    }

    /// What is new: nothing where it is only time again.
    private struct Turn { let news: [Alarm]? }
    /// Nil once it is closed.
    private func takeTurn() -> Turn? {
        state.withLock { state in
            defer { state.news = nil }
            return state.isClosed ? nil : Turn(news: state.news)
        }
    }

    /// Rung already where there are news.
    private func newBell() -> Race<Bool> {
        let bell = Race<Bool>()
        let isDue = state.withLock { state in
            state.bell = bell
            return state.isClosed || state.news != nil
        }
        if isDue { bell.finish(true) }
        return bell
    }
}
