import Drawing
import Telemetry

/// One number with what is known of its age.
struct Measure: Hashable, Sendable {
    /// Nil where it was never measured.
    var value: Double?
    var at: Moment?
    var isStale: Bool
    static let none = Measure(value: nil, at: nil, isStale: false)
    /// What is said instead of numbers before the first answer.
    static var noneYet: String { localized("no data yet") }

    /// As a screen writes it: `--` never measured; a slash before what is too old, so that it shows without colour too.
    func text(_ write: (Double) -> String) -> String {
        guard let value else { return "--" }
        return isStale ? "/" + write(value) : write(value)
    }
    func role(_ scale: Scale) -> Role {
        guard let value else { return .dim }
        return isStale ? .stale : scale.role(value)
    }
}
