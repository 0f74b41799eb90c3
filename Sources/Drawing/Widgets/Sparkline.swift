/// The course of one number in a single row; a gap stays blank.
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
    public func draw(on canvas: inout Canvas, x: Int, y: Int, width: Int, glyphs: Glyphs) {
        guard width > 0, !values.isEmpty else { return }
        let perColumn = max(1, (values.count + width - 1) / width)
        let used = (values.count + perColumn - 1) / perColumn
        let steps = glyphs.charset == .utf8 ? Glyphs.lowerEighths : Glyphs.densities
        for column in 0..<used {
            let end = values.count - (used - 1 - column) * perColumn
            var highest: Double?
            for index in max(0, end - perColumn)..<end {
                if let value = values[index] { highest = max(highest ?? value, value) }
            }
            guard let highest else { continue }
            let step = min(Int(scale.share(highest) * Double(steps.count)), steps.count - 1)
            let level = role == .gradient ? scale.level(highest) : 0
            canvas[x + width - used + column, y] = Cell(steps[step], role: role, level: level)
        }
    }
}
