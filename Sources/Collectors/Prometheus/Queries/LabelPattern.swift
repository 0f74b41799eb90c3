/// What `=~` takes: words with `.` for any letter, `.*` and `.+` for some, `|` between alternatives and `\` before what is meant as it
/// stands. It matches the whole value, in a time that its length and the value's bound together, whatever they are.
struct LabelPattern: Hashable, Sendable {
    private enum Piece: Hashable {
        case byte(UInt8)
        case anyLetter
        /// Any number of letters.
        case some
    }
    private let alternatives: [[Piece]]

    /// Letters that would mean something in other regular expressions.
    private static let reserved = Set("[](){}^$?*+".utf8)

    /// Nil where it has what is beyond this.
    init?(_ text: String) {
        var alternatives: [[Piece]] = []
        var pieces: [Piece] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "|"):
                alternatives.append(pieces)
                pieces = []
            case UInt8(ascii: "\\"):
                guard let next = rest.popFirst(), next < 0x80, !Self.isWordLetter(next) else { return nil }
                pieces.append(.byte(next))
            case UInt8(ascii: "."):
                if rest.first == UInt8(ascii: "*") {
                    rest.removeFirst()
                } else {
                    pieces.append(.anyLetter)
                    guard rest.first == UInt8(ascii: "+") else { continue }
                    rest.removeFirst()
                }
                if pieces.last != .some { pieces.append(.some) }
            case _ where Self.reserved.contains(byte): return nil
            default: pieces.append(.byte(byte))
            }
        }
        self.alternatives = alternatives + [pieces]
    }

    private static func isWordLetter(_ byte: UInt8) -> Bool { ExpositionScanner.isLabelLetter(byte) }

    func accepts(_ value: [UInt8]) -> Bool { alternatives.contains { Self.accepts(value, $0) } }

    /// Where it comes to nothing, the last `.*` takes one letter more: the ones before need not be tried again.
    private static func accepts(_ value: [UInt8], _ pieces: [Piece]) -> Bool {
        var (at, piece) = (0, 0)
        var retry: (at: Int, piece: Int)?
        while true {
            if piece < pieces.count {
                switch pieces[piece] {
                case .some:
                    retry = (at, piece + 1)
                    piece += 1
                    continue
                case .byte(let byte) where at < value.count && value[at] == byte:
                    at += 1
                    piece += 1
                    continue
                case .anyLetter where at < value.count:
                    at = letterEnd(value, at)
                    piece += 1
                    continue
                default: break
                }
            } else if at == value.count {
                return true
            }
            guard let (start, next) = retry, start < value.count else { return false }
            at = letterEnd(value, start)
            piece = next
            retry = (at, next)
        }
    }

    private static func letterEnd(_ value: [UInt8], _ start: Int) -> Int {
        var at = start + 1
        while at < value.count, value[at] & 0xC0 == 0x80 { at += 1 }
        return at
    }
}
