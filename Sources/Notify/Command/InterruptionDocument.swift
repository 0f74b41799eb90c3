import Alarms
import JSON
import Telemetry

/// What a notification program reads on its standard input: one JSON object.
///
/// `{"kind":"transition", …}` where it is about one alarm, `{"kind":"summary", …,"transitions":[…]}` where it is about several; both say how
/// many, the probable cause and the first of each rule. Neither operators' names nor what they wrote nor raw evidence are in it: it goes to
/// places that Warte knows nothing of.
enum InterruptionDocument {
    /// The most alarms that a summary spells out: the first of each rule, then the newest.
    static let longest = 100

    static func of(_ interruption: Interruption, site: String, _ wording: Wording = .english) -> JSONValue {
        let (items, summary) = (interruption.items, interruption.summary)
        if items.count == 1, let item = items.first {
            return .object(
                [("kind", .text("transition")), ("site", .text(site))] + fields(item, wording) + counts(interruption, summary, wording))
        }
        return .object(
            [
                ("kind", .text("summary")), ("site", .text(site)), ("announced", .number(Int64(summary.bad))),
                ("from", .text(items.first?.transition.at.rfc3339 ?? "")), ("to", .text(items.last?.transition.at.rfc3339 ?? "")),
            ] + counts(interruption, summary, wording)
                + [("transitions", .list(spelledOut(interruption).map { .object(fields($0, wording)) }))])
    }

    private static func counts(
        _ interruption: Interruption, _ summary: Interruption.Summary, _ wording: Wording
    ) -> [(key: String, value: JSONValue)] {
        [
            ("count", .number(Int64(interruption.items.count))), ("critical", .number(Int64(summary.critical))),
            ("over", .number(Int64(summary.over))), ("cause", interruption.cause.map { alarm($0.alarm, wording) } ?? .null),
            (
                "rules",
                .list(
                    interruption.rules.map { first, count in
                        .object([
                            ("rule", .text(first.alarm.key.rule)), ("news", .text(first.news.rawValue)), ("count", .number(Int64(count))),
                            ("first", alarm(first.alarm, wording)),
                        ])
                    })
            ),
        ]
    }

    private static func spelledOut(_ interruption: Interruption) -> [Interruption.Item] {
        guard interruption.items.count > longest else { return interruption.items }
        let first = Set(interruption.rules.map(\.first.alarm.key))
        let others = interruption.items.filter { !first.contains($0.alarm.key) }.suffix(longest - min(longest, first.count))
        let kept = first.union(others.map(\.alarm.key))
        return interruption.items.filter { kept.contains($0.alarm.key) }
    }

    private static func fields(_ item: Interruption.Item, _ wording: Wording) -> [(key: String, value: JSONValue)] {
        [
            ("what", .text(item.transition.what.word)), ("at", .text(item.transition.at.rfc3339)),
            // Whether it tells that something is wrong.
            ("announced", .flag(item.news.isBad)), ("news", .text(item.news.rawValue)), ("alarm", alarm(item.alarm, wording)),
        ]
    }

    private static func alarm(_ alarm: Alarm, _ wording: Wording) -> JSONValue {
        func text(_ message: Message?) -> JSONValue { .text(message.map(wording.text) ?? "") }
        let flag: String =
            switch alarm.flag {
            case .shelved: "shelved"
            case .suppressed: "suppressed"
            case .inMaintenance: "in_maintenance"
            case nil: ""
            }
        return .object([
            ("id", .number(alarm.id)), ("rule", .text(alarm.key.rule)), ("host", .text(alarm.key.host)),
            ("entity", .text(alarm.key.entity.name)), ("severity", .text(alarm.severity.word)), ("phase", .text(alarm.phase.rawValue)),
            ("flag", .text(flag)), ("text", text(alarm.message)), ("raised_at", .text(alarm.raisedAt.rfc3339)),
            ("returned_at", alarm.returnedAt.map { .text($0.rfc3339) } ?? .null), ("count", .number(Int64(alarm.count))),
            ("consequence", text(alarm.runbook.consequence)), ("action", text(alarm.runbook.action)),
            ("time_to_act", text(alarm.runbook.timeToAct)), ("link", .text(alarm.runbook.link)),
        ])
    }
}

extension Severity {
    var word: String { self == .critical ? "critical" : "warning" }
}
