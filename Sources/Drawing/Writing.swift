public enum Alignment: Sendable, Hashable {
    case leading, trailing, center
}

extension Canvas {
    /// Writes text from anywhere into one row, made harmless (`glyphs`). What is too long ends in `…` (`~` in ASCII); a wide letter
    /// never hangs over the edge. Squares of the field that the text does not reach stay as they are.
    ///
    /// - Parameter width: columns of the field; what of it lies outside the canvas is cut off without a mark.
    /// - Returns: columns that the text took inside the field.
    @discardableResult public mutating func write(
        _ text: String, x: Int, y: Int, width: Int, role: Role = .plain, align: Alignment = .leading
    ) -> Int {
        guard width > 0, y >= 0, y < height, x < self.width else { return 0 }
        if let length = plainLength(text, limit: width) {
            return writePlain(text, length, x: x, y: y, width: width, role: role, align: align)
        }
        var (symbols, taken, isWhole) = measured(charset.spelled(text), limit: width)
        if !isWhole {
            while taken > width - 1, let last = symbols.popLast() { taken -= last.width }
            symbols.append(Glyph(text: charset == .utf8 ? "…" : "~", width: 1))
            taken += 1
        }
        var column =
            switch align {
            case .leading: x
            case .trailing: x + width - taken
            case .center: x + (width - taken) / 2
            }
        for glyph in symbols {
            var cell = Cell(charset.shown(glyph.text), role: role, width: UInt8(clamping: glyph.width))
            if glyph.width == 2, charset == .ascii || column < 0 || column + 1 >= self.width {
                // In ASCII, two columns stay two columns, so that what follows does not move.
                cell.width = 1
                self[column, y] = cell.text.isASCII ? cell : Cell(" ", role: role)
                self[column + 1, y] = Cell(" ", role: role)
            } else {
                self[column, y] = cell
            }
            column += glyph.width
        }
        return taken
    }

    /// Most of what is written is printable ASCII: it is harmless, a byte is a column, and nothing need be measured.
    private mutating func writePlain(
        _ text: String, _ length: Int, x: Int, y: Int, width: Int, role: Role, align: Alignment
    ) -> Int {
        let isWhole = length <= width
        let taken = min(length, width)
        var column =
            switch align {
            case .leading: x
            case .trailing: x + width - taken
            case .center: x + (width - taken) / 2
            }
        var rest = isWhole ? taken : taken - 1
        for byte in text.utf8 {
            guard rest > 0, column < self.width else { break }
            rest -= 1
            self[column, y] = Cell(Letter(Unicode.Scalar(byte)), role: role)
            column += 1
        }
        if !isWhole { self[x + width - 1, y] = Cell(charset == .utf8 ? "…" : "~", role: role) }
        return taken
    }

    public mutating func fill(_ rect: Rect, with cell: Cell = Cell()) {
        each(rect) { canvas, x, y in canvas[x, y] = cell }
    }

    /// Changes what the squares mean, not what they say.
    public mutating func paint(_ role: Role, in rect: Rect) {
        each(rect) { canvas, x, y in
            var cell = canvas[x, y]
            cell.role = role
            canvas[x, y] = cell
        }
    }

    /// Puts the selection bar over the squares. Roles stay, so that an alarm under the bar keeps its colour.
    public mutating func select(_ rect: Rect) {
        each(rect) { canvas, x, y in
            var cell = canvas[x, y]
            cell.isSelected = true
            canvas[x, y] = cell
        }
    }

    private mutating func each(_ rect: Rect, _ body: (inout Canvas, Int, Int) -> Void) {
        let inside = rect.clipped(to: bounds)
        for y in inside.y..<inside.maxY { for x in inside.x..<inside.maxX { body(&self, x, y) } }
    }
}

extension Rect {
    /// The part that lies inside `other`; empty where they do not meet.
    public func clipped(to other: Rect) -> Rect {
        let left = max(x, other.x)
        let top = max(y, other.y)
        return Rect(x: left, y: top, width: min(maxX, other.maxX) - left, height: min(maxY, other.maxY) - top)
    }
}
