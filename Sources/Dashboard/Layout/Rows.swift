import Drawing

/// How much of the height a part must have to make sense, and how much it could use.
struct RowDemand {
    var minimum: Int
    var wanted: Int
    /// What it could use once everybody has what they wanted.
    var most: Int
    /// With fewer it does not begin.
    var fewest: Int
    /// Two rows: a heading alone says nothing.
    init(_ minimum: Int, _ wanted: Int, most: Int = 0, fewest: Int = 2) {
        self.minimum = minimum
        self.wanted = max(wanted, minimum)
        self.most = max(most, self.wanted)
        self.fewest = fewest
    }
    static let none = RowDemand(0, 0)
}

enum Rows {
    /// Divides a height among parts, the most important first: every part's minimum as far as they go, then the wishes in the same
    /// order, then what those could use that have a place. 0 means that the part is left out.
    static func share(_ height: Int, among wants: [RowDemand]) -> [Int] {
        var rest = max(0, height)
        var given = wants.map { want in
            guard want.minimum > 0 else { return 0 }
            let rows = want.minimum <= rest ? want.minimum : rest >= want.fewest ? rest : 0
            rest -= rows
            return rows
        }
        for (index, want) in wants.enumerated() {
            let more = min(max(0, want.wanted - given[index]), rest)
            if given[index] == 0, more < want.fewest { continue }
            given[index] += more
            rest -= more
        }
        for (index, want) in wants.enumerated() where given[index] > 0 {
            let more = min(max(0, want.most - given[index]), rest)
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
