/// A line of the server's log as the management interface gives it: `epoch,flags,text` (management-notes.txt, "COMMAND -- log").
struct LogLine: Hashable {
    /// Word for word, without the `>LOG:` that a real-time line begins with, so that it is the same line in the history.
    let raw: String
    /// Seconds since 1970 by the server's clock.
    let epoch: Int64
    let text: Substring

    init?(_ raw: String) {
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
        var from = text.startIndex
        // A name of more words than this is not worth the search on every line.
        for _ in 0..<8 {
            guard let blank = text[from...].firstIndex(of: " ") else { break }
            let head = text[..<blank]
            let slash = head.lastIndex(of: "/")
            let token = slash.map { head[head.index(after: $0)...] } ?? head
            if isAddress(token), slash != nil || from == text.startIndex {
                let name = slash.map { String(head[..<$0]) }
                return (LogPeer(name: name, address: String(token)), text[text.index(after: blank)...])
            }
            from = text.index(after: blank)
        }
        return (LogPeer(name: nil, address: nil), text)
    }

    /// `1.2.3.4:5`, `[2001:db8::1]:5`, since 2.7 with the transport before it (`udp4:1.2.3.4:5`), in old versions IPv6 without a port.
    private static func isAddress(_ token: Substring) -> Bool {
        guard let colon = token.lastIndex(of: ":"), token.utf8.count < 120 else { return false }
        let host = token[..<colon]
        let port = token[token.index(after: colon)...]
        guard !host.isEmpty, token.utf8.allSatisfy({ letters.contains($0) }) else { return false }
        if !port.isEmpty, port.utf8.count <= 5, port.utf8.allSatisfy({ (48...57).contains($0) }) { return true }
        return host.contains(":") && token.allSatisfy { $0.isHexDigit || $0 == ":" }
    }
    private static let letters = Set("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.:[]%_-".utf8)
}

/// The log lines that were seen, so that the history after a reconnect is not counted again. The server's log is in order of time;
/// where its clock is set back, history from before the step is taken as seen.
struct LogMemory {
    private var epoch: Int64 = -1
    private var atEpoch: [String: Int] = [:]

    mutating func note(_ line: LogLine) {
        if line.epoch != epoch {
            epoch = line.epoch
            atEpoch.removeAll()
        }
        atEpoch[line.raw, default: 0] += 1
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
