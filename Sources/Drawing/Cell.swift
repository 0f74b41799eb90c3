/// What a piece of text means. Screens speak roles; only the theme knows colours.
public enum Role: UInt8, Hashable, Sendable, CaseIterable {
    case plain, dim, title, accent, frame, key, selected
    /// Of a value against its own limits.
    case good, warning, critical
    /// Too old to be believed.
    case stale
    /// Alarm states beside their severity.
    case acknowledged, returned, shelved
    /// A point on the way from good over warning to critical; `Cell.level` says where, 0 to 100.
    case gradient
    /// The part of a gauge that is not filled.
    case empty
    /// One-line answers to the user, good and bad.
    case notice, problem
    /// Says of what is shown that it is over: it is as it was then.
    case past

    /// Drawn with blocks that are full or not.
    public var isOfGauge: Bool { self == .gradient || self == .empty }
}

/// One square of the screen. A wide letter owns its square and the next one, which then has width 0.
public struct Cell: Hashable, Sendable {
    public var text: Letter
    public var role: Role
    /// 0 to 100, of meaning for `Role.gradient`.
    public var level: UInt8
    /// Columns that the letter takes: 1 or 2; 0 is the right half of a wide letter.
    public var width: UInt8
    /// Under the selection bar: the role stays and is shown on the bar's background.
    public var isSelected: Bool
    public init(_ text: Letter = " ", role: Role = .plain, level: UInt8 = 0, width: UInt8 = 1, isSelected: Bool = false) {
        self.text = text
        self.role = role
        self.level = level
        self.width = width
        self.isSelected = isSelected
    }
}

/// A part of the canvas; columns and rows from the top left.
public struct Rect: Hashable, Sendable {
    public var x: Int
    public var y: Int
    public var width: Int
    public var height: Int
    public init(x: Int = 0, y: Int = 0, width: Int, height: Int) {
        self.x = x
        self.y = y
        self.width = max(0, width)
        self.height = max(0, height)
    }
    public var maxX: Int { x + width }
    public var maxY: Int { y + height }
}
