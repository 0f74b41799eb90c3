import Glibc

extension Canvas {
    /// A stretch of one row.
    public struct Stretch: Hashable, Sendable {
        public let y: Int
        public let columns: Range<Int>
    }

    /// Per row, the shortest stretch that holds every square that differs; whole rows where the size differs. Never cuts a wide letter.
    ///
    /// - Parameter rows: nil is all of them.
    public func changes(since old: Canvas, in rows: Range<Int>? = nil) -> [Stretch] {
        let rows = (rows ?? 0..<height).clamped(to: 0..<height)
        guard old.width == width, old.height == height, old.charset == charset else {
            return width == 0 ? [] : rows.map { Stretch(y: $0, columns: 0..<width) }
        }
        return cells.withUnsafeBufferPointer { new in
            old.cells.withUnsafeBufferPointer { before in
                rows.compactMap { y in
                    var (first, last) = (y * width, (y + 1) * width - 1)
                    // Most rows are as they were. Where only padding differs, the squares are compared.
                    if let new = new.baseAddress, let before = before.baseAddress,
                        memcmp(new + first, before + first, width * MemoryLayout<Cell>.stride) == 0
                    {
                        return nil
                    }
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
