import Telemetry

/// A line of the server's log as the management interface gives it: `epoch,flags,text` (management-notes.txt, "COMMAND -- log").
struct LogLine: Hashable {
    /// Word for word, without the `>LOG:` that a real-time line begins with, so that it is the same line in the history.
    let raw: String
    /// Seconds since 1970 by the server's clock.
    let epoch: Int64
    let text: Substring

    /// OpenVPN cuts its lines at 1,280 bytes, with PKCS#11 at 10,240 (ERR_BUF_SIZE, error.h): what is longer is cut here.
    static let longest = 2_048

    init?(_ whole: String) {
        let raw = whole.beginning(bytes: Self.longest)
        let parts = raw.split(separator: ",", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let epoch = Int64(parts[0]), (0...StatusReply.latest).contains(epoch) else { return nil }
        self.raw = raw
        self.epoch = epoch
        text = parts[2]
    }
}

/// Who a log line is about: the prefix `cn/address ` of a peer that got in, `address ` of one that is on the way in, or nothing
/// (the server leaves the prefix out where it works on a timer).
struct LogPeer: Hashable {
    let name: String?
    let address: String?

    /// Takes the prefix off a line's text. A common name may hold blanks and slashes, so the address is looked for, not the name.
    static func split(_ text: Substring) -> (peer: LogPeer, rest: Substring) {
        let letters = text.utf8
        var word = text.startIndex
        var slash: Substring.Index?
        var index = text.startIndex
        // A name and an address are not longer than this.
        let limit = letters.index(index, offsetBy: longest, limitedBy: text.endIndex) ?? text.endIndex
        while index < limit {
            let letter = letters[index]
            let next = letters.index(after: index)
            if letter == UInt8(ascii: "/") {
                slash = index
                word = next
            } else if letter == UInt8(ascii: " ") {
                let token = text[word..<index]
                if isAddress(token), slash != nil || word == text.startIndex {
                    let name = slash.map { String(text[..<$0]) }
                    return (LogPeer(name: name, address: String(token)), text[next...])
                }
                // `MULTI: Learn: 10.8.0.2 -> alice/10.0.0.1:5`: the address of what the line tells, not of whom it is about.
                if token.utf8.last == UInt8(ascii: ":") { break }
                slash = nil
                word = next
            }
            index = next
        }
        return (LogPeer(name: nil, address: nil), text)
    }
    private static let longest = 640

    /// `1.2.3.4:5`, `[2001:db8::1]:5`, since 2.7 with the transport before it (`udp4:1.2.3.4:5`); in old versions IPv6 without a port, and
    /// `::ffff:1.2.3.4(5)` where it carries IPv4.
    private static func isAddress(_ token: Substring) -> Bool {
        var rest = token.utf8[...]
        guard rest.count < 120, rest.allSatisfy({ letters.contains($0) }) else { return false }
        if rest.last == UInt8(ascii: ")"), let open = rest.lastIndex(of: UInt8(ascii: "(")) {
            guard isNumber(rest[rest.index(after: open)...].dropLast()) else { return false }
            rest = rest[..<open]
        } else if rest.contains(UInt8(ascii: "(")) || rest.contains(UInt8(ascii: ")")) {
            return false
        }
        let parts = rest.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        if parts.count == 4, parts.allSatisfy(isNumber) { return true }
        guard let colon = rest.lastIndex(of: UInt8(ascii: ":")) else { return false }
        let host = rest[..<colon]
        if host.isEmpty { return false }
        if isNumber(rest[rest.index(after: colon)...]) { return true }
        return host.contains(UInt8(ascii: ":")) && rest.allSatisfy { Character(UnicodeScalar($0)).isHexDigit || $0 == 58 || $0 == 46 }
    }
    private static func isNumber(_ letters: Substring.UTF8View) -> Bool {
        (1...5).contains(letters.count) && letters.allSatisfy { (48...57).contains($0) }
    }
    private static let letters = Set("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.:[]()%_-".utf8)
}

/// The log lines that were seen, so that the history after a reconnect is not counted again. The server's log is in order of time;
/// where its clock is set back, history from before the step is taken as seen.
struct LogMemory {
    private var epoch: Int64 = -1
    private var atEpoch: [String: Int] = [:]
    /// The server keeps at most some hundred lines of history: who writes more than this within a second writes no history.
    private static let most = 10_000

    mutating func note(_ line: LogLine) {
        if line.epoch != epoch {
            epoch = line.epoch
            atEpoch.removeAll()
        }
        if atEpoch.count < Self.most || atEpoch[line.raw] != nil { atEpoch[line.raw, default: 0] += 1 }
    }

    /// Those lines of a history that are new, all of them noted.
    mutating func unseen(in history: [LogLine]) -> [LogLine] {
        var seen = atEpoch
        let last = epoch
        return history.filter { line in
            guard line.epoch >= last else { return false }
            if line.epoch == last, let count = seen[line.raw], count > 0 {
                seen[line.raw] = count - 1
                return false
            }
            note(line)
            return true
        }
    }
}
