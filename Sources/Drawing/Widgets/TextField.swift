/// One line of text that somebody types. It edits letters as people see them, not bytes.
public struct TextField: Hashable, Sendable {
    public private(set) var text: String
    /// Letters before the cursor.
    public private(set) var cursor: Int
    /// No more letters than this are taken.
    public let capacity: Int
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
            insert(letter)
        case .paste(let pasted):
            // A line end submits nothing: it is a blank, and so is a tab. Other controls say nothing.
            for scalar in pasted.unicodeScalars {
                let letter = Character(scalar)
                if letter.isNewline || scalar == "\t" {
                    if text.last != " " { insert(" ") }
                } else if scalar.properties.generalCategory != .control {
                    insert(letter)
                }
            }
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

    private mutating func insert(_ letter: Character) {
        // Marks melt into the letter before them and are no letter more: bytes are bounded, too.
        guard text.count < capacity, text.utf8.count < capacity * 8 else { return }
        text.insert(letter, at: text.index(text.startIndex, offsetBy: cursor))
        // A combining letter melts into the one before it: count afresh.
        cursor = min(cursor + 1, text.count)
    }

    public func draw(on canvas: inout Canvas, x: Int, y: Int, width: Int, isFocused: Bool) {
        guard width > 0 else { return }
        // The end of a long text is what is being typed: the start gives way.
        var shown = Array(text)
        var position = cursor
        while position > 0, columns(String(shown.prefix(position))) >= width {
            shown.removeFirst()
            position -= 1
        }
        for column in 0..<width { canvas[x + column, y] = Cell(" ", role: .selected) }
        canvas.write(String(shown), x: x, y: y, width: width, role: .selected)
        if isFocused {
            let at = x + columns(String(shown.prefix(position)))
            let under = position < shown.count ? canvas[at, y] : Cell("_")
            canvas[at, y] = Cell(under.text, role: .accent, width: under.width)
        }
    }
}
