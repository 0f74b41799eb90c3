import Drawing
import Telemetry

/// The last rows: the screens with their number keys, and what the keys do here.
struct BottomBar {
    let shown: ScreenName
    let verbs: [Verb]
    /// Beside the screens, the first that has room there.
    var notes: [String] = []
    /// What was just done, or why not; stands in the place of the keys until the next one.
    let message: (text: String, role: Role)?

    static func rows(height: Int) -> Int { height >= 30 ? 2 : height >= 8 ? 1 : 0 }

    func draw(on canvas: inout Canvas, in area: Rect) {
        guard area.height > 0 else { return }
        let tabs = ScreenName.numbered.map { screen in
            KeyBar.Entry(VerbTable.key(screen.rawValue), area.width < 60 ? "" : screen.title, isCurrent: screen == shown.tab)
        }
        let keys = verbs.filter { !$0.word.isEmpty && $0.name != "help" }.map { KeyBar.Entry($0.shown, $0.word) }
        let help = KeyBar.Entry(VerbTable.key("help"), area.width < 60 ? "" : localized("Help"))
        if area.height >= 2 {
            let used = KeyBar(tabs).draw(on: &canvas, x: area.x + 1, y: area.y, width: area.width - 2)
            drawNote(on: &canvas, from: area.x + 1 + used + 3, to: area.maxX - 1, y: area.y)
            if !say(on: &canvas, x: area.x + 1, y: area.y + 1, width: area.width - 2) {
                drawKeys(keys, help, on: &canvas, x: area.x + 1, y: area.y + 1, width: area.width - 2)
            }
            return
        }
        if say(on: &canvas, x: area.x + 1, y: area.y, width: area.width - 2) { return }
        let room = area.width - 2
        let used = KeyBar(tabs).draw(on: &canvas, x: area.x + 1, y: area.y, width: room, gap: 1)
        drawKeys(keys, help, on: &canvas, x: area.x + 3 + used, y: area.y, width: room - used - 2, atEnd: true)
    }

    private func drawNote(on canvas: inout Canvas, from x: Int, to end: Int, y: Int) {
        let key = VerbTable.key("seen")
        func width(_ note: String) -> Int { columns(note) + 2 + columns(key) }
        guard let note = notes.first(where: { width($0) <= end - x }) else { return }
        let start = end - width(note)
        canvas.write(note, x: start, y: y, width: columns(note), role: .notice)
        canvas.write(key, x: end - columns(key), y: y, width: columns(key), role: .key)
        canvas.note(.key(key), x: start, y: y, width: width(note))
    }

    /// The way to the help never gives way to another key.
    private func drawKeys(
        _ keys: [KeyBar.Entry], _ help: KeyBar.Entry, on canvas: inout Canvas, x: Int, y: Int, width: Int, atEnd: Bool = false
    ) {
        func length(_ entry: KeyBar.Entry) -> Int { columns(entry.label.isEmpty ? entry.key : entry.key + " " + entry.label) }
        let last = length(help)
        guard width > last else { return }
        if !atEnd, (keys + [help]).reduce(-2, { $0 + length($1) + 2 }) <= width {
            KeyBar(keys + [help]).draw(on: &canvas, x: x, y: y, width: width)
        } else {
            KeyBar(keys).draw(on: &canvas, x: x, y: y, width: width - last - 2)
            KeyBar([help]).draw(on: &canvas, x: x + width - last, y: y, width: last)
        }
    }

    private func say(on canvas: inout Canvas, x: Int, y: Int, width: Int) -> Bool {
        guard let message else { return false }
        canvas.write(message.text, x: x, y: y, width: width, role: message.role)
        return true
    }
}
