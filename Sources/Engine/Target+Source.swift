import Telemetry

extension Target {
    /// Whom its numbers are read from, as words that are the same after a restart: asked otherwise, it may be another one.
    var source: String {
        let options = options.values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        return ([collector, endpoint, via.map { "\($0)" } ?? ""] + options).joined(separator: "\n")
    }
}
