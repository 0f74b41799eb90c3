import Drawing

/// How much of the height a part must have to make sense, and how much it could use.
struct RowDemand {
    var minimum: Int
    var wanted: Int
    init(_ minimum: Int, _ wanted: Int) {
        self.minimum = minimum
        self.wanted = max(wanted, minimum)
    }
}

enum Rows {
    /// Divides a height among parts, the most important first: every part's minimum as far as they go, then the wishes in the same
    /// order. 0 means that the part is left out.
    static func share(_ height: Int, among wants: [RowDemand]) -> [Int] {
        var rest = max(0, height)
        var given = wants.map { want in
            guard want.minimum > 0 else { return 0 }
            let rows = want.minimum <= rest ? want.minimum : rest >= 2 ? rest : 0
            rest -= rows
            return rows
        }
        for (index, want) in wants.enumerated() {
            let more = min(max(0, want.wanted - given[index]), rest)
            // A part that got nothing starts only where two rows are left: a heading alone says nothing.
            if given[index] == 0, more < 2 { continue }
            given[index] += more
            rest -= more
        }
        return given
    }
}

extension Rect {
    /// `count` rows from row `from` on, cut to what there is.
    func rows(_ from: Int, _ count: Int) -> Rect {
        let start = min(max(from, 0), height)
        return Rect(x: x, y: y + start, width: width, height: min(max(count, 0), height - start))
    }
    func columns(_ from: Int, _ count: Int) -> Rect {
        let start = min(max(from, 0), width)
        return Rect(x: x + start, y: y, width: min(max(count, 0), width - start), height: height)
    }
}
