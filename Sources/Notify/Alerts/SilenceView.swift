import Alarms
import JSON
import Telemetry

/// Which alarms an Alertmanager keeps silent, and why. Pure.
///
/// Alertmanager itself says which of our alerts it silences, so its matchers are never read here. A silence goes on holding for an alarm
/// that came and went: what flaps is what people silence.
struct SilenceView {
    private var silencedBy: [Labels: Set<String>] = [:]
    private var words: [String: String] = [:]
    private var labelsOf: [AlarmKey: Labels] = [:]
    /// A comment from outside stands in a line of ours.
    private static let longest = 160

    /// Answers to `GET /api/v2/alerts?silenced=true&active=false` and `GET /api/v2/silences`.
    mutating func take(alerts: JSONValue, silences: JSONValue) throws(UnreadableMessage) {
        guard let alerts = alerts.items else { throw UnreadableMessage(problem: "wanted a list of alerts") }
        guard let silences = silences.items else { throw UnreadableMessage(problem: "wanted a list of silences") }
        var active: [String: String] = [:]
        for silence in silences where silence["status"]?["state"]?.string == "active" {
            guard let id = silence["id"]?.string else { continue }
            active[id] = Self.words(silence)
        }
        words = active
        for alert in alerts {
            guard let labels = alert["labels"]?.texts, let ids = alert["status"]?["silencedBy"]?.items else { continue }
            silencedBy[labels, default: []].formUnion(ids.compactMap(\.string))
        }
        silencedBy = silencedBy.mapValues { $0.filter { active[$0] != nil } }.filter { !$0.value.isEmpty }
    }

    /// Nothing is known any more.
    mutating func forget() { silencedBy = [:] }

    /// The alarms as they are now: a silence of a warning does not hold for what became critical.
    mutating func see(_ alarms: [Alarm], labels: (Alarm) -> Labels) {
        for alarm in alarms where alarm.phase != .normal && alarm.phase != .returned { labelsOf[alarm.key] = labels(alarm) }
        guard labelsOf.count > 2 * alarms.count + 1000 else { return }
        let there = Set(alarms.map(\.key))
        labelsOf = labelsOf.filter { there.contains($0.key) || silencedBy[$0.value] != nil }
    }

    /// For `AlarmBook.silence(_:at:)`.
    var silences: [AlarmKey: String] {
        guard !silencedBy.isEmpty else { return [:] }
        return labelsOf.compactMapValues { labels in
            guard let ids = silencedBy[labels] else { return nil }
            // Of several always the same one.
            return ids.min().flatMap { words[$0] }
        }
    }

    private static func words(_ silence: JSONValue) -> String {
        let comment = (silence["comment"]?.string ?? "").harmless(atMost: longest)
        let creator = (silence["createdBy"]?.string ?? "").harmless(atMost: 60)
        return AlarmBook.silencePrefix + (comment.isEmpty ? "no comment" : comment) + (creator.isEmpty ? "" : " by \(creator)")
    }
}
