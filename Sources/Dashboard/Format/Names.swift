import Telemetry

// What the engine names in English, in the language that is spoken here.

extension Metric {
    /// Its label; what a profile of the site's own calls it stays as it is.
    var name: String { localized(text: label, "metric") }
}

extension Cause {
    var name: String { localized(text: label, "cause") }
}
