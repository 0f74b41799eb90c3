public import Telemetry

/// A question asked of the facts after every poll. Pure: the same facts give the same answer.
///
/// To add one that compares a number of a host's with limits: a row in `WatchedNumbers.swift`. Any other: a file in this folder and a line
/// in `RuleCatalog.swift`.
public protocol Rule: Sendable {
    /// The word in the configuration and in `AlarmKey.rule`.
    var id: String { get }
    /// What it is called, in the middle of a sentence.
    var label: Message { get }
    /// What its limits are given in; nil where that is nothing.
    var unit: Message? { get }
    var scope: RuleScope { get }
    var defaults: Thresholds { get }
    /// An occurrence stays until somebody resets it.
    var isLatching: Bool { get }
    /// Time alone changes its verdict: it is asked between two reports, too, while its alarm stands.
    var movesByTime: Bool { get }
    /// It uses `offDelay` in its own verdict: no further delay after it.
    var endsItself: Bool { get }
    /// What is said of an occurrence is said at its worst, not at its latest.
    var keepsWorst: Bool { get }
    /// Its value is how many there are: far more of them than were acknowledged open its alarm again.
    var isCount: Bool { get }
    /// Whether what it says of a host still holds while the host gives no data: then it is not suppressed.
    var isOfTheConnection: Bool { get }
    /// It has more to say the longer a host is silent, without another report.
    var growsWithSilence: Bool { get }
    /// Of one of the connection: what the host's other alarms are suppressed by while it stands.
    var suppression: Message { get }
    /// The number of a host that it looks at, for screens and replays; nil where it looks at none.
    var shownMetric: Metric? { get }
    /// Its `window` means something.
    var looksBack: Bool { get }
    /// Of the site: it is asked once a second, and not with the report of each host.
    var looksAtAllHosts: Bool { get }
    func judge(_ input: RuleInput, limits: Thresholds, standing: Severity?) -> RuleResult
    /// What its own message says of it: after a restart nothing else is known of what was worst. Nil where it does not say.
    func extent(saidBy message: Message) -> Extent?
    /// Asked only where the verdict is bad.
    func description(_ input: RuleInput, limits: Thresholds, severity: Severity) -> AlarmState.Description
}

extension Rule {
    public var unit: Message? { nil }
    public var scope: RuleScope { .host }
    public var isLatching: Bool { false }
    public var movesByTime: Bool { false }
    public var endsItself: Bool { false }
    public var keepsWorst: Bool { false }
    public var isCount: Bool { false }
    public func extent(saidBy message: Message) -> Extent? {
        guard message.id == Message.worstWas.id, case .number(let value, _)? = message.arguments.dropFirst().first else { return nil }
        return Extent(value: value)
    }
    public var isOfTheConnection: Bool { false }
    public var suppression: Message { label }
    public var growsWithSilence: Bool { false }
    public var shownMetric: Metric? { nil }
    public var looksAtAllHosts: Bool { false }
    public var looksBack: Bool { defaults.window > .zero }
    /// What it judges is a number, and not whether something is so.
    var hasValue: Bool { unit != nil }
    /// Its limits are shares, from 0 to 100.
    public var isOfPercent: Bool { unit == .unitPercent() }
}

/// Whether a rule is asked of every host, once of all hosts of a target (what is said of guests follows them from host to host), or once of
/// the whole site.
public enum RuleScope: Hashable, Sendable { case host, target, site }

/// How bad it is, by its value first.
public struct Extent: Hashable, Comparable, Sendable {
    public var value: Double
    public var attempts: Int
    public init(value: Double, attempts: Int = 0) {
        self.value = value
        self.attempts = attempts
    }
    public static func < (a: Extent, b: Extent) -> Bool { (a.value, a.attempts) < (b.value, b.attempts) }
}

public struct RuleResult: Hashable, Sendable {
    public var verdict: Verdict
    /// In the rule's unit; nil where there is none.
    public var value: Double?
    /// Of two with the same value, more of these are worse; no limit asks for them.
    public var attempts: Int
    public init(_ verdict: Verdict, value: Double? = nil, attempts: Int = 0) {
        self.verdict = verdict
        self.value = value
        self.attempts = attempts
    }
    var extent: Extent { Extent(value: value ?? 0, attempts: attempts) }
    static let unknown = RuleResult(.unknown)
}
