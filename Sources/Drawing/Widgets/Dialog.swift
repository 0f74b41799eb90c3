/// A box in the middle of the screen that asks something.
public struct Dialog: Hashable, Sendable {
    public struct Field: Hashable, Sendable {
        public var label: String
        public var field: TextField
        public init(_ label: String, _ field: TextField) {
            self.label = label
            self.field = field
        }
    }

    public var title: String
    /// What it is about, one line each; long ones are cut.
    public var lines: [String]
    public var fields: [Field]
    public var focus: Int
    /// Why the answer was not taken.
    public var problem: String
    /// What the keys do here.
    public var keys: KeyBar
    public init(_ title: String, lines: [String] = [], fields: [Field] = [], focus: Int = 0, problem: String = "", keys: KeyBar) {
        self.title = title
        self.lines = lines
        self.fields = fields
        self.focus = focus
        self.problem = problem
        self.keys = keys
    }

    public func draw(on canvas: inout Canvas, in area: Rect, glyphs: Glyphs) {
        let wanted = 2 + lines.count + fields.count + (problem.isEmpty ? 0 : 1) + 1
        let longest = lines.map { columns($0) }.max() ?? 0
        let width = min(area.width, max(52, min(longest + 4, 76)))
        let height = min(area.height, wanted)
        let box = Rect(x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width: width, height: height)
        guard box.width > 4, box.height > 0 else { return }
        canvas.fill(box)
        Section(title, isFocused: true).draw(on: &canvas, x: box.x, y: box.y, width: box.width, glyphs: glyphs)
        // Where rows are short, what is asked stays and what is said about it goes.
        let spoken = max(0, min(lines.count, height - (wanted - lines.count)))
        var y = box.y + 1
        for line in lines.prefix(spoken) where y < box.maxY {
            canvas.write(line, x: box.x + 2, y: y, width: box.width - 4)
            y += 1
        }
        let labels = fields.map { columns($0.label) }.max() ?? 0
        for (index, entry) in fields.enumerated() where y < box.maxY {
            canvas.write(entry.label, x: box.x + 2, y: y, width: min(labels, box.width - 4), role: .dim)
            entry.field.draw(on: &canvas, x: box.x + 3 + labels, y: y, width: box.width - 5 - labels, isFocused: index == focus)
            y += 1
        }
        if !problem.isEmpty, y < box.maxY {
            canvas.write(problem, x: box.x + 2, y: y, width: box.width - 4, role: .problem)
            y += 1
        }
        if y < box.maxY {
            keys.draw(on: &canvas, x: box.x + 2, y: y, width: box.width - 4)
            y += 1
        }
        if y < box.maxY {
            for column in 0..<box.width { canvas[box.x + column, y] = Cell(glyphs.horizontal, role: .frame) }
        }
    }
}
