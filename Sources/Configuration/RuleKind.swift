public import Alarms
public import Telemetry

/// What the configuration has to know of a rule to check its limits. In every rule the larger value is the worse one.
public struct RuleKind: Hashable, Sendable {
    /// The word after `limits.`.
    public let id: String
    /// What a limit counts, for messages; nil where that is nothing.
    public let unit: Message?
    /// What a limit may be.
    public let range: ClosedRange<Double>
    /// What the value may be at which a limit is no longer exceeded.
    public var offRange: ClosedRange<Double> { 0...range.upperBound }
    /// What an on or an off delay may be, and what a window.
    public static let delays = Duration.zero...(.seconds(86_400))
    public static let windows = Duration.seconds(10)...(.seconds(7 * 86_400))
    /// The rule's own limits, which the configuration changes.
    public let base: Thresholds
    /// It speaks for the whole site, so no area and no host has limits of its own.
    public let isOfSite: Bool
    /// It speaks for all nodes of a host together, so no node has limits of its own.
    public let isOfAllNodes: Bool
    /// It counts or averages over a window.
    public let looksBack: Bool
    public init(
        id: String, unit: Message?, range: ClosedRange<Double>, base: Thresholds, isOfSite: Bool = false, isOfAllNodes: Bool = false,
        looksBack: Bool = true
    ) {
        self.id = id
        self.unit = unit
        self.range = range
        self.base = base
        self.isOfSite = isOfSite
        self.isOfAllNodes = isOfAllNodes
        self.looksBack = looksBack
    }

    /// Shares are percent from 0 to 100; all else is counted, from one.
    public init(_ rule: any Rule) {
        self.init(
            id: rule.id, unit: rule.unit, range: rule.isOfPercent ? 0...100 : 1...1_000_000, base: rule.defaults,
            isOfSite: rule.scope == .site, isOfAllNodes: rule.scope == .target, looksBack: rule.looksBack)
    }

    /// The rules there are.
    public static let standard: [RuleKind] = standardRules.map { RuleKind($0) }
}
