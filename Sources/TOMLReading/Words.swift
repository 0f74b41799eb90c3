package import Telemetry

/// The word in quotes as a message shows it: one line, not longer than a line.
package func quoted(_ text: String) -> String {
    "\"" + (text.count > 60 ? text.prefix(60) + "…" : text).harmless() + "\""
}

/// A secret's name in a sentence: `api_token` is `api token`.
package func spoken(_ name: String) -> String { name.replacing("_", with: " ") }

/// `unknown rule "cpuu", did you mean "cpu"?`, or all that would be right.
package func unknown(_ what: Message, _ word: String, known: [String], listedAs list: (String) -> Message) -> Message {
    if let near = nearest(to: word, among: known) { return .didYouMean(what, near) }
    if known.isEmpty { return what }
    return .knownAre(what, list(known.prefix(40).joined(separator: ", ") + (known.count > 40 ? ", …" : "")))
}

/// The word that was probably meant.
package func nearest(to word: String, among known: [String]) -> String? {
    let word = normal(word)
    guard !word.isEmpty, word.count <= 64 else { return nil }
    let allowed = word.count <= 3 ? 1 : word.count <= 7 ? 2 : 3
    // Of two that are as near the one that goes on as it began: "2" is "2c" and no "1". What has nothing in common is not near.
    let ranked = known.map { name in
        let letters = normal(name)
        return (name: name, length: letters.count, distance: editDistance(word, letters), isOther: !letters.starts(with: word))
    }
    let near = ranked.filter { $0.distance <= allowed && $0.distance < max(word.count, $0.length) }
    if let best = near.min(by: { ($0.distance, $0.isOther ? 1 : 0) < ($1.distance, $1.isOther ? 1 : 0) }) { return best.name }
    return word.count >= 3 ? known.first { normal($0).starts(with: word) } : nil
}

/// Upper case and `-` for `_` are no difference to the eye.
private func normal(_ word: String) -> [Character] { word.lowercased().map { $0 == "-" || $0 == " " ? "_" : $0 } }
