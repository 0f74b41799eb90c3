import Telemetry

extension Metric {
    /// Tasks that run or want to, the mean of the last minute.
    static let load = Metric("load", label: "load, 1 min", unit: .count, resolution: 0.01)

    /// Whether a profile may name a metric of its own so: the name goes into the store and over the link, where names are bounded.
    static func mayBeNamed(_ word: String) -> Bool {
        (1...40).contains(word.utf8.count) && word.utf8.allSatisfy(ownLetters.contains)
    }
    private static let ownLetters = Set("abcdefghijklmnopqrstuvwxyz0123456789._".utf8)
}
