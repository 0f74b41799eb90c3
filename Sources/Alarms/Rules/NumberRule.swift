import Telemetry

/// Of a number that has limits from the start: all that there is to say of it stands in `WatchedNumbers.swift`.
struct NumberRule: ThresholdRule {
    let id: String
    let metric: Metric
    let defaults: Thresholds

    init(_ number: WatchedNumber) {
        id = number.rule
        metric = number.metric
        defaults = Thresholds(number)
    }
}

extension Thresholds {
    init(_ number: WatchedNumber) {
        self.init(
            warning: number.warning, warningOff: number.warningOff, critical: number.critical, criticalOff: number.criticalOff,
            onDelay: number.onDelay, offDelay: .seconds(60), window: number.window,
            runbook: Runbook(consequence: number.consequence(), action: number.action(), timeToAct: .actWithin(number.timeToAct)))
    }
}
