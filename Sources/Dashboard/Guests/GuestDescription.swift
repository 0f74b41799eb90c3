import Drawing
import Telemetry

/// What people wrote about a guest in its definition, on one line, or two of a high screen. Where names are pseudonyms nobody sees it.
struct GuestDescription: Panel {
    private let title: String
    private let lines: [String]
    var want: RowDemand { lines.isEmpty ? .none : RowDemand(0, lines.count, fewest: 1) }

    /// - Parameter room: as large as the screen.
    init(_ facts: GuestFacts, in context: DrawContext, room: Rect) {
        let parts = [facts.title, facts.notes].map { $0.isPseudonym ? "" : GuestDescription.oneLine($0) }
        title = parts[0]
        let words = parts.filter { !$0.isEmpty }.joined(separator: context.symbols.separator)
        lines = words.isEmpty ? [] : wrapped(words, width: room.width - 2, atMost: room.height >= 36 ? 2 : 1)
    }

    /// Whoever writes a description writes paragraphs.
    private static func oneLine(_ text: String) -> String { text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }

    /// `title and notes hidden`; empty where nothing is.
    static func hidden(_ facts: GuestFacts) -> String {
        let names = [(localized("title"), facts.title), (localized("notes"), facts.notes)].filter(\.1.isPseudonym).map(\.0)
        return names.isEmpty ? "" : localized("\(names.joined(separator: localized(" and "))) hidden")
    }

    func draw(on canvas: inout Canvas, in area: Rect) {
        for (index, line) in lines.prefix(area.height).enumerated() {
            canvas.write(line, x: area.x + 1, y: area.y + index, width: area.width - 1, role: .dim)
        }
        guard area.height > 0, !title.isEmpty, lines.first?.hasPrefix(title) == true else { return }
        canvas.write(title, x: area.x + 1, y: area.y, width: area.width - 1)
    }
}
