/// A bar of one row that fills with a value and runs from good over warning to critical by its own limits.
public struct Gauge: Hashable, Sendable {
    /// Nil where it was never measured: the row stays blank, so that it is not taken for 0.
    public var value: Double?
    public var scale: Scale
    /// Too old to be believed: hatched from end to end.
    public var isStale: Bool
    /// Laid over the hatching, such as `stale 74 s`: the first that fits.
    public var notes: [String]
    public init(_ value: Double?, scale: Scale = Scale(), isStale: Bool = false, notes: [String] = []) {
        self.value = value
        self.scale = scale
        self.isStale = isStale
        self.notes = notes
    }

    public func draw(on canvas: inout Canvas, x: Int, y: Int, width: Int, symbols: Symbols) {
        guard width > 0 else { return }
        if isStale {
            for column in 0..<width { canvas[x + column, y] = Cell(symbols.hatch, role: .stale) }
            if let note = notes.first(where: { columns($0) <= width }), !note.isEmpty {
                canvas.write(columns(note) < width ? note + " " : note, x: x, y: y, width: width, role: .stale)
            }
            return
        }
        guard let value else { return }
        let eighths = Int((scale.share(value) * Double(width * 8)).rounded())
        // Anything above zero shows: one part in a hundred is not nothing.
        let filled = value > 0 ? max(eighths, 1) : 0
        for column in 0..<width {
            let rest = filled - column * 8
            let part = (Double(column) + 0.5) / Double(width) * scale.top
            if rest >= 8 {
                canvas[x + column, y] = Cell(symbols.full, role: .gradient, level: scale.level(min(part, value)))
            } else if rest > 0, symbols.charset == .utf8 {
                canvas[x + column, y] = Cell(Symbols.leftEighths[rest - 1], role: .gradient, level: scale.level(min(part, value)))
            } else if rest >= 4 {
                canvas[x + column, y] = Cell(symbols.full, role: .gradient, level: scale.level(min(part, value)))
            } else {
                canvas[x + column, y] = Cell(symbols.empty, role: .empty)
            }
        }
    }
}
