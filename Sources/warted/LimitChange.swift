import Alarms
import Configuration
import Telemetry

/// One `--set`: `cpu.critical=85`, `no_data.on_delay=5m`, `memory.enabled=false`; a value is what it may be in the configuration.
struct LimitChange {
    let rule: String
    private let change: (inout ThresholdsPatch) -> Void
    private let isSaid: (ThresholdsPatch) -> Bool

    init(_ word: String) throws(StartFailure) {
        func wrong(_ reason: Message) -> StartFailure { StartFailure(.optionWrong("--set", word, reason), status: 2) }
        let halves = word.split(separator: "=", maxSplits: 1).map(String.init)
        let names = halves.first?.split(separator: ".", maxSplits: 1).map(String.init) ?? []
        guard halves.count == 2, names.count == 2 else { throw wrong(.writeLimitChange()) }
        guard let kind = RuleKind.standard.first(where: { $0.id == names[0] }) else {
            throw wrong(.noSuchRule(names[0], standardRules.map(\.id).joined(separator: ", ")))
        }
        rule = names[0]
        let value = halves[1]
        let numbers: [String: WritableKeyPath<ThresholdsPatch, Double?>] = [
            "warning": \.warning, "warning_off": \.warningOff, "critical": \.critical, "critical_off": \.criticalOff,
        ]
        let durations: [String: WritableKeyPath<ThresholdsPatch, Duration?>] = [
            "on_delay": \.onDelay, "off_delay": \.offDelay, "window": \.window,
        ]
        if let path = numbers[names[1]] {
            guard let number = Double(value), number.isFinite else { throw wrong(.isNoNumber(value)) }
            let range = names[1].hasSuffix("_off") ? kind.offRange : kind.range
            guard range.contains(number) else {
                let wanted = Message.wantedNumber(range.lowerBound.plain, range.upperBound.plain, kind.unit)
                throw wrong(.valueWanted(names[1], .fileValue(number.plain), wanted))
            }
            change = { $0[keyPath: path] = number }
            isSaid = { $0[keyPath: path] != nil }
        } else if let path = durations[names[1]] {
            guard let duration = Duration(words: value == "0" ? "0s" : value) else { throw wrong(.writeDuration("5m", nil)) }
            let range = names[1] == "window" ? RuleKind.windows : RuleKind.delays
            guard range.contains(duration) else {
                let (least, most) = (range.lowerBound.text(.typed), range.upperBound.text(.typed))
                throw wrong(.durationOutside(names[1], duration.text(.typed), least, most))
            }
            guard names[1] != "window" || kind.looksBack else { throw wrong(.windowMeansNothing(kind.id)) }
            change = { $0[keyPath: path] = duration }
            isSaid = { $0[keyPath: path] != nil }
        } else if names[1] == "enabled", let flag = Bool(value) {
            change = { $0.isEnabled = flag }
            isSaid = { $0.isEnabled != nil }
        } else {
            let keys = numbers.keys.sorted() + durations.keys.sorted() + ["enabled=true", "enabled=false"]
            throw wrong(.noSuchKey(keys.joined(separator: ", ")))
        }
    }

    /// It is the last word everywhere: where an area or a host says something of its own, that is changed too.
    func apply(to book: inout ThresholdBook) {
        var patch = book.site[rule] ?? ThresholdsPatch(origin: "--set")
        change(&patch)
        book.site[rule] = patch
        for (area, rules) in book.areas {
            if var patch = rules[rule], isSaid(patch) {
                change(&patch)
                book.areas[area]?[rule] = patch
            }
        }
        for (host, rules) in book.hosts {
            if var patch = rules[rule], isSaid(patch) {
                change(&patch)
                book.hosts[host]?[rule] = patch
            }
        }
    }
}
