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

    public func draw(on canvas: inout Canvas, in area: Rect, symbols: Symbols) {
        let wanted = lines.count + fields.count + (problem.isEmpty ? 0 : 1) + 1
        let longest = (lines + [problem]).map { columns($0) }.max() ?? 0
        let width = min(area.width, max(56, min(longest + 4, 76)))
        let height = min(area.height, wanted + 2)
        let box = Rect(x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width: width, height: height)
        let body = Box(title).draw(on: &canvas, in: box, symbols: symbols)
        // Where rows are short, what is asked stays and what is said about it goes.
        let spoken = max(0, min(lines.count, body.height - (wanted - lines.count)))
        var y = body.y
        for line in lines.prefix(spoken) where y < body.maxY {
            canvas.write(line, x: body.x, y: y, width: body.width)
            y += 1
        }
        let labels = fields.map { columns($0.label) }.max() ?? 0
        for (index, entry) in fields.enumerated() where y < body.maxY {
            canvas.note(.rows(of: "fields", first: index, count: fields.count, selected: focus), x: body.x, y: y, width: body.width)
            canvas.write(entry.label, x: body.x, y: y, width: min(labels, body.width), role: .dim)
            entry.field.draw(on: &canvas, x: body.x + 1 + labels, y: y, width: body.width - 1 - labels, isFocused: index == focus)
            y += 1
        }
        if !problem.isEmpty, y < body.maxY {
            canvas.write(problem, x: body.x, y: y, width: body.width, role: .problem)
            y += 1
        }
        if y < body.maxY { keys.draw(on: &canvas, x: body.x, y: y, width: body.width) }
    }
}
