import Telemetry

/// A host that does not answer. It needs a failure: a machine that slept, Warte's own pause, is none.
struct NoDataRule: Rule {
    static let word = "no_data"
    let id = NoDataRule.word
    let label = "no data"
    let unit = "missed polls"
    let isOfTheConnection = true
    let defaults = Limits(
        warning: 3, critical: 6, offDelay: .zero,
        runbook: Runbook(
            consequence: "its load, its sessions and its other alarms are unknown",
            action: "ping and ssh it; if it is up, look at what Warte asks: systemctl status libvirtd, openvpn-server@NAME, or a busy port",
            timeToAct: "10 min"))

    /// By polls, or by time where a back-off makes polls rare: the one after which the answer is due is not missed yet.
    private func missed(_ subject: Subject) -> Int? {
        guard let known = subject.known, known.polledAt != nil else { return nil }
        guard known.failure != nil else { return 0 }
        guard let answered = known.answeredAt, let interval = subject.host?.interval, interval > .zero else { return known.missedPolls }
        let turns = max(0, (subject.now - answered).milliseconds) / max(1, interval.milliseconds)
        return max(known.missedPolls, Int(clamping: turns) - 1)
    }

    func judge(_ subject: Subject, limits: Limits, standing: Severity?) -> Judgement {
        guard let missed = missed(subject) else { return .unknown }
        return Judgement(limits.verdict(of: Double(missed), standing: standing), value: Double(missed))
    }

    func words(_ subject: Subject, limits: Limits, severity: Severity) -> AlarmState.Words {
        let since = subject.known?.answeredAt.map { "no data for \((subject.now - $0).short)" } ?? "no data yet"
        let failure = subject.known?.failure ?? ""
        return AlarmState.Words(failure.isEmpty ? since : "\(since): \(failure)", proofs: failure.isEmpty ? [] : [failure])
    }
}
