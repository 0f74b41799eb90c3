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
        var stretches: [Stretch] = []
        for y in 0..<height {
            let new = row(y)
            let before = old.row(y)
            guard var first = new.indices.first(where: { new[$0] != before[$0] }),
                var last = new.indices.last(where: { new[$0] != before[$0] })
            else { continue }
            if new[first].width == 0 { first -= 1 }
            if new[last].width == 2 { last += 1 }
            stretches.append(Stretch(y: y, columns: first - y * width..<last + 1 - y * width))
        }
        return stretches
    }
}
