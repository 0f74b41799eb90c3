/// A colour of the screen (sRGB).
public struct RGB: Hashable, Sendable {
    public let red: UInt8
    public let green: UInt8
    public let blue: UInt8
    public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// The point between two colours; `share` from 0 (self) to 100 (other).
    func mixed(with other: RGB, share: Int) -> RGB {
        let share = max(0, min(100, share))
        func mix(_ from: UInt8, _ to: UInt8) -> UInt8 { UInt8(clamping: (Int(from) * (100 - share) + Int(to) * share + 50) / 100) }
        return RGB(mix(red, other.red), mix(green, other.green), mix(blue, other.blue))
    }
}

/// How a square looks. No colour means the terminal's own.
public struct Style: Hashable, Sendable {
    public var foreground: RGB?
    public var background: RGB?
    public var bold = false
    public var dim = false
    public var reverse = false
    public var underline = false
    public init(
        foreground: RGB? = nil, background: RGB? = nil, bold: Bool = false, dim: Bool = false, reverse: Bool = false,
        underline: Bool = false
    ) {
        self.foreground = foreground
        self.background = background
        self.bold = bold
        self.dim = dim
        self.reverse = reverse
        self.underline = underline
    }
}

/// Roles to looks. Made from a theme file (`Theme(parsing:name:)`), or one of the two that are compiled in.
public struct Theme: Sendable {
    public let name: String
    private let styles: [Style]
    private let gradient: (start: RGB?, middle: RGB?, end: RGB?)
    private let bar: Style

    init(name: String, gradient: (start: RGB?, middle: RGB?, end: RGB?), bar: Style, style: (Role) -> Style) {
        self.name = name
        self.gradient = gradient
        self.bar = bar
        styles = Role.allCases.map(style)
    }

    /// - Parameter level: 0 to 100, of meaning for `Role.gradient`.
    /// - Parameter selected: under the selection bar: the bar's background; plain text takes the bar's letters too, other roles keep theirs.
    public func style(_ role: Role, level: UInt8 = 0, selected: Bool = false) -> Style {
        var style = styles[Int(role.rawValue)]
        if role == .gradient { style.foreground = gradientColour(level) }
        guard selected, role != .selected else { return style }
        // Turned round, a full bar would look like a hole: without colours gauges stand in the bar as they are.
        if bar.reverse, role.isOfGauge { return style }
        if role == .plain || role == .dim || role == .frame { style.foreground = bar.foreground }
        // What is faint by itself would drown in the bar.
        if [.empty, .shelved, .stale].contains(role), let faint = style.foreground, let bright = bar.foreground {
            style.foreground = faint.mixed(with: bright, share: 35)
        }
        style.background = bar.background
        style.dim = false
        style.bold = style.bold || bar.bold
        style.underline = style.underline || bar.underline
        // A critical alarm that is shown in reverse already stays apart from the bar by its boldness.
        style.reverse = style.reverse || bar.reverse
        return style
    }

    /// The theme without its colours: attributes alone, for `NO_COLOR` and terminals without colours.
    public static let mono = compiled(in: monoThemeFile, name: "mono")
    /// Needs no file.
    public static let builtIn = compiled(in: nightThemeFile, name: "night")

    /// Tests hold that both files parse; were one broken, plain letters would still be readable.
    private static func compiled(in text: String, name: String) -> Theme {
        (try? Theme(parsing: text, name: name)) ?? Theme(name: name, gradient: (nil, nil, nil), bar: Style(reverse: true)) { _ in Style() }
    }

    private func gradientColour(_ level: UInt8) -> RGB? {
        guard let start = gradient.start, let end = gradient.end else { return gradient.start ?? gradient.end }
        let level = Int(min(100, level))
        guard let middle = gradient.middle else { return start.mixed(with: end, share: level) }
        return level <= 50 ? start.mixed(with: middle, share: level * 2) : middle.mixed(with: end, share: (level - 50) * 2)
    }
}
