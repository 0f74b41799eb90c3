import Alarms
import JSON
import Telemetry

/// Which alarms an Alertmanager keeps silent, and why. Pure.
///
/// Alertmanager itself says which of our alerts it silences, so its matchers are never read here. A silence goes on holding for an alarm
/// that came and went: what flaps is what people silence.
struct SilenceView {
    private var silencedBy: [Labels: Set<String>] = [:]
    private var words: [String: Message] = [:]
    private var labelsOf: [AlarmKey: Labels] = [:]
    /// A comment from outside stands in a line of ours.
    private static let longest = 160

    /// Kept of one answer at most: each takes some hundred bytes, and an answer may have a hundred thousand.
    static let most = 5000

    /// Of `GET /api/v2/alerts?silenced=true&active=false`.
    struct SilencedAlert {
        let labels: Labels
        let ids: [String]
        /// Ours have no more labels, and nobody needs a thousand silences to be silent.
        private static let (mostLabels, mostIDs) = (5, 100)

        init?(_ alert: JSONValue) {
            guard let labels = alert["labels"]?.texts, labels.count <= Self.mostLabels,
                let ids = alert["status"]?["silencedBy"]?.items?.prefix(Self.mostIDs).compactMap(\.string), !ids.isEmpty
            else { return nil }
            (self.labels, self.ids) = (labels, ids)
        }
    }

    /// Of `GET /api/v2/silences`.
    struct ActiveSilence {
        let id: String
        let words: Message

        init?(_ silence: JSONValue) {
            guard silence["status"]?["state"]?.string == "active", let id = silence["id"]?.string else { return nil }
            (self.id, words) = (id, SilenceView.words(silence))
        }
    }

    mutating func take(alerts: [SilencedAlert], silences: [ActiveSilence]) {
        words = Dictionary(silences.map { ($0.id, $0.words) }) { _, last in last }
        for alert in alerts { silencedBy[alert.labels, default: []].formUnion(alert.ids) }
        silencedBy = silencedBy.mapValues { $0.filter { words[$0] != nil } }.filter { !$0.value.isEmpty }
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
    var silences: [AlarmKey: Message] {
        guard !silencedBy.isEmpty else { return [:] }
        return labelsOf.compactMapValues { labels in
            guard let ids = silencedBy[labels] else { return nil }
            // Of several always the same one.
            return ids.min().flatMap { words[$0] }
        }
    }

    private static func words(_ silence: JSONValue) -> Message {
        let comment = (silence["comment"]?.string ?? "").harmless(atMost: longest)
        let creator = (silence["createdBy"]?.string ?? "").harmless(atMost: 60)
        return comment.isEmpty
            ? .silenceWithoutComment(creator.isEmpty ? nil : creator) : .silence(comment, creator.isEmpty ? nil : creator)
    }
}
