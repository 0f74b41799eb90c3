import Drawing

/// A paste between its marks (xterm's bracketed paste, DECSET 2004): bytes in, one text out, whatever stands in it.
///
/// The end mark may never come: a multiplexer dropped it, a link broke. A keyboard must not stay deaf for that, and the rest of a paste
/// that was only late must not become keys. So a paste is left when nothing came for a while and then no more than one key does.
struct Paste: Sendable {
    static let beginning: [UInt8] = Array("\u{1B}[200~".utf8)
    private static let end: [UInt8] = Array("\u{1B}[201~".utf8)
    /// What is pasted beyond that is swallowed: no field takes more.
    static let longest = 4096
    static let patience = Duration.seconds(1)

    private var text: [UInt8] = []
    private var lastAt: ContinuousClock.Instant
    private(set) var isOver = false

    init(at now: ContinuousClock.Instant) { lastAt = now }

    /// Takes what belongs to it, and says how many bytes that were. The start of an end mark is left for the next time.
    mutating func take(_ bytes: ArraySlice<UInt8>, at now: ContinuousClock.Instant) -> Int {
        lastAt = now
        var at = bytes.startIndex
        while at < bytes.endIndex {
            if bytes[at] == 0x1B {
                let rest = bytes[at...].prefix(Self.end.count)
                if rest.elementsEqual(Self.end) {
                    isOver = true
                    return at - bytes.startIndex + Self.end.count
                }
                if Self.end.starts(with: rest) { break }
            }
            if text.count < Self.longest { text.append(bytes[at]) }
            at += 1
        }
        return at - bytes.startIndex
    }

    /// Whether these bytes are no part of it any more: one key by itself, or the start of another paste.
    func isLeft(by bytes: some Collection<UInt8>, at now: ContinuousClock.Instant) -> Bool {
        guard lastAt.duration(to: now) >= Self.patience, !bytes.starts(with: Self.end) else { return false }
        if bytes.starts(with: Self.beginning) { return true }
        return KeyDecoder.isOneKey(bytes)
    }

    /// Nil where nothing was pasted. Bytes that are no UTF-8 become marks of replacement; a letter that was cut at the end goes.
    var key: Key? {
        var whole = text[...]
        if text.count == Self.longest, let start = whole.lastIndex(where: { $0 & 0xC0 != 0x80 }) { whole = whole[..<start] }
        return whole.isEmpty ? nil : .paste(String(decoding: whole, as: UTF8.self))
    }
}
