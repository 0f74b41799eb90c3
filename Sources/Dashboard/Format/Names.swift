import Drawing
import Telemetry

// What the engine names in English, in the language that is spoken here.

extension Metric {
    /// Its label; what a profile of the site's own calls it stays as it is.
    var name: String { localized(text: label, "metric") }
}

extension Cause {
    var name: String { localized(text: label, "cause") }
}

extension TextField {
    /// What is to be said of a key that brought more than fits; nil where all fitted.
    var problem: String? { isCut ? localized("no more fits: at most \(capacity) bytes of text") : nil }
}
