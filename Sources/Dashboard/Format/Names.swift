import Telemetry

// What the engine names in English, in the language that is spoken here.

extension Metric {
    /// Its label; a word that a profile of the site's own has for it stays as it is, unless Warte has the same for something.
    var name: String { localized(text: label, "metric") }
}

extension Cause {
    var name: String { localized(text: label, "cause") }
}
