import Telemetry

/// Which of some names a word means.
enum Meant: Hashable, Sendable {
    case name(String)
    /// None, or several; the one that is spelled most alike, if any is.
    case nothing(nearest: String?)

    /// The name itself, whatever its case; else the only one that begins so.
    init(_ word: String, among names: [String]) {
        let wanted = word.lowercased()
        if let name = names.first(where: { $0 == word }) ?? names.first(where: { $0.lowercased() == wanted }) {
            self = .name(name)
            return
        }
        let begun = wanted.isEmpty ? [] : names.filter { $0.lowercased().hasPrefix(wanted) }
        self = begun.count == 1 ? .name(begun[0]) : .nothing(nearest: begun.first ?? Meant.nearest(to: wanted, among: names))
    }

    /// In letters; of longer words only the beginning is compared.
    private static let longest = 32

    private static func nearest(to wanted: String, among names: [String]) -> String? {
        let word = Array(wanted.prefix(longest))
        // A word of which half would have to be others is another word.
        var best: (name: String, steps: Int)?
        for name in names {
            let steps = editDistance(word, Array(name.lowercased().prefix(longest)))
            if steps < best?.steps ?? (max(word.count, 3) / 2 + 1) { best = (name, steps) }
        }
        return best?.name
    }
}
