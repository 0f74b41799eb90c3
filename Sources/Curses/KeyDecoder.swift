public import Drawing

/// Bytes from a terminal to keys. Knows what xterm, VT220, the Linux console, rxvt, PuTTY, tmux and screen send, whatever the terminal
/// calls itself; what it does not know it swallows whole, so that no rest of it counts as typing.
public struct KeyDecoder: Sendable {
    private var pending: [UInt8] = []
    private var paste: Paste?
    /// Bytes of a paste's first mark, or of a mouse's report, that were taken for something else, because the rest of it was late.
    private var cut = 0
    private var lastAt = ContinuousClock.now
    /// Sequences longer than this are no keys.
    private static let longest = 64

    public init() {}

    /// True when the bytes so far may be the start of a longer sequence: an Esc that may be a key by itself.
    public var isWaiting: Bool { paste == nil && !pending.isEmpty && !Self.isReport(pending) }

    /// The start of what a mouse did (xterm's SGR 1006): no key begins so, and its rest must not become keys, however late it is.
    private static let report: [UInt8] = Array("\u{1B}[<".utf8)
    private static func isReport(_ bytes: some Collection<UInt8>) -> Bool { bytes.starts(with: report) }

    /// - Parameter now: when these bytes were read; only a paste looks at it.
    public mutating func feed(_ bytes: some Collection<UInt8>, at now: ContinuousClock.Instant = .now) -> [Key] {
        var keys: [Key] = []
        if let left = paste, left.isLeft(by: bytes, at: now) {
            paste = nil
            keys = left.key.map { [$0] } ?? []
        }
        if cut > 0, paste == nil, pending.isEmpty {
            if bytes.starts(with: Paste.beginning[cut...]) { pending = Array(Paste.beginning[..<cut]) }
            let isRest = cut < 3 && bytes.starts(with: Self.report[cut...])
            if isRest, let digit = bytes.dropFirst(3 - cut).first, (0x30...0x39).contains(digit) { pending = Array(Self.report[..<cut]) }
        }
        cut = 0
        // The rest never came: as with a paste, a keyboard must not stay deaf for that.
        if Self.isReport(pending), lastAt.duration(to: now) >= Paste.patience, Self.isOneKey(bytes) { pending = [] }
        lastAt = now
        pending.append(contentsOf: bytes)
        return keys + decode(isFinal: false, at: now)
    }

    /// No more bytes follow: what is pending is taken for what it is. A paste goes on.
    public mutating func flush() -> [Key] { decode(isFinal: true, at: .now) }

    private mutating func decode(isFinal: Bool, at now: ContinuousClock.Instant) -> [Key] {
        var keys: [Key] = []
        var rest = pending[...]
        while let first = rest.first {
            if var pasting = paste {
                rest = rest.dropFirst(pasting.take(rest, at: now))
                paste = pasting.isOver ? nil : pasting
                if pasting.isOver, let key = pasting.key { keys.append(key) }
                if !pasting.isOver { break }
                continue
            }
            if rest.starts(with: Paste.beginning) {
                paste = Paste(at: now)
                rest = rest.dropFirst(Paste.beginning.count)
                continue
            }
            if isFinal, Self.isReport(rest), rest.count < Self.longest, rest.dropFirst(3).allSatisfy({ (0x20...0x3F).contains($0) }) {
                break
            }
            if isFinal, rest.count < Paste.beginning.count, Paste.beginning.starts(with: rest) { cut = rest.count }
            let step = first == 0x1B ? escape(rest.dropFirst(), isFinal: isFinal) : letter(rest, isFinal: isFinal)
            guard let step else { break }
            if let key = step.key { keys.append(key) }
            rest = rest.dropFirst(step.length)
        }
        pending = Array(rest)
        return keys
    }

    /// A key (or nothing worth one) and how many bytes it took. Nil: more bytes are needed.
    private typealias Step = (key: Key?, length: Int)

    private func letter(_ bytes: ArraySlice<UInt8>, isFinal: Bool) -> Step? {
        guard let first = bytes.first else { return nil }
        switch first {
        case 0x0D, 0x0A: return (.enter, 1)
        case 0x09: return (.tab, 1)
        case 0x08, 0x7F: return (.backspace, 1)
        case 0x00: return (.control(" "), 1)
        case 0x01...0x1A: return (.control(Character(Unicode.Scalar(first + 0x60))), 1)
        case 0x1C...0x1F: return (.control(Character(Unicode.Scalar(first + 0x40))), 1)
        case 0x20...0x7E: return (.character(Character(Unicode.Scalar(first))), 1)
        default: break
        }
        let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 1
        let whole = bytes.prefix(length)
        let tail = whole.dropFirst().prefix { $0 & 0xC0 == 0x80 }
        if tail.count < length - 1, tail.count == whole.count - 1, !isFinal { return nil }
        guard length > 1, tail.count == length - 1, let text = String(validating: whole, as: UTF8.self),
            let scalar = text.unicodeScalars.first, scalar.value > 0x9F
        else { return (nil, 1) }
        return (.character(Character(scalar)), length)
    }

    private func escape(_ after: ArraySlice<UInt8>, isFinal: Bool) -> Step? {
        guard let next = after.first else { return isFinal ? (.escape, 1) : nil }
        switch next {
        case 0x5B:
            if after.count == 1 { return isFinal ? (.alt("["), 2) : nil }
            return sequence(after.dropFirst(), isFinal: isFinal)
        case 0x4F:
            guard let last = after.dropFirst().first else { return isFinal ? (.alt("O"), 2) : nil }
            // An Esc or a control cannot end it: then it was Alt-O.
            return last < 0x20 ? (.alt("O"), 2) : (Self.lettered(last), 3)
        case 0x00...0x1F, 0x7F: return (.escape, 1)
        default:
            guard let step = letter(after, isFinal: isFinal) else { return nil }
            if case .character(let letter)? = step.key { return (.alt(letter), step.length + 1) }
            return (nil, step.length + 1)
        }
    }

    /// After `ESC [`: parameters, then one final letter (ECMA-48, 5.4).
    private func sequence(_ bytes: ArraySlice<UInt8>, isFinal: Bool) -> Step? {
        // The Linux console's F1 to F5: ESC [ [ A.
        if bytes.first == 0x5B {
            guard let last = bytes.dropFirst().first else { return isFinal ? (nil, 3) : nil }
            return ((0x41...0x45).contains(last) ? .function(Int(last) - 0x40) : nil, last < 0x20 ? 3 : 4)
        }
        guard let end = bytes.prefix(Self.longest).firstIndex(where: { !(0x20...0x3F).contains($0) }) else {
            return isFinal || bytes.count >= Self.longest ? (nil, 2 + min(bytes.count, Self.longest)) : nil
        }
        let final = bytes[end]
        let length = 2 + bytes.distance(from: bytes.startIndex, to: end)
        guard (0x40...0x7E).contains(final) else { return (nil, length) }
        switch final {
        case 0x7E:
            let number = bytes[bytes.startIndex..<end].prefix { $0 != 0x3B }
            return (Self.numbered(Int(String(decoding: number, as: UTF8.self)) ?? 0), length + 1)
        case 0x4D where end == bytes.startIndex:
            // A mouse report of the old kind carries three raw bytes. Nobody asks for it, but someone may have left it on.
            return bytes.count >= 4 || isFinal ? (nil, length + 1 + min(3, bytes.count - 1)) : nil
        case 0x4D: return (Self.mouse(bytes[..<end]), length + 1)
        default: return (Self.lettered(final), length + 1)
        }
    }

    /// `<0;10;5`: button, column, row. Only that a button goes down or the wheel turns; Shift, Alt and Ctrl make no difference.
    private static func mouse(_ bytes: ArraySlice<UInt8>) -> Key? {
        guard bytes.first == 0x3C else { return nil }
        let numbers = bytes.dropFirst().split(separator: 0x3B, omittingEmptySubsequences: false).map {
            Int(String(decoding: $0, as: UTF8.self)) ?? -1
        }
        guard numbers.count == 3, numbers[1] > 0, numbers[2] > 0 else { return nil }
        let deeds: [Int: Mouse.Deed] = [0: .click, 64: .wheelUp, 65: .wheelDown]
        return deeds[numbers[0] & ~0b11100].map { .mouse(Mouse($0, x: numbers[1] - 1, y: numbers[2] - 1)) }
    }
    /// For a key by itself.
    static func isOneKey(_ bytes: some Collection<UInt8>) -> Bool {
        var keyboard = KeyDecoder()
        return bytes.count <= 16 && (keyboard.feed(bytes) + keyboard.flush()).count == 1
    }

    private static func lettered(_ letter: UInt8) -> Key? {
        switch letter {
        case 0x41: .up
        case 0x42: .down
        case 0x43: .right
        case 0x44: .left
        case 0x48: .home
        case 0x46: .end
        case 0x4D: .enter
        case 0x50...0x53: .function(Int(letter) - 0x4F)
        case 0x5A: .backTab
        default: nil
        }
    }

    private static func numbered(_ number: Int) -> Key? {
        switch number {
        case 1, 7: .home
        case 4, 8: .end
        case 3: .delete
        case 5: .pageUp
        case 6: .pageDown
        case 11...15: .function(number - 10)
        case 17...21: .function(number - 11)
        case 23...24: .function(number - 12)
        default: nil
        }
    }
}
