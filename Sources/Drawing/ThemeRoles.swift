extension Theme {
    /// Reads a theme in btop's format, so that any btop theme works. Values: `#rrggbb`, `#gg` (grey), `r g b` (decimal) or empty for the
    /// terminal's own colour. Warte's own keys are listed in `themes/night.theme`; what is missing is derived from what is there, and
    /// unknown keys are left alone.
    public init(parsing text: String, name: String) throws(ThemeProblem) {
        let file = try ThemeFile(parsing: text, name: name)
        let background = file.colour("main_bg")
        let plain = file.colour("main_fg")
        let isColourless = !file.values.values.contains { if case .colour(.some) = $0 { true } else { false } }
        let bar = Style(
            foreground: file.colour("selected_fg", "main_fg"), background: file.colour("selected_bg", "main_bg"),
            // A theme without a colour for the bar still needs a bar.
            attributes: file.attributes("selected") ?? (file.colour("selected_bg") == nil ? [.reverse] : []))
        self.init(name: name, gradient: (file.colour("cpu_start"), file.colour("cpu_mid"), file.colour("cpu_end")), bar: bar) { role in
            if role == .selected { return bar }
            let fallback = isColourless ? role.colourlessAttributes : role.colouredAttributes
            return Style(
                foreground: file.colour(role.keys, otherwise: plain), background: file.colour(["\(role.word)_bg"], otherwise: background),
                attributes: file.attributes(role.word) ?? fallback)
        }
    }
}

extension ThemeFile {
    /// The colour of the first of these keys that the file has: nil where that is the terminal's own, or where it has none of them.
    fileprivate func colour(_ keys: String...) -> RGB? { colour(keys, otherwise: nil) }
    fileprivate func colour(_ keys: [String], otherwise: RGB?) -> RGB? {
        for key in keys { if case .colour(let colour)? = values[key] { return colour } }
        return otherwise
    }
    /// `theme[attr_warning]="bold"`.
    fileprivate func attributes(_ word: String) -> Set<Attribute>? {
        if case .attributes(let set)? = values["attr_\(word)"] { set } else { nil }
    }
}

extension Style {
    init(foreground: RGB?, background: RGB?, attributes: Set<ThemeFile.Attribute>) {
        self.init(
            foreground: foreground, background: background, bold: attributes.contains(.bold), dim: attributes.contains(.dim),
            reverse: attributes.contains(.reverse), underline: attributes.contains(.underline))
    }
}

extension Role {
    /// The role's own key in a theme file; `attr_` before it is the key of its attributes, `_bg` after it that of its background.
    var word: String {
        switch self {
        case .critical: "alarm_critical"
        case .warning: "alarm_warning"
        case .acknowledged: "alarm_acknowledged"
        case .returned: "alarm_returned"
        case .shelved: "alarm_shelved"
        case .plain: "plain"
        case .dim: "dim"
        case .title: "title"
        case .accent: "accent"
        case .frame: "frame"
        case .key: "key"
        case .selected: "selected"
        case .good: "good"
        case .stale: "stale"
        case .gradient: "gradient"
        case .empty: "empty"
        case .notice: "notice"
        case .problem: "problem"
        case .past: "past"
        }
    }

    /// Keys that give the role its colour, own key first, then btop's that come nearest.
    fileprivate var keys: [String] {
        switch self {
        case .plain, .selected: [word, "main_fg"]
        case .dim: [word, "graph_text", "inactive_fg"]
        case .title: ["title"]
        case .accent: [word, "hi_fg"]
        case .frame: [word, "div_line", "cpu_box"]
        case .key: [word, "hi_fg"]
        case .good: [word, "cpu_start"]
        case .warning: [word, "temp_mid", "cpu_mid"]
        case .critical: [word, "temp_end", "cpu_end"]
        case .stale: [word, "inactive_fg", "graph_text"]
        case .acknowledged: [word, "proc_misc", "cached_mid", "title"]
        case .returned: [word, "download_end", "hi_fg"]
        case .shelved: [word, "inactive_fg", "graph_text"]
        case .gradient: ["cpu_start"]
        case .empty: [word, "meter_bg", "inactive_fg"]
        case .notice: [word, "proc_misc", "cpu_start"]
        case .problem: [word, "alarm_critical", "temp_end", "cpu_end"]
        case .past: [word, "alarm_returned", "download_end", "hi_fg"]
        }
    }

    fileprivate var colouredAttributes: Set<ThemeFile.Attribute> {
        switch self {
        case .title, .warning, .critical, .problem: [.bold]
        // Nobody shall take it for now.
        case .past: [.reverse]
        default: []
        }
    }

    /// Where no colour tells roles apart, attributes do, together with the shapes that screens draw (`!!`, `~`, `<`, `///`).
    fileprivate var colourlessAttributes: Set<ThemeFile.Attribute> {
        switch self {
        case .dim, .frame, .empty, .stale, .shelved: [.dim]
        case .title, .accent, .notice, .warning: [.bold]
        case .key, .returned: [.underline]
        case .critical, .problem: [.bold, .reverse]
        case .plain, .good, .gradient, .acknowledged: []
        case .selected, .past: [.reverse]
        }
    }
}
