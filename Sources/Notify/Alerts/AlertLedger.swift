import Alarms
import JSON
import Telemetry

/// What makes an alert one and the same for an Alertmanager.
typealias Labels = [String: String]

/// One alert as it is posted: `postableAlert` of Alertmanager's API v2 (api/v2/openapi.yaml).
struct Alert: Hashable {
    let labels: Labels
    let annotations: [String: String]
    let startsAt: Moment
    /// In the future: still there. In the past: over.
    let endsAt: Moment
    let isOver: Bool

    var json: JSONValue {
        .object([
            ("labels", JSONValue(labels)), ("annotations", JSONValue(annotations)), ("startsAt", .text(startsAt.rfc3339)),
            ("endsAt", .text(endsAt.rfc3339)),
        ])
    }
}

/// What an Alertmanager was told, and so what it has still to be told. Pure; the time is an argument.
struct AlertLedger {
    let site: String
    /// An alert that is not posted again within this is over: an engine that dies leaves nothing behind. Four times the pause between
    /// two posts, as Prometheus has it.
    static let life = Duration.seconds(240)
    private struct Entry {
        var alert: Alert
        var at: Moment
    }
    /// Those that it may hold as active.
    private var told: [Labels: Entry] = [:]

    /// Of what people read.
    private let wording: Wording

    init(site: String, wording: Wording = .english) {
        self.site = site
        self.wording = wording
    }

    /// An empty value is none: Alertmanager drops such labels.
    func labels(of alarm: Alarm) -> Labels {
        [
            "alertname": alarm.key.rule, "host": alarm.key.host, "entity": alarm.key.entity.name, "severity": alarm.severity.word,
            "site": site,
        ].filter { !$0.value.isEmpty }
    }

    /// Whether it is for others to know: there, and neither put aside nor following from something else. One that an Alertmanager
    /// silences goes on being posted, since only there does its silence hold. One that chatters stays active while it does: it is told as
    /// one, not as pairs of firing and resolved. How alerts are grouped is the Alertmanager's own business.
    static func isActive(_ alarm: Alarm) -> Bool {
        guard alarm.phase != .normal, alarm.shelf == nil, !alarm.isInMaintenance else { return false }
        guard alarm.phase != .returned || alarm.isChattering else { return false }
        return alarm.suppressedBy.map { $0.isSilence } ?? true
    }

    /// Whether it does not know what is active now.
    func isBehind(_ alarms: [Alarm]) -> Bool { Set(alarms.filter(Self.isActive).map(labels)) != Set(told.keys) }

    /// Everything that is active, and the end of what no longer is.
    func alerts(for alarms: [Alarm], at now: Moment) -> [Alert] {
        var out: [Alert] = []
        var active: Set<Labels> = []
        for alarm in alarms where Self.isActive(alarm) {
            let labels = labels(of: alarm)
            guard active.insert(labels).inserted else { continue }
            out.append(
                Alert(
                    labels: labels, annotations: annotations(of: alarm), startsAt: min(alarm.raisedAt, now), endsAt: now + Self.life,
                    isOver: false))
        }
        let over = told.filter { !active.contains($0.key) }
        guard !over.isEmpty else { return out }
        let returned = Dictionary(alarms.lazy.filter { !Self.isActive($0) }.map { (self.labels(of: $0), $0.returnedAt) }) { first, _ in
            first
        }
        for (labels, entry) in over {
            let end = min(now, max(entry.alert.startsAt, returned[labels].flatMap(\.self) ?? now))
            out.append(
                Alert(labels: labels, annotations: entry.alert.annotations, startsAt: entry.alert.startsAt, endsAt: end, isOver: true))
        }
        return out
    }

    /// They are on their way: whether they arrive or not, it may know them from now on.
    mutating func posting(_ alerts: [Alert], at now: Moment) {
        for alert in alerts where !alert.isOver { told[alert.labels] = Entry(alert: alert, at: now) }
        // Those it has not heard of for so long are over there by themselves.
        told = told.filter { now < $0.value.alert.endsAt }
    }

    /// It took them.
    mutating func posted(_ alerts: [Alert]) {
        for alert in alerts where alert.isOver { told[alert.labels] = nil }
    }

    private func annotations(of alarm: Alarm) -> [String: String] {
        let runbook = [
            alarm.runbook.consequence, alarm.runbook.action, alarm.runbook.timeToAct.map { Message.timeToAct($0) },
        ].compactMap { $0.map(wording.text) }.joined(separator: "; ")
        // `runbook_url` is the name that Prometheus' own rules and Alertmanager's templates use.
        return ["summary": wording.text(of: alarm.message), "runbook": runbook, "runbook_url": alarm.runbook.link].filter {
            !$0.value.isEmpty
        }
    }
}
