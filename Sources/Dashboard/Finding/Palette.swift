import Drawing
import Feed
import Telemetry

/// The line behind `:`, as it is typed, and what it could become.
struct Palette: Sendable {
    enum Outcome: Hashable, Sendable {
        case open, closed
        case run(String)
    }
    /// Holds a comment of any length behind its verb.
    private(set) var field = TextField(capacity: Command.longestWords + 64)
    private(set) var completions: [PaletteWords.Completion] = []
    /// Which of them stands in the line, while Tab goes through them.
    private(set) var turn: Int?
    /// Which of the earlier lines stands there, counted from the newest; and what was typed before.
    private var past: (index: Int, draft: String)?

    init(_ words: PaletteWords) { completions = words.completions(of: "") }

    mutating func handle(_ key: Key, _ words: PaletteWords, history: [String]) -> Outcome {
        switch key {
        case .escape, .control("c"): return .closed
        case .enter: return field.text.allSatisfy { $0 == " " || $0 == ":" } ? .closed : .run(field.text)
        case .tab: complete(by: 1, words)
        case .backTab: complete(by: -1, words)
        case .up: look(back: 1, history, words)
        case .down: look(back: -1, history, words)
        case .backspace where field.text.isEmpty: return .closed
        default:
            guard field.handle(key) else { break }
            past = nil
            update(words)
        }
        return .open
    }

    /// A click on one of them: it stands in the line, and is run where it needs no more words.
    mutating func choose(_ row: Int, _ words: PaletteWords) -> Outcome {
        guard completions.indices.contains(row) else { return .open }
        write(completions[row].line)
        update(words)
        return words.needsMore(field.text) ? .open : .run(field.text)
    }

    private mutating func write(_ text: String) { field = TextField(text, capacity: field.capacity) }
    private mutating func update(_ words: PaletteWords) {
        turn = nil
        completions = words.completions(of: field.text)
    }

    /// As far as all agree; where that is no more than there is, one after the other.
    private mutating func complete(by step: Int, _ words: PaletteWords) {
        guard !completions.isEmpty else { return }
        if turn == nil {
            let common = completions.dropFirst().reduce(completions[0].line) { String($0.commonPrefix(with: $1.line)) }
            if common.count > field.text.count, common.hasPrefix(field.text) || completions.count == 1 {
                write(common)
                return update(words)
            }
        }
        let next = turn.map { $0 + step } ?? (step > 0 ? 0 : -1)
        turn = (next + completions.count) % completions.count
        write(completions[turn ?? 0].line)
    }

    private mutating func look(back step: Int, _ history: [String], _ words: PaletteWords) {
        let now = past ?? (-1, field.text)
        let index = min(max(now.index + step, -1), history.count - 1)
        past = (index, now.draft)
        write(index < 0 ? now.draft : history[history.count - 1 - index])
        update(words)
    }

    /// Where what stands behind a verb is free, nothing completes it and nothing is said.
    private func drawNothing(on canvas: inout Canvas, in area: Rect) {
        let (name, words) = PaletteWords.parts(of: field.text)
        guard area.height > 0, words.isEmpty, !name.isEmpty, !field.text.hasSuffix(" ") else { return }
        canvas.fill(area)
        canvas.write(
            localized("nothing begins so; Enter says what is nearest"), x: area.x + 2, y: area.y, width: area.width - 2, role: .dim)
    }

    /// What the line could become, above it.
    func draw(_ context: DrawContext, on canvas: inout Canvas, in area: Rect) {
        let rows = min(completions.count, 10, area.height)
        guard rows > 0 else { return drawNothing(on: &canvas, in: area.rows(area.height - 1, 1)) }
        let first = Table.firstRow(selected: turn, count: completions.count, visible: rows)
        let label = min(max(completions.map { columns($0.label, limit: 40) }.max() ?? 0, 8), max(area.width - 3, 0))
        let box = area.rows(area.height - rows, rows)
        canvas.fill(box)
        canvas.note(.rows(of: "completions", first: first, count: completions.count, selected: turn), at: box)
        for (line, completion) in completions.dropFirst(first).prefix(rows).enumerated() {
            let y = box.y + line
            let isChosen = turn == first + line
            canvas.write(completion.label, x: box.x + 2, y: y, width: label, role: isChosen ? .selected : .key)
            canvas.write(completion.note, x: box.x + 4 + label, y: y, width: max(0, box.width - label - 5), role: .dim)
            if isChosen { canvas.select(Rect(x: box.x, y: y, width: box.width, height: 1)) }
        }
    }
}

extension String {
    fileprivate func commonPrefix(with other: String) -> Substring {
        prefix(zip(self, other).prefix { $0 == $1 }.count)
    }
}
