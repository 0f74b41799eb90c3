/// A letter as the screen shows it: harmless, and of a known width.
public struct Glyph: Hashable, Sendable {
    public let text: Letter
    /// Columns: 1 or 2.
    public let width: Int
}

/// The one sanitiser for text from outside: turns any string into harmless letters with real widths, and stops after `limit` columns.
///
/// - Controls (C0, C1, DEL, ESC), bidi controls, line and paragraph separators, invisible letters and unassigned scalars become `·`.
/// - A letter keeps at most four combining marks (what a curses cell holds); marks without a letter go.
/// - Joined emoji, skin tones and variation selectors are cut to the base letter, because terminals disagree on their width; flags become
///   their two letters.
/// - Reads a bounded part of the string only, however long the string or its runs of marks are.
public func glyphs(_ text: String, limit: Int) -> [Glyph] {
    measured(text, limit: limit).glyphs
}

/// Columns that `text` takes once it is harmless; counting stops at `limit`.
public func columns(_ text: String, limit: Int = 4096) -> Int {
    if let length = plainLength(text, limit: limit) { return max(0, min(length, limit)) }
    return measured(text, limit: limit).columns
}

/// Columns of a text of nothing but printable ASCII, or `limit` + 1 where it is longer; nil where anything else is in what was looked at.
func plainLength(_ text: String, limit: Int) -> Int? {
    var length = 0
    for byte in text.utf8 {
        guard byte >= 0x20, byte < 0x7F else { return nil }
        length += 1
        // One more must be looked at: a mark that follows belongs to the last letter.
        if length > limit { return length }
    }
    return length
}

/// What fits into `limit` columns, how many of them it takes, and whether that was all.
func measured(_ text: String, limit: Int) -> (glyphs: [Glyph], columns: Int, isWhole: Bool) {
    var gathered = LetterGatherer(limit: max(0, limit))
    // Real text has less than eight scalars a column; more is an attack on our time.
    var budget = max(0, min(limit, 1 << 20)) * 8 + 64
    for scalar in text.unicodeScalars {
        budget -= 1
        guard budget > 0, gathered.take(scalar) else {
            gathered.flush()
            return (gathered.glyphs, gathered.columns, false)
        }
    }
    gathered.flush()
    return (gathered.glyphs, gathered.columns, true)
}

/// Gathers scalars into glyphs. Works on scalars rather than on `Character`s, since a `Character` can be ten megabytes of marks.
private struct LetterGatherer {
    let limit: Int
    var glyphs: [Glyph] = []
    var columns = 0
    private var base: Unicode.Scalar?
    private var baseWidth = 0
    private var marks: [Unicode.Scalar] = []
    private var isJoined = false

    init(limit: Int) { self.limit = limit }

    /// False when the scalar does not fit any more.
    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            return start(scalar.value >= 0x20 && scalar.value < 0x7F ? scalar : placeholder, width: 1)
        }
        // No marks, nothing invisible, nothing that joins.
        if isLetterOfOneColumn(scalar), !isJoined { return start(scalar, width: 1) }
        let properties = scalar.properties
        if scalar.value == 0x200D {
            isJoined = base?.properties.isEmoji == true
            return true
        }
        if properties.isVariationSelector { return true }
        if properties.isBidiControl { return start(placeholder, width: 1) }
        if let base, properties.isEmojiModifier, base.properties.isEmojiModifierBase { return true }
        if isJoined, properties.isEmoji { return true }
        if (0x1F1E6...0x1F1FF).contains(scalar.value), let letter = Unicode.Scalar(scalar.value - 0x1F1E6 + 0x41) {
            return start(letter, width: 1)
        }
        switch letterWidth(scalar) {
        case nil: return start(placeholder, width: 1)
        case 0?:
            let joins = properties.isGraphemeExtend || properties.generalCategory == .otherLetter
            if joins, !properties.isDefaultIgnorableCodePoint, base != nil, marks.count < Letter.mostMarks { marks.append(scalar) }
            return true
        case let width?:
            let category = properties.generalCategory
            if category == .format || properties.isDefaultIgnorableCodePoint { return start(placeholder, width: 1) }
            return start(category == .spaceSeparator && width == 1 ? " " : scalar, width: width)
        }
    }

    private mutating func start(_ scalar: Unicode.Scalar, width: Int) -> Bool {
        flush()
        guard columns + width <= limit else { return false }
        base = scalar
        baseWidth = width
        columns += width
        return true
    }

    mutating func flush() {
        isJoined = false
        guard let base else { return }
        glyphs.append(Glyph(text: cluster(base), width: baseWidth))
        self.base = nil
        marks.removeAll(keepingCapacity: true)
    }

    private func cluster(_ base: Unicode.Scalar) -> Letter {
        if marks.isEmpty { return Letter(base) }
        var text = String(Character(base))
        text.unicodeScalars.append(contentsOf: marks)
        // A vowel of another script may refuse to join this base: then the base alone.
        return text.dropFirst().isEmpty ? Letter(Character(text)) : Letter(base)
    }
}

private let placeholder: Unicode.Scalar = "·"
