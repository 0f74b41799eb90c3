extension Canvas {
    /// A stretch of one row.
    public struct Stretch: Hashable, Sendable {
        public let y: Int
        public let columns: Range<Int>
    }

    /// Per row, the shortest stretch that holds every square that differs; whole rows where the size differs. Never cuts a wide letter.
    public func changes(since old: Canvas) -> [Stretch] {
        guard old.width == width, old.height == height, old.charset == charset else {
            return width == 0 ? [] : (0..<height).map { Stretch(y: $0, columns: 0..<width) }
        }
        return cells.withUnsafeBufferPointer { new in
            old.cells.withUnsafeBufferPointer { before in
                (0..<height).compactMap { y in
                    var (first, last) = (y * width, (y + 1) * width - 1)
                    while first <= last, new[first] == before[first] { first += 1 }
                    guard first <= last else { return nil }
                    while new[last] == before[last] { last -= 1 }
                    if new[first].width == 0 { first -= 1 }
                    if new[last].width == 2 { last += 1 }
                    return Stretch(y: y, columns: first - y * width..<last + 1 - y * width)
                }
            }
        }
    }
}
