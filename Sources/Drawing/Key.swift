/// What a person pressed.
public enum Key: Hashable, Sendable {
    case character(Character)
    /// Ctrl with a letter: `control("r")`.
    case control(Character)
    /// Alt (or Esc, at once followed by the letter).
    case alt(Character)
    case up, down, left, right, pageUp, pageDown, home, end
    case enter, escape, tab, backTab, backspace, delete
    case function(Int)
    /// Text that was pasted: never a command, whatever it holds. Line ends are in it as they came.
    case paste(String)
}
