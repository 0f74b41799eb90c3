import Drawing

/// Where there is no room to stand beside each other: the names of all lists in one line, and the one that is shown below it.
struct GuestTabs: Panel {
    let context: DrawContext
    let parts: [GuestScreen.Part]
    let shown: GuestScreen.Part
    let isFocused: Bool
    let list: any Panel
    var want: RowDemand { RowDemand(3, min(1 + list.want.wanted, 7), most: 1 + list.want.wanted) }

    func draw(on canvas: inout Canvas, in area: Rect) {
        guard area.height > 0 else { return }
        canvas.note(.list("\(shown)"), at: area)
        Section("").draw(on: &canvas, x: area.x, y: area.y, width: area.width, symbols: context.symbols)
        // The one that is shown is always among them.
        var first = parts.firstIndex(of: shown) ?? 0
        var room = area.width - 2 - columns(shown.label)
        while first > 0, columns(parts[first - 1].label) + 2 <= room {
            first -= 1
            room -= columns(parts[first].label) + 2
        }
        var x = area.x + 1
        for part in parts[first...] {
            guard x + columns(part.label) < area.maxX else { break }
            canvas.note(.list("\(part)"), x: x, y: area.y, width: columns(part.label))
            let role: Role = part != shown ? .dim : isFocused ? .accent : .title
            x += canvas.write(part.label, x: x, y: area.y, width: area.maxX - x, role: role) + 2
        }
        list.draw(on: &canvas, in: area.rows(1, area.height - 1))
    }
}
