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
    /// A button or the wheel of a mouse, where the terminal was asked to tell of it.
    case mouse(Mouse)
}

/// What a mouse did, and at which square; the first one is 0, 0. It may be outside of what is shown.
public struct Mouse: Hashable, Sendable {
    public enum Deed: Hashable, Sendable { case click, wheelUp, wheelDown }
    public let deed: Deed
    public let x: Int
    public let y: Int
    public init(_ deed: Deed, x: Int, y: Int) { (self.deed, self.x, self.y) = (deed, x, y) }
}
