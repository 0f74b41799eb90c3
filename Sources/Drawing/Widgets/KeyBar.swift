/// Keys and what they do, in one row; whole entries only, the first ones are kept.
public struct KeyBar: Hashable, Sendable {
    public struct Entry: Hashable, Sendable {
        public var key: String
        public var label: String
        /// The screen that is shown now.
        public var isCurrent: Bool
        public init(_ key: String, _ label: String, isCurrent: Bool = false) {
            self.key = key
            self.label = label
            self.isCurrent = isCurrent
        }
    }

    public var entries: [Entry]
    public init(_ entries: [Entry]) { self.entries = entries }

    /// Columns used.
    @discardableResult
    public func draw(on canvas: inout Canvas, x: Int, y: Int, width: Int, gap: Int = 2) -> Int {
        var used = 0
        for entry in entries {
            let lead = used == 0 ? 0 : gap
            let length = columns(entry.key) + (entry.label.isEmpty ? 0 : 1 + columns(entry.label))
            guard used + lead + length <= width else { continue }
            used += lead
            canvas.note(.key(entry.key), x: x + used, y: y, width: length)
            used += canvas.write(entry.key, x: x + used, y: y, width: width - used, role: entry.isCurrent ? .selected : .key)
            if !entry.label.isEmpty {
                canvas[x + used, y] = Cell(" ", role: entry.isCurrent ? .selected : .plain)
                used += 1
                used += canvas.write(entry.label, x: x + used, y: y, width: width - used, role: entry.isCurrent ? .selected : .dim)
            }
        }
        return used
    }
}
