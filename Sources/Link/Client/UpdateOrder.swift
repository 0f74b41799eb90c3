/// Sees that of a stream's updates none is missed. Pure.
struct UpdateOrder {
    enum Finding: Equatable {
        case next
        /// At least one is missing: all there is must be asked for again.
        case gap
        /// The one who tells does not count as we do: to ask again helps nobody.
        case broken
    }
    /// Gaps in a row, with so few updates in order between them, that there is no end to be expected.
    static let mostGaps = 3
    static let enough = 1000

    private var last: Int64 = 0
    private var gaps = 0
    private var inOrder = 0
    /// Before the first update of a stream, and after a gap.
    private(set) var isNew = true

    mutating func begin() {
        last = 0
        isNew = false
    }

    mutating func take(_ sequence: Int64) -> Finding {
        guard sequence != last + 1 else {
            last = sequence
            inOrder += 1
            if inOrder >= Self.enough { gaps = 0 }
            return .next
        }
        gaps += 1
        inOrder = 0
        isNew = true
        return gaps > Self.mostGaps ? .broken : .gap
    }
}
