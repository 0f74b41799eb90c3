/// One number over time, in a single row; a gap stays blank.
public struct Sparkline: Hashable, Sendable {
    public var values: [Double?]
    public var scale: Scale
    public var role: Role
    /// With `role == .gradient` every column takes the colour of its value.
    public init(_ values: [Double?], scale: Scale, role: Role = .gradient) {
        self.values = values
        self.scale = scale
        self.role = role
    }

    /// The newest value stands at the right; where there are more values than columns, neighbours share one and the highest is shown.
    /// Fewer values than columns keep to the right.
    public func draw(on canvas: inout Canvas, x: Int, y: Int, width: Int, symbols: Symbols) {
        guard width > 0, !values.isEmpty else { return }
        let used = min(width, values.count)
        let steps = symbols.charset == .utf8 ? Symbols.lowerEighths : Symbols.densities
        for column in 0..<used {
            var highest: Double?
            for index in (column * values.count / used)..<((column + 1) * values.count / used) {
                if let value = values[index] { highest = max(highest ?? value, value) }
            }
            guard let highest else { continue }
            let step = min(Int(scale.share(highest) * Double(steps.count)), steps.count - 1)
            let level = role == .gradient ? scale.level(highest) : 0
            canvas[x + width - used + column, y] = Cell(steps[step], role: role, level: level)
        }
    }
}
