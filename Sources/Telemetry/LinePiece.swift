/// A part of a line that came from outside, as the collector that knows the interface takes it apart. The engine's redactor replaces all but
/// what is known.
public enum LinePiece: Hashable, Sendable {
    /// Words and numbers that name nobody: the interface's own, or Warte's.
    case known(String)
    /// It stands where the interface writes a name.
    case name(String)
    /// It stands where the interface writes an address.
    case address(String)
    /// Nobody knows what it is.
    case unknown(String)

    /// Whether it may name somebody.
    public var isPersonal: Bool { if case .known = self { false } else { true } }

    public var text: String {
        switch self {
        case .known(let text), .name(let text), .address(let text), .unknown(let text): text
        }
    }
}

extension [LinePiece] {
    /// The line as it came.
    public var text: String { map(\.text).joined() }

    /// As much of it as fits, in whole pieces.
    public func beginning(bytes limit: Int) -> [LinePiece] {
        var room = limit
        return Array(
            prefix {
                room -= $0.text.utf8.count
                return room >= 0
            })
    }
}
