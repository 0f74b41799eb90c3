import Feed
import JSON
import Telemetry

/// A pair for each rule, as a list: its elements can be named in an error, a table's keys could not.
extension HostThresholds: FieldCoded {
    init(_ fields: Fields) throws(UnreadableMessage) {
        let pairs: [RulePair] = try fields.list("limits")
        self.init(
            host: try fields.string("host"),
            limits: Dictionary(pairs.map { ($0.rule, $0.pair) }, uniquingKeysWith: { _, last in last }))
    }
    func write(to out: FieldWriter) {
        out.put("host", host)
        out.put("limits", limits.sorted { $0.key < $1.key }.map { RulePair(rule: $0.key, pair: $0.value) })
    }
}

private struct RulePair: FieldCoded {
    let rule: String
    let pair: HostThresholds.Pair
    init(rule: String, pair: HostThresholds.Pair) {
        self.rule = rule
        self.pair = pair
    }
    init(_ fields: Fields) throws(UnreadableMessage) {
        rule = try fields.string("rule")
        pair = HostThresholds.Pair(warning: try fields.numberIfPresent("warning"), critical: try fields.numberIfPresent("critical"))
    }
    func write(to out: FieldWriter) {
        out.put("rule", rule)
        if let warning = pair.warning { out.put("warning", warning) }
        if let critical = pair.critical { out.put("critical", critical) }
    }
}
