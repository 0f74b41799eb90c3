/// A line across that begins a part of the screen: `─Hosts─────────────── 3 in 10 min ─`.
public struct Section: Hashable, Sendable {
    public var title: String
    public var note: String
    /// The part that keys act on.
    public var isFocused: Bool
    /// Of the note: what stands nowhere else may want attention.
    public var noteRole: Role
    public init(_ title: String, note: String = "", noteRole: Role = .dim, isFocused: Bool = false) {
        self.title = title
        self.note = note
        self.noteRole = noteRole
        self.isFocused = isFocused
    }

    public func draw(on canvas: inout Canvas, x: Int, y: Int, width: Int, symbols: Symbols) {
        guard width > 0 else { return }
        for column in 0..<width { canvas[x + column, y] = Cell(symbols.horizontal, role: .frame) }
        let used = canvas.write(title, x: x + 1, y: y, width: width - 2, role: isFocused ? .accent : .title)
        let length = columns(note)
        guard length > 0 else { return }
        if used + length + 6 <= width {
            canvas.write(" " + note + " ", x: x + width - length - 3, y: y, width: length + 2, role: noteRole)
        } else if width - used - 5 > 8 {
            canvas.write(" " + note, x: x + used + 2, y: y, width: width - used - 4, role: noteRole)
        }
    }
}

/// A framed box with a title, blank inside.
public struct Box: Hashable, Sendable {
    public var title: String
    public var note: String
    public init(_ title: String, note: String = "") {
        self.title = title
        self.note = note
    }

    /// The part inside the frame.
    @discardableResult
    public func draw(on canvas: inout Canvas, in area: Rect, symbols: Symbols) -> Rect {
        guard area.width > 4, area.height > 0 else { return Rect(x: area.x, y: area.y, width: 0, height: 0) }
        canvas.fill(area)
        let right = area.maxX - 1
        Section(title, note: note, isFocused: true).draw(on: &canvas, x: area.x + 1, y: area.y, width: area.width - 2, symbols: symbols)
        canvas[area.x, area.y] = Cell(symbols.topLeft, role: .frame)
        canvas[right, area.y] = Cell(symbols.topRight, role: .frame)
        guard area.height > 1 else { return Rect(x: area.x, y: area.y, width: 0, height: 0) }
        for y in (area.y + 1)..<area.maxY {
            canvas[area.x, y] = Cell(symbols.vertical, role: .frame)
            canvas[right, y] = Cell(symbols.vertical, role: .frame)
        }
        // In two rows there is no room for a lower edge.
        let hasEdge = area.height > 2
        if hasEdge {
            for x in area.x..<area.maxX { canvas[x, area.maxY - 1] = Cell(symbols.horizontal, role: .frame) }
            canvas[area.x, area.maxY - 1] = Cell(symbols.corner, role: .frame)
            canvas[right, area.maxY - 1] = Cell(symbols.bottomRight, role: .frame)
        }
        return Rect(x: area.x + 2, y: area.y + 1, width: area.width - 4, height: area.height - (hasEdge ? 2 : 1))
    }
}

/// A line down between two parts, from one section's line to the next.
public struct Divider: Hashable, Sendable {
    public init() {}
    public func draw(on canvas: inout Canvas, x: Int, from top: Int, to bottom: Int, symbols: Symbols) {
        guard top < bottom else { return }
        for y in top..<bottom {
            let isLine = canvas[x, y].text == symbols.horizontal && canvas[x, y].role == .frame
            canvas[x, y] = Cell(isLine ? (y == top ? symbols.teeDown : symbols.cross) : symbols.vertical, role: .frame)
        }
        if canvas[x, bottom].text == symbols.horizontal, canvas[x, bottom].role == .frame {
            canvas[x, bottom] = Cell(symbols.teeUp, role: .frame)
        }
    }
}
