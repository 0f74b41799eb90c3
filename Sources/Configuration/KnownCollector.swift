public import Telemetry

/// A collector as a configuration is read with it: what it declares, and its own look at what a declaration cannot say.
public struct KnownCollector: Sendable {
    public let kind: CollectorKind
    /// Checks a target that is right in all else; pure. Nil where nothing is wrong.
    public let check: @Sendable (Target) -> ConfigurationProblem?
    /// Looks for the files that a target's options name; what is missing keeps no host from being watched.
    public let lacks: @Sendable (Target) -> [ConfigurationProblem]
    public init(
        _ kind: CollectorKind, check: @escaping @Sendable (Target) -> ConfigurationProblem? = { _ in nil },
        lacks: @escaping @Sendable (Target) -> [ConfigurationProblem] = { _ in [] }
    ) {
        self.kind = kind
        self.check = check
        self.lacks = lacks
    }
}
