import Drawing
import Telemetry

/// What the keys do on the screen below, from the table that dispatches; and what the signs mean.
struct Help: Sendable {
    let title: String
    let verbs: [Verb]
    var scrolled = 0
    /// The verbs whose keys close it.
    static let closing: Set = ["help", "back", "quit", "interrupt", "open"]

    static var signs: [(String, Role, String)] {
        [
            ("!!", .critical, localized("critical, nobody acknowledged it")), ("!", .warning, localized("warning, nobody acknowledged it")),
            ("~", .acknowledged, localized("acknowledged: somebody has it")),
            ("<", .returned, localized("over by itself, nobody has looked")),
            ("s", .shelved, localized("shelved for a time")), ("x", .shelved, localized("follows from another alarm")),
            ("o", .shelved, localized("in maintenance")), ("*", .notice, localized("marked: acts are about it")),
            ("///", .stale, localized("older than two polls: not believed")), ("--", .dim, localized("never measured")),
        ]
    }

    /// How many rows can be scrolled away until the last one stands at the bottom.
    func mostScrolled(in area: Rect) -> Int { max(rows(of: lines(in: area), in: area) - max(area.height - 1, 0), 0) }
    private func count(in area: Rect) -> Int { max(1, min(3, area.width / 56)) }
    private func rows(of lines: [(String, Role, String)], in area: Rect) -> Int {
        let count = count(in: area)
        return (lines.count + count - 1) / count
    }
    /// What is too long for its column goes on below: half a sentence explains nothing.
    private func lines(in area: Rect) -> [(String, Role, String)] {
        let entries: [(String, Role, String)] = verbs.map { ($0.shown, .key, $0.meaning) } + [("", .plain, "")] + Help.signs
        return entries.flatMap { sign, role, meaning in
            wrapped(meaning, width: max(8, area.width / count(in: area) - 13)).enumerated().map { index, part in
                (index == 0 ? sign : "", role, part)
            }
        }
    }
    /// How to leave; where not all is to be seen how to go on, and which rows these are.
    private func hint(rows: Int, of all: Int, from first: Int, in area: Rect) -> String {
        guard all > rows else { return localized("Esc or ? closes") }
        let place = localized("\(first + 1)-\(first + rows) of \(all)")
        let wordings = [
            localized("Esc or ? closes, Up and Down scroll, rows \(place)"), localized("Up Down scroll, \(place)"),
            localized("\(place), Up Down"),
        ]
        return wordings.first { columns(localized("Keys on \(title)")) + columns($0) + 6 <= area.width } ?? place
    }

    func draw(_ context: DrawContext, on canvas: inout Canvas, in area: Rect) {
        guard area.height > 0, area.width > 0 else { return }
        let body = area.rows(1, area.height - 1)
        let lines = lines(in: area)
        let count = count(in: area)
        let perColumn = rows(of: lines, in: area)
        let first = min(scrolled, max(perColumn - body.height, 0))
        Section(localized("Keys on \(title)"), note: hint(rows: body.height, of: perColumn, from: first, in: area), isFocused: true)
            .draw(on: &canvas, x: area.x, y: area.y, width: area.width, symbols: context.symbols)
        canvas.note(.key("Esc"), x: area.x, y: area.y, width: area.width)
        let width = area.width / count
        for column in 0..<count {
            let part = lines.dropFirst(column * perColumn).prefix(perColumn).dropFirst(first).prefix(body.height)
            for (index, entry) in part.enumerated() {
                let x = body.x + column * width + 1
                if entry.1 == .key, !entry.0.isEmpty { canvas.note(.key(entry.0), x: x, y: body.y + index, width: width - 1) }
                canvas.write(entry.0, x: x, y: body.y + index, width: min(9, width - 1), role: entry.1, align: .trailing)
                canvas.write(entry.2, x: x + 11, y: body.y + index, width: max(0, width - 13))
            }
        }
    }
}
