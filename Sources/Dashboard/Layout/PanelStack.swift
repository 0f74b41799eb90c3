import Drawing

/// A part of a stack: its panel, and how it stands in line for rows.
struct PanelPlace {
    var panel: any Panel
    /// The lowest is served first.
    let rank: Int
    let want: RowDemand
    /// What nobody wants is its own.
    let takesRest: Bool

    init(_ panel: any Panel, rank: Int, want: RowDemand? = nil, takesRest: Bool = false) {
        self.panel = panel
        self.rank = rank
        self.want = want ?? panel.want
        self.takesRest = takesRest
    }
}

/// Parts one below the other: what a screen is made of.
struct PanelStack: Panel {
    /// From top to bottom.
    var places: [PanelPlace]

    init(_ places: [PanelPlace]) { self.places = places }
    /// The last one has its least before all others and takes what they leave; of the others the upper ones come first.
    init(_ panels: [any Panel], last: any Panel, least: Int = 4) {
        places = panels.enumerated().map { PanelPlace($1, rank: $0 + 1) }
        places.append(PanelPlace(last, rank: 0, want: RowDemand(least, least, most: last.want.wanted), takesRest: true))
    }

    var want: RowDemand {
        RowDemand(places.reduce(0) { $0 + $1.want.minimum }, places.reduce(0) { $0 + $1.want.most })
    }

    /// How many each of them gets, from top to bottom; 0 means that it is left out.
    func rows(of height: Int) -> [Int] {
        var given = places.map { _ in 0 }
        let order = places.indices.sorted { (places[$0].rank, $0) < (places[$1].rank, $1) }
        for (index, rows) in zip(order, Rows.share(height, among: order.map { places[$0].want })) {
            given[index] = places[index].panel.used(of: rows)
        }
        if let last = places.firstIndex(where: \.takesRest) { given[last] += max(0, height - given.reduce(0, +)) }
        return given
    }

    /// Where each of them stands, from below, so that lines that lead down join the line below them.
    func laid(in area: Rect) -> [(panel: any Panel, area: Rect)] {
        let given = rows(of: area.height)
        var y = given.reduce(0, +)
        return zip(places, given).reversed().compactMap { place, rows in
            y -= rows
            return rows > 0 ? (panel: place.panel, area: area.rows(y, rows)) : nil
        }
    }

    func draw(on canvas: inout Canvas, in area: Rect) {
        for part in laid(in: area) { part.panel.draw(on: &canvas, in: part.area) }
    }
}
