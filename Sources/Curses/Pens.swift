import CCurses
import Drawing

/// Roles to what ncurses draws with: attributes and a pair of colours. Each is made once.
struct Pens {
    struct Pen: Hashable {
        var attributes: UInt16
        var pair: Int16
        /// As ncurses counts colours.
        var background: Int32

        /// Of a blank nothing but its background is seen, as long as nothing lies under it or is turned round.
        func blanksLook(as other: Pen) -> Bool {
            background == other.background && (attributes | other.attributes) & UInt16(CURSES_REVERSE | CURSES_UNDERLINE) == 0
        }
    }
    private struct Look: Hashable {
        let role: Role
        let level: UInt8
        let isSelected: Bool

        /// Roles one after the other, behind them the levels of the gradient.
        var place: Int { (role == .gradient ? Pens.roles + Int(level) : Int(role.rawValue)) * 2 + (isSelected ? 1 : 0) }
    }
    private static let roles = Role.allCases.count
    private static let none = [Pen?](repeating: nil, count: (roles + 256) * 2)

    private var theme: Theme
    private let palette: TerminalPalette
    private let pairLimit: Int
    /// By look: a picture asks for some hundred of them.
    private var pens = Self.none
    private var last: (look: Look, pen: Pen)?
    private var pairs: [UInt64: Int16] = [:]

    init(theme: Theme, palette: TerminalPalette, pairLimit: Int) {
        self.theme = palette == .none ? .mono : theme
        self.palette = palette
        self.pairLimit = pairLimit
    }

    /// Other looks for the same roles. Pairs of colours that were made stay: they say nothing of roles.
    mutating func use(_ new: Theme) {
        theme = palette == .none ? .mono : new
        pens = Self.none
        last = nil
    }

    mutating func pen(for cell: Cell) -> Pen {
        let look = Look(role: cell.role, level: cell.role == .gradient ? cell.level : 0, isSelected: cell.isSelected)
        // Neighbours mostly look alike.
        if let last, last.look == look { return last.pen }
        let pen = pens[look.place] ?? make(look)
        pens[look.place] = pen
        last = (look, pen)
        return pen
    }

    private mutating func make(_ look: Look) -> Pen {
        let style = theme.style(look.role, level: look.level, selected: look.isSelected)
        let foreground = palette.nearest(style.foreground)
        let background = palette.nearest(style.background)
        var bits = 0
        if style.bold { bits |= CURSES_BOLD }
        if style.dim { bits |= CURSES_DIM }
        if style.reverse { bits |= CURSES_REVERSE }
        if style.underline { bits |= CURSES_UNDERLINE }
        // With few colours the bar's dark background may be the terminal's own: then reverse makes the bar.
        let isBar = look.isSelected && !look.role.isOfGauge || look.role == .selected
        if isBar, background == palette.nearest(theme.style(.plain).background) { bits |= CURSES_REVERSE }
        return Pen(attributes: UInt16(clamping: bits), pair: pair(foreground, background), background: background)
    }

    /// Pair 0, the terminal's own colours, where the terminal has no pair left.
    private mutating func pair(_ foreground: Int32, _ background: Int32) -> Int16 {
        if foreground == -1, background == -1 { return 0 }
        let key = UInt64(UInt32(bitPattern: foreground)) << 32 | UInt64(UInt32(bitPattern: background))
        if let pair = pairs[key] { return pair }
        let next = pairs.count + 1
        guard next < pairLimit, curses_define_pair(Int32(next), foreground, background) else { return 0 }
        let pair = Int16(clamping: next)
        pairs[key] = pair
        return pair
    }
}
