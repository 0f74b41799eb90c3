import MetricStore
import Telemetry

/// A rule that compares one of a host's own numbers with limits.
protocol Gauge: Rule {
    var metric: Metric { get }
    /// As a line begins: `CPU wait`.
    var noun: String { get }
    /// After the value: `per vCPU`. Empty where there is nothing to say.
    var per: String { get }
}

extension Gauge {
    var label: String { noun }
    var unit: String { "%" }
    var per: String { "" }
    var looksBack: Bool { true }

    /// The mean over the window where there is one, else the newest value.
    private func value(_ subject: Subject, _ limits: Limits) -> Double? {
        guard let host = subject.host, let newest = subject.fresh(metric.id) else { return nil }
        guard limits.window > .zero else { return newest.value }
        let key = SeriesKey(host: host.id, entity: .host, metricID: metric.id)
        return subject.facts.history.summary(key, from: subject.now - limits.window, to: subject.now)?.mean ?? newest.value
    }

    func judge(_ subject: Subject, limits: Limits, standing: Severity?) -> Judgement {
        guard let value = value(subject, limits) else { return .unknown }
        return Judgement(limits.verdict(of: value, standing: standing), value: value)
    }

    func words(_ subject: Subject, limits: Limits, severity: Severity) -> AlarmState.Words {
        var text = "\(noun) \((value(subject, limits) ?? .nan).short) %"
        if !per.isEmpty { text += " " + per }
        if limits.window > .zero { text += " over \(limits.window.short)" }
        if let limit = severity == .critical ? limits.critical ?? limits.warning : limits.warning ?? limits.critical {
            text += ", limit \(limit.short)"
        }
        return AlarmState.Words(text)
    }
}
