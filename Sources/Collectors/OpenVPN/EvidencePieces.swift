import Telemetry

/// Takes apart what proves an end: a line of the log, a state, or a row of the status. Where names stand is known of each form; of the rest
/// of a line only OpenVPN's own words are.
enum EvidencePieces {
    /// A log line's text, without time and flags.
    static func of(line text: Substring) -> [LinePiece] {
        var pieces: [LinePiece] = []
        let (peer, rest) = LogPeer.split(text)
        if let name = peer.name { pieces += [.name(name), .known("/")] }
        if let address = peer.address { pieces += [.address(address), .known(" ")] }
        return pieces + message(rest)
    }

    /// A row of the status, whose fields are separated by tabs.
    static func of(row client: StatusReply.Client) -> [LinePiece] {
        var pieces: [LinePiece] = []
        for (index, field) in client.raw.split(separator: "\t", omittingEmptySubsequences: false).enumerated() {
            if index > 0 { pieces.append(.known("\t")) }
            if field == client.name || field == client.user {
                pieces.append(.name(String(field)))
            } else if field.utf8.allSatisfy({ (48...57).contains($0) }) || isTime(field) {
                pieces.append(.known(String(field)))
            } else {
                pieces += KnownWords.pieces(of: field)
            }
        }
        return pieces
    }
    /// `2026-11-24 20:10:02`, `Tue Nov 24 20:10:02 2026`
    private static func isTime(_ field: Substring) -> Bool {
        field.utf8.count <= 30 && field.utf8.contains(UInt8(ascii: ":")) && field.utf8.contains(UInt8(ascii: " "))
            && field.split(separator: " ").allSatisfy { part in
                part.utf8.allSatisfy { (48...58).contains($0) || $0 == UInt8(ascii: "-") } || calendar.contains(part)
            }
    }
    private static let calendar: Set<Substring> = [
        "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Without the prefix.
    private static func message(_ text: Substring) -> [LinePiece] {
        if let inside = text.behind("["), let end = inside.range(of: "] ") {
            return [.known("["), .name(String(inside[..<end.lowerBound])), .known("] ")] + message(inside[end.upperBound...])
        }
        // What follows the error is the subject of a certificate in one of its many forms, and its serial number.
        if text.hasPrefix("VERIFY") || text.hasPrefix("CRL CHECK") {
            guard let error = text.range(of: "error="), let end = text[error.upperBound...].range(of: ": ") else {
                return cut(text, at: text.range(of: ": ")?.upperBound ?? text.endIndex)
            }
            return cut(text, at: end.upperBound)
        }
        if let inside = text.behind("SENT CONTROL ["), let end = inside.range(of: "]: '") {
            let name = inside[..<end.lowerBound]
            let said = inside[end.upperBound...]
            // The reason is words that the server's owner chose: they may say whose account it is.
            let word = said.prefix { $0 != "," && $0 != "'" }
            return [.known("SENT CONTROL ["), .name(String(name)), .known("]: '")] + cut(said, at: word.endIndex)
        }
        let newcomer = "MULTI: new connection by client '"
        if let rest = text.behind(newcomer), let end = rest.range(of: "' will cause previous active sessions") {
            return [.known(newcomer), .name(String(rest[..<end.lowerBound]))] + KnownWords.pieces(of: rest[end.lowerBound...])
        }
        if text.hasPrefix("MANAGEMENT: CMD '"), text.hasSuffix("'") {
            let words = text.dropFirst(17).dropLast().split(separator: " ", maxSplits: 1)
            if words.count == 2, words[0] == "kill" {
                return [.known("MANAGEMENT: CMD 'kill "), .name(String(words[1])), .known("'")]
            }
        }
        return KnownWords.pieces(of: text)
    }

    /// Known words up to `end`, nothing after it.
    private static func cut(_ text: Substring, at end: Substring.Index) -> [LinePiece] {
        let rest = text[end...]
        return KnownWords.pieces(of: text[..<end]) + (rest.isEmpty ? [] : [.unknown(String(rest))])
    }
}
