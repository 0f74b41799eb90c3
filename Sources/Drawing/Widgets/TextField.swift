/// One line of text that somebody types. It edits letters as people see them, not bytes.
public struct TextField: Hashable, Sendable {
    public private(set) var text: String
    /// Letters before the cursor.
    public private(set) var cursor: Int
    /// In bytes of UTF-8.
    public let capacity: Int
    /// The last key brought more than fits: that was left out.
    public private(set) var isCut = false
    /// The text is ours, not the user's: the first letter replaces it.
    private var isSuggested: Bool
    public init(_ text: String = "", capacity: Int = 200, isSuggested: Bool = false) {
        self.text = text
        self.capacity = capacity
        self.isSuggested = isSuggested
        cursor = text.count
    }

    /// True where the key meant something to the field.
    public mutating func handle(_ key: Key) -> Bool {
        isCut = false
        if isSuggested {
            switch key {
            case .character, .paste: (text, cursor) = ("", 0)
            default: break
            }
            isSuggested = false
        }
        switch key {
        case .character(let letter):
            guard !letter.isNewline else { return true }
            insert(String(letter))
        case .paste(let pasted):
            // A line end submits nothing: it is a blank, and so is a tab. Other controls say nothing.
            var words = String.UnicodeScalarView()
            for scalar in pasted.unicodeScalars {
                if Character(scalar).isNewline || scalar == "\t" {
                    if (words.last ?? text.unicodeScalars.last) != " " { words.append(" ") }
                } else if scalar.properties.generalCategory != .control {
                    words.append(scalar)
                }
            }
            insert(String(words))
        case .backspace:
            guard cursor > 0 else { return true }
            text.remove(at: text.index(text.startIndex, offsetBy: cursor - 1))
            cursor = min(cursor - 1, text.count)
        case .delete:
            guard cursor < text.count else { return true }
            text.remove(at: text.index(text.startIndex, offsetBy: cursor))
            cursor = min(cursor, text.count)
        case .left: cursor = max(cursor - 1, 0)
        case .right: cursor = min(cursor + 1, text.count)
        case .home, .control("a"): cursor = 0
        case .end, .control("e"): cursor = text.count
        case .control("u"):
            text.removeSubrange(text.startIndex..<text.index(text.startIndex, offsetBy: cursor))
            cursor = 0
        default: return false
        }
        return true
    }

    /// As much of it as fits, at once: letter by letter the time would grow with the square of the length.
    private mutating func insert(_ words: String) {
        var rest = capacity - text.utf8.count
        let kept = words.prefix { letter in
            rest -= letter.utf8.count
            return rest >= 0
        }
        isCut = kept.utf8.count < words.utf8.count
        let place = text.index(text.startIndex, offsetBy: cursor)
        // A combining letter melts into the one before it: count afresh.
        cursor = (text[..<place] + kept).count
        text.insert(contentsOf: kept, at: place)
        cursor = min(cursor, text.count)
    }

    public func draw(on canvas: inout Canvas, x: Int, y: Int, width: Int, isFocused: Bool) {
        guard width > 0 else { return }
        // The end of a long text is what is being typed: the start gives way.
        let end = text.index(text.startIndex, offsetBy: cursor)
        var start = end
        var used = 0
        while start > text.startIndex {
            let before = text.index(before: start)
            used += columns(String(text[before]))
            if used >= width { break }
            start = before
        }
        let shown = Array(text[start...].prefix(width * 2))
        let position = text.distance(from: start, to: end)
        for column in 0..<width { canvas[x + column, y] = Cell(" ", role: .selected) }
        canvas.write(String(shown), x: x, y: y, width: width, role: .selected)
        if isFocused {
            let at = x + columns(String(shown.prefix(position)))
            let under = position < shown.count ? canvas[at, y] : Cell("_")
            canvas[at, y] = Cell(under.text, role: .accent, width: under.width)
        }
    }
}
