/// One place in a table's row.
public enum TableCell: Hashable, Sendable {
    case text(String, Role = .plain)
    /// What is too long loses its middle: names of a kind begin alike and end apart.
    case name(String, Role = .plain)
    case gauge(Gauge)
    case sparkline(Sparkline)
    case blank
}

/// One line of a table.
public enum TableRow: Hashable, Sendable {
    case cells([TableCell], isDim: Bool = false, isMarked: Bool = false)
    /// A heading over the rows that follow: a name, and what is said about it.
    case group(String, note: String)
}

public struct TableColumn: Hashable, Sendable {
    public var title: String
    /// The narrowest that still makes sense, and the widest that is of use; both 0 hide the column.
    public var minimum: Int
    public var ideal: Int
    public var align: Alignment
    /// Where room is short the highest number goes first; 0 stays to the end. The lowest grows first.
    public var dropOrder: Int
    /// Takes what is left over.
    public var grows: Bool
    public init(
        _ title: String, _ minimum: Int, ideal: Int? = nil, align: Alignment = .leading, dropOrder: Int = 0, grows: Bool = false
    ) {
        self.title = title
        // In some language a name is longer than what stands below it.
        self.minimum = minimum > 0 ? max(minimum, columns(title)) : 0
        self.ideal = max(ideal ?? minimum, self.minimum)
        self.align = align
        self.dropOrder = dropOrder
        self.grows = grows
    }
}

/// Which list a table shows, for whoever points at it.
public struct ListPlace: Hashable, Sendable {
    public let name: String
    /// In which of the rows in sight the selected one stands, where somebody chose that; nil is the middle.
    public let row: Int?
    public init(_ name: String, row: Int? = nil) { (self.name, self.row) = (name, row) }
}

/// Columns side by side, a header above, one row selected and always in sight. Rows are asked for only where they are seen.
public struct Table: Sendable {
    public var columns: [TableColumn]
    /// The column that rows are sorted by.
    public var sorted: (column: Int, descending: Bool)?
    public var selected: Int?
    public var showsHeader: Bool
    /// Nil where nothing of it can be pointed at.
    public var place: ListPlace?
    public init(
        _ columns: [TableColumn], selected: Int? = nil, sorted: (column: Int, descending: Bool)? = nil, showsHeader: Bool = true,
        place: ListPlace? = nil
    ) {
        self.columns = columns
        self.place = place
        self.selected = selected
        self.sorted = sorted
        self.showsHeader = showsHeader
    }

    /// Widths by column, 0 where a column was dropped. One column is kept for the cursor and one between neighbours.
    public func widths(in width: Int) -> [Int] {
        var kept = columns.indices.filter { columns[$0].ideal > 0 }
        func needed(_ indices: [Int]) -> Int { indices.reduce(0) { $0 + columns[$1].minimum + 1 } }
        while kept.count > 1, needed(kept) > width {
            guard let worst = kept.reversed().max(by: { columns[$0].dropOrder < columns[$1].dropOrder }), columns[worst].dropOrder > 0
            else { break }
            kept.removeAll { $0 == worst }
        }
        var widths = columns.map { _ in 0 }
        for index in kept { widths[index] = columns[index].minimum }
        var spare = width - needed(kept)
        // Columns grow towards their ideals, the most important first; those of the same rank by the same share, so that twins stay twins.
        for rank in Set(kept.map { columns[$0].dropOrder }).sorted() where spare > 0 {
            let peers = kept.filter { columns[$0].dropOrder == rank }
            let wish = peers.reduce(0) { $0 + columns[$1].ideal - columns[$1].minimum }
            guard wish > 0 else { continue }
            let given = min(spare, wish)
            for index in peers {
                let part = (columns[index].ideal - columns[index].minimum) * given / wish
                widths[index] += part
                spare -= part
            }
        }
        let growing = kept.filter { columns[$0].grows }
        if spare > 0, !growing.isEmpty {
            for index in growing { widths[index] += spare / growing.count }
        }
        return widths
    }

    /// The first row in sight: where there are rows on both sides the selected one stands in the middle, or in the row that was chosen.
    public static func firstRow(selected: Int?, count: Int, visible: Int, at row: Int? = nil) -> Int {
        guard count > visible, visible > 0 else { return 0 }
        let above = row.map { min(max($0, 0), visible - 1) } ?? visible / 2
        return min(max((selected ?? 0) - above, 0), count - visible)
    }

    /// - Parameter widths: as `widths(in:)` gave them, where they have been asked for.
    public func draw(
        on canvas: inout Canvas, in area: Rect, symbols: Symbols, count: Int, widths: [Int]? = nil, row: (Int) -> TableRow
    ) {
        guard area.width > 0, area.height > 0 else { return }
        let widths = widths ?? self.widths(in: area.width)
        var top = area.y
        if showsHeader {
            drawHeader(on: &canvas, in: area, widths: widths, symbols: symbols)
            top += 1
        }
        let visible = area.maxY - top
        let first = Table.firstRow(selected: selected, count: count, visible: visible, at: place?.row)
        if let place {
            let rows = Rect(x: area.x, y: top, width: area.width, height: visible)
            canvas.note(.rows(of: place.name, first: first, count: count, selected: selected), at: rows)
        }
        for offset in 0..<max(0, min(visible, count - first)) {
            let y = top + offset
            switch row(first + offset) {
            case .group(let name, let note):
                let used = canvas.write(name, x: area.x + 1, y: y, width: area.width - 1, role: .title)
                canvas.write(note, x: area.x + 3 + used, y: y, width: area.width - 3 - used, role: .dim)
                if selected == first + offset { select(on: &canvas, in: area, y: y, symbols: symbols) }
            case .cells(let cells, let isDim, let isMarked):
                draw(cells, isDim: isDim, on: &canvas, in: area, y: y, widths: widths, symbols: symbols)
                if selected == first + offset { select(on: &canvas, in: area, y: y, symbols: symbols) }
                // The bar shows the cursor, too.
                if isMarked {
                    let role: Role = selected == first + offset ? .selected : .notice
                    canvas[area.x, y] = Cell(symbols.marked, role: role, isSelected: selected == first + offset)
                }
            }
        }
    }

    private func drawHeader(on canvas: inout Canvas, in area: Rect, widths: [Int], symbols: Symbols) {
        var x = area.x + 1
        for (index, column) in columns.enumerated() where widths[index] > 0 {
            let width = min(widths[index], area.maxX - x)
            if let sorted, sorted.column == index {
                let title = column.title + (sorted.descending ? symbols.sortedDown : symbols.sortedUp)
                canvas.write(title, x: x, y: area.y, width: width, role: .accent, align: column.align)
            } else {
                canvas.write(column.title, x: x, y: area.y, width: width, role: .dim, align: column.align)
            }
            if let place { canvas.note(.head(of: place.name, column: index), x: x, y: area.y, width: width + 1) }
            x += widths[index] + 1
        }
    }

    private func draw(
        _ cells: [TableCell], isDim: Bool, on canvas: inout Canvas, in area: Rect, y: Int, widths: [Int], symbols: Symbols
    ) {
        var x = area.x + 1
        for (index, cell) in cells.enumerated() where index < widths.count && widths[index] > 0 {
            let width = min(widths[index], area.maxX - x)
            switch cell {
            case .text(let text, let role):
                canvas.write(text, x: x, y: y, width: width, role: isDim && role == .plain ? .dim : role, align: columns[index].align)
            case .name(let name, let role):
                canvas.write(
                    canvas.charset.shortened(name, to: width), x: x, y: y, width: width, role: isDim && role == .plain ? .dim : role,
                    align: columns[index].align)
            case .gauge(let gauge): gauge.draw(on: &canvas, x: x, y: y, width: width, symbols: symbols)
            case .sparkline(let sparkline): sparkline.draw(on: &canvas, x: x, y: y, width: width, symbols: symbols)
            case .blank: break
            }
            x += widths[index] + 1
        }
    }

    /// A cursor letter where colours are missing, and the bar.
    private func select(on canvas: inout Canvas, in area: Rect, y: Int, symbols: Symbols) {
        canvas[area.x, y] = Cell(symbols.cursor, role: .selected)
        canvas.select(Rect(x: area.x, y: y, width: area.width, height: 1))
    }
}
