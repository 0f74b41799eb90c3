import MetricStore
import Telemetry

/// A rule that compares one of a host's own numbers, in percent, with limits.
protocol ThresholdRule: Rule {
    var metric: Metric { get }
    /// What the value is of: `per vCPU`; nil where there is nothing to say.
    var per: Message? { get }
    /// What stands beside it: who it is, where that is known.
    func culprits(_ input: RuleInput) -> [Message]
}

extension ThresholdRule {
    var label: Message { .ofMetric(metric) }
    var unit: Message? { .unitPercent() }
    var per: Message? { nil }
    func culprits(_ input: RuleInput) -> [Message] { [] }
    var shownMetric: Metric? { metric }
    var looksBack: Bool { true }

    /// The mean over the window where there is one, else the newest value.
    private func value(_ input: RuleInput, _ limits: Thresholds) -> Double? {
        guard let host = input.host, let newest = input.fresh(metric.id) else { return nil }
        guard limits.window > .zero else { return newest.value }
        let key = SeriesKey(host: host.id, entity: .host, metricID: metric.id)
        return input.facts.history.summary(key, from: input.now - limits.window, to: input.now)?.mean ?? newest.value
    }

    func extent(saidBy message: Message) -> Extent? {
        switch (message.id, message.arguments.dropFirst().first) {
        case (Message.aboveLimit.id, .number(let value, _)?), (Message.aboveCritical.id, .number(let value, _)?),
            (Message.worstWas.id, .number(let value, _)?):
            Extent(value: value)
        default: nil
        }
    }

    func judge(_ input: RuleInput, limits: Thresholds, standing: Severity?) -> RuleResult {
        guard let value = value(input, limits) else { return .unknown }
        return RuleResult(limits.verdict(of: value, standing: standing), value: value)
    }

    func description(_ input: RuleInput, limits: Thresholds, severity: Severity) -> AlarmState.Description {
        let isCritical = limits.warning == nil || (severity == .critical && limits.critical != nil)
        let (limit, end) = isCritical ? (limits.critical, limits.criticalOff) : (limits.warning, limits.warningOff)
        // No finer than it is read: an alarm whose text stays the same is not told again.
        let value = ((value(input, limits) ?? .nan) * 10).rounded() / 10
        let shownEnd = limit.flatMap { value < $0 ? end : nil }
        // Where there is a warning as well it does not end there.
        let form = isCritical && limits.warning != nil && shownEnd != nil ? Message.aboveCritical : Message.aboveLimit
        return AlarmState.Description(
            form(
                metric, Quantity(value, "%"), per, limits.window > .zero ? limits.window : nil, limit.map { Quantity($0, "%") },
                shownEnd.map { Quantity($0, "%") }), context: culprits(input))
    }
}
