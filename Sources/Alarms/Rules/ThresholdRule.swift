import MetricStore
import Telemetry

/// A rule that compares one of a host's own numbers with limits.
protocol ThresholdRule: Rule {
    var metric: Metric { get }
    /// As a line begins: `CPU wait`.
    var noun: String { get }
    /// After the value: `per vCPU`. Empty where there is nothing to say.
    var per: String { get }
}

extension ThresholdRule {
    var label: String { noun }
    var unit: String { "%" }
    var per: String { "" }
    var looksBack: Bool { true }

    /// The mean over the window where there is one, else the newest value.
    private func value(_ input: RuleInput, _ limits: Thresholds) -> Double? {
        guard let host = input.host, let newest = input.fresh(metric.id) else { return nil }
        guard limits.window > .zero else { return newest.value }
        let key = SeriesKey(host: host.id, entity: .host, metricID: metric.id)
        return input.facts.history.summary(key, from: input.now - limits.window, to: input.now)?.mean ?? newest.value
    }

    func judge(_ input: RuleInput, limits: Thresholds, standing: Severity?) -> RuleResult {
        guard let value = value(input, limits) else { return .unknown }
        return RuleResult(limits.verdict(of: value, standing: standing), value: value)
    }

    func words(_ input: RuleInput, limits: Thresholds, severity: Severity) -> AlarmState.Words {
        var text = "\(noun) \((value(input, limits) ?? .nan).short) %"
        if !per.isEmpty { text += " " + per }
        if limits.window > .zero { text += " over \(limits.window.short)" }
        if let limit = severity == .critical ? limits.critical ?? limits.warning : limits.warning ?? limits.critical {
            text += ", limit \(limit.short)"
        }
        return AlarmState.Words(text)
    }
}
