import Alarms
import Telemetry

/// What a notification program reads on its standard input: one JSON object.
///
/// `{"kind":"transition", …}` for one step in an alarm's life, `{"kind":"summary","count":…,"transitions":[…]}` for those that the rate
/// held back. Neither operators' names nor what they wrote nor raw proofs are in it: it goes to places that Warte knows nothing of.
enum TransitionDocument {
    /// The most steps that a summary spells out, the newest.
    static let longest = 100

    static func one(_ transition: Transition, site: String) -> JSON {
        .object([("kind", .text("transition")), ("site", .text(site))] + fields(transition))
    }

    /// `count` is that of all, `transitions` may hold fewer.
    static func summary(_ transitions: [Transition], count: Int, site: String) -> JSON {
        .object([
            ("kind", .text("summary")), ("site", .text(site)), ("count", .number(Int64(count))),
            ("announced", .number(Int64(transitions.count { $0.isAnnounced }))),
            ("critical", .number(Int64(transitions.count { $0.isAnnounced && $0.alarm.severity == .critical }))),
            ("from", .text(transitions.first?.at.rfc3339 ?? "")), ("to", .text(transitions.last?.at.rfc3339 ?? "")),
            ("transitions", .list(transitions.suffix(longest).map { .object(fields($0)) })),
        ])
    }

    private static func fields(_ transition: Transition) -> [(key: String, value: JSON)] {
        [
            ("what", .text(transition.what.rawValue)), ("at", .text(transition.at.rfc3339)),
            // Whether somebody ought to be told, after delays, shelves, chatter and suppression.
            ("announced", .flag(transition.isAnnounced)), ("alarm", alarm(transition.alarm)),
        ]
    }

    private static func alarm(_ alarm: Alarm) -> JSON {
        let flag: String =
            switch alarm.flag {
            case .shelved: "shelved"
            case .suppressed: "suppressed"
            case .outOfService: "out_of_service"
            case nil: ""
            }
        return .object([
            ("id", .number(alarm.id)), ("rule", .text(alarm.key.rule)), ("host", .text(alarm.key.host)),
            ("entity", .text(alarm.key.entity.name)), ("severity", .text(alarm.severity.word)), ("phase", .text(alarm.phase.rawValue)),
            ("flag", .text(flag)), ("text", .text(alarm.text)), ("raised_at", .text(alarm.raisedAt.rfc3339)),
            ("returned_at", alarm.returnedAt.map { .text($0.rfc3339) } ?? .null), ("count", .number(Int64(alarm.count))),
            ("consequence", .text(alarm.runbook.consequence)), ("action", .text(alarm.runbook.action)),
            ("time_to_act", .text(alarm.runbook.timeToAct)), ("link", .text(alarm.runbook.link)),
        ])
    }
}

extension Severity {
    var word: String { self == .critical ? "critical" : "warning" }
}
