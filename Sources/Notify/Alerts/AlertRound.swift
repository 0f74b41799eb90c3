import Alarms
import JSON
import Telemetry

/// What is done for an Alertmanager when it is its turn.
struct AlertRound: ~Copyable {
    private let pace: AlertService.Pace
    private let wallClock: @Sendable () -> Moment
    private let note: @Sendable (Message) -> Void
    private let silence: @Sendable ([AlarmKey: Message]) -> Void
    private let server: AlertAPI
    private var ledger: AlertLedger
    private var view = SilenceView()
    private var troubles: TroubleLog
    /// Nil until the engine has told its alarms: before that nothing is known to be over.
    private var alarms: [Alarm]?
    private var toldSilences: [AlarmKey: Message]?
    private var postedAt: ContinuousClock.Instant?
    private var polledAt: ContinuousClock.Instant?
    private var answeredAt = ContinuousClock.now
    private var retryAt: ContinuousClock.Instant?

    init(
        server: AlertAPI, site: String, wording: Wording, pace: AlertService.Pace, wallClock: @escaping @Sendable () -> Moment,
        note: @escaping @Sendable (Message) -> Void, silence: @escaping @Sendable ([AlarmKey: Message]) -> Void
    ) {
        self.server = server
        self.pace = pace
        self.wallClock = wallClock
        self.note = note
        self.silence = silence
        ledger = AlertLedger(site: site, wording: wording)
        troubles = TroubleLog(subject: .alertmanagerAt(server.url.harmless(atMost: 200)))
    }

    /// Does what is due, and says how long there is nothing to do.
    mutating func turn(_ news: [Alarm]?, at now: ContinuousClock.Instant) async -> Duration {
        if let news {
            alarms = news
            view.see(news, labels: ledger.labels)
            tellSilences()
        }
        guard let alarms else { return pace.post }
        if let retryAt, now < retryAt { return now.duration(to: retryAt) }
        var failure: Message?
        do throws(AlertFailure) {
            let hasPosted = try await post(alarms, at: now)
            try await poll(isDue: hasPosted, at: now)
        } catch {
            failure = error.message
        }
        if let line = troubles.took(failure.map { .triedAgain($0) }) { note(line) }
        guard failure != nil else {
            retryAt = nil
            answeredAt = now
            tellSilences()
            return pause(alarms, at: .now)
        }
        if answeredAt.duration(to: now) > pace.trust { view.forget() }
        tellSilences()
        let pause = pace.retry.doubled(failures: troubles.failures, atMost: .seconds(60))
        retryAt = .now + pause
        return pause
    }

    private mutating func post(_ alarms: [Alarm], at now: ContinuousClock.Instant) async throws(AlertFailure) -> Bool {
        if let postedAt {
            let age = postedAt.duration(to: now)
            guard age >= pace.post || ledger.isBehind(alarms) && age >= pace.least else { return false }
        }
        let wall = wallClock()
        let alerts = ledger.alerts(for: alarms, at: wall)
        ledger.posting(alerts, at: wall)
        // Where it fails, all of it is posted again.
        postedAt = nil
        if !alerts.isEmpty { try await server.post("alerts", .list(alerts.map(\.json))) }
        ledger.posted(alerts)
        postedAt = now
        return true
    }

    private mutating func poll(isDue: Bool, at now: ContinuousClock.Instant) async throws(AlertFailure) {
        if let polledAt, !isDue, polledAt.duration(to: now) < pace.poll { return }
        let filter = "filter=" + "site=\"\(ledger.site.forMatcher)\"".percentEncoded
        let alerts = try await server.list(
            "alerts?active=false&silenced=true&inhibited=true&unprocessed=false&" + filter, atMost: SilenceView.most,
            SilenceView.SilencedAlert.init)
        let silences = try await server.list(
            "silences", atMost: SilenceView.most, SilenceView.ActiveSilence.init)
        view.take(alerts: alerts, silences: silences)
        polledAt = now
    }

    private mutating func tellSilences() {
        // Before the first answer nothing is known, and what an earlier engine knew holds on; not for ever.
        guard polledAt != nil || answeredAt.duration(to: .now) > pace.trust else { return }
        let silences = view.silences
        guard silences != toldSilences else { return }
        toldSilences = silences
        silence(silences)
    }

    private func pause(_ alarms: [Alarm], at now: ContinuousClock.Instant) -> Duration {
        let post = (postedAt ?? now) + (ledger.isBehind(alarms) ? pace.least : pace.post)
        let poll = (polledAt ?? now) + pace.poll
        return max(.milliseconds(1), now.duration(to: min(post, poll)))
    }
}

extension String {
    /// Inside the quotes of a matcher.
    fileprivate var forMatcher: String {
        var out = ""
        for character in self {
            switch character {
            case "\"", "\\": out += "\\\(character)"
            case "\n": out += "\\n"
            default: out.append(character)
            }
        }
        return out
    }
}
