import Glibc

/// What the terminal can show. Frames, gauges and graphs choose their shapes by it; text is brought down to it.
public enum Charset: Sendable, Hashable {
    case utf8, ascii
}

/// Sets the character locale (`LC_CTYPE`) for the whole process and says what may be sent to the terminal. Call once, before any thread
/// starts and before curses.
///
/// The environment decides. A locale that is named but not installed (usual over SSH) falls back to C.UTF-8. Where the environment asks
/// for an encoding other than UTF-8 (`LANG=C`, Latin-1), only ASCII is *sent*; the process still counts widths as C.UTF-8 does.
public func prepareLocale() -> Charset {
    if setlocale(LC_CTYPE, "") != nil {
        if isUTF8 { return .utf8 }
        _ = setlocale(LC_CTYPE, "C.UTF-8")
        return .ascii
    }
    return setlocale(LC_CTYPE, "C.UTF-8") != nil && isUTF8 ? .utf8 : .ascii
}

private var isUTF8: Bool {
    guard let name = nl_langinfo(Int32(CODESET)) else { return false }
    return String(cString: name) == "UTF-8"
}

extension Charset {
    /// The letter itself, or the nearest ASCII letter of one column; `?` where there is none.
    public func shown(_ letter: Letter) -> Letter {
        self == .utf8 || letter.isASCII ? letter : Letter(nearest(letter.character))
    }

    /// A text for a place outside the canvas, such as a title: harmless, and in letters that the terminal can show.
    public func shown(_ text: String, limit: Int) -> String { String(glyphs(spelled(text), limit: limit).map { shown($0.text) }) }

    /// A name in so many columns: what is too long loses its middle.
    public func shortened(_ name: String, to width: Int) -> String {
        let name = spelled(name)
        guard width > 2, columns(name, limit: width + 1) > width else { return name }
        let all = glyphs(name, limit: 400)
        var (head, tail): ([Letter], [Letter]) = ([], [])
        var room = width - 1
        let half = width / 2
        for glyph in all {
            guard room - glyph.width >= width - 1 - half else { break }
            room -= glyph.width
            head.append(glyph.text)
        }
        for glyph in all.dropFirst(head.count).reversed() {
            guard room >= glyph.width else { break }
            room -= glyph.width
            tail.append(glyph.text)
        }
        return String(head) + (self == .utf8 ? "…" : "~") + String(tail.reversed())
    }

    /// Letters that are two in ASCII, as two: "Außenstelle" is no "Ausenstelle".
    func spelled(_ text: String) -> String {
        guard self == .ascii, text.unicodeScalars.contains(where: { Self.pairs[$0] != nil }) else { return text }
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(8192) {
            if let pair = Self.pairs[scalar] { out.append(contentsOf: pair.unicodeScalars) } else { out.append(scalar) }
        }
        return String(out)
    }
    private static let pairs: [Unicode.Scalar: String] = [
        "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "þ": "th", "Þ": "Th", "ĳ": "ij", "Ĳ": "IJ", "ﬁ": "fi", "ﬂ": "fl",
    ]

    private func nearest(_ letter: Character) -> Character {
        if let likeness = Self.likeness[letter] { return likeness }
        // An accented letter is its base and a mark: keep the base.
        if let base = letter.decomposedBase { return base }
        guard let scalar = letter.unicodeScalars.first else { return "?" }
        switch scalar.value {
        case 0x2500...0x257F: return "+"
        case 0x2581...0x2587: return ":"
        case 0x2588...0x259F: return "#"
        case 0x2800: return " "
        case 0x2801...0x28FF: return ":"
        default: return "?"
        }
    }

    private static let likeness: [Character: Character] = [
        "·": ".", "…": "~", "–": "-", "—": "-", "‘": "'", "’": "'", "“": "\"", "”": "\"", "„": "\"", "«": "<", "»": ">", "ø": "o", "Ø": "O",
        "ł": "l", "Ł": "L", "°": "o", "µ": "u", "×": "x", "±": "~", "€": "E", "▸": ">", "▶": ">", "›": ">",
        "‹": "<", "◂": "<", "▲": "^", "▼": "v", "△": "^", "▽": "v", "↑": "^", "↓": "v", "←": "<", "→": ">", "•": "*", "●": "*", "○": "o",
        "■": "#", "□": "-", "✓": "x", "✔": "x", "✗": "x", "─": "-", "━": "-", "═": "-", "╌": "-", "┄": "-", "│": "|", "┃": "|", "║": "|",
        "┆": "|", "┊": "|", "▁": ".", "▂": ".", "▃": ":", "▄": ":", "▅": ":", "▆": "|", "▇": "|", "█": "#", "▏": "|", "▎": "|", "▍": "|",
        "▌": "=", "▋": "=", "▊": "#", "▉": "#", "░": ".", "▒": ":", "▓": "#",
    ]
}

extension Character {
    /// The ASCII letter under the accents, if there is one.
    fileprivate var decomposedBase: Character? {
        guard let first = unicodeScalars.first else { return nil }
        if first.isASCII { return Character(first) }
        return Self.bases[first]
    }

    /// Latin-1 and Latin Extended-A letters with their bases (Unicode's canonical decompositions, first letter).
    private static let bases: [Unicode.Scalar: Character] = {
        let rows: [(Character, String)] = [
            ("A", "ÀÁÂÃÄÅĀĂĄ"), ("a", "àáâãäåāăą"), ("C", "ÇĆĈĊČ"), ("c", "çćĉċč"), ("D", "ĎĐ"), ("d", "ďđ"), ("E", "ÈÉÊËĒĔĖĘĚ"),
            ("e", "èéêëēĕėęě"), ("G", "ĜĞĠĢ"), ("g", "ĝğġģ"), ("H", "ĤĦ"), ("h", "ĥħ"), ("I", "ÌÍÎÏĨĪĬĮİ"), ("i", "ìíîïĩīĭįı"), ("J", "Ĵ"),
            ("j", "ĵ"), ("K", "Ķ"), ("k", "ķ"), ("L", "ĹĻĽ"), ("l", "ĺļľ"), ("N", "ÑŃŅŇ"), ("n", "ñńņň"), ("O", "ÒÓÔÕÖŌŎŐ"),
            ("o", "òóôõöōŏő"), ("R", "ŔŖŘ"), ("r", "ŕŗř"), ("S", "ŚŜŞŠȘ"), ("s", "śŝşšș"), ("T", "ŢŤȚ"), ("t", "ţťț"), ("U", "ÙÚÛÜŨŪŬŮŰŲ"),
            ("u", "ùúûüũūŭůűų"), ("W", "Ŵ"), ("w", "ŵ"), ("Y", "ÝŶŸ"), ("y", "ýÿŷ"), ("Z", "ŹŻŽ"), ("z", "źżž"),
        ]
        var table: [Unicode.Scalar: Character] = [:]
        for (base, letters) in rows { for scalar in letters.unicodeScalars { table[scalar] = base } }
        return table
    }()
}
