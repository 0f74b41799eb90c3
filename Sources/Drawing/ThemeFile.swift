/// What is wrong in a theme file, and where. Lines and columns count from 1.
public struct ThemeProblem: Error, Hashable, Sendable {
    /// With what stands there, made harmless, and at most 24 letters of it.
    public enum Fault: Hashable, Sendable {
        /// A line is no setting.
        case noSetting(String)
        /// `theme[` and no name with its bracket.
        case nameDoesNotEnd
        /// No `=` behind this name.
        case noEquals(String)
        case noValue
        /// The value's second quotation mark is not there.
        case openQuotation
        /// It stands behind the value.
        case restAfterValue(String)
        case noColour(String)
        case noAttribute(String)
    }
    /// As it was named, made harmless.
    public let theme: String
    public let line: Int
    public let column: Int
    public let fault: Fault
    public init(theme: String, line: Int, column: Int, fault: Fault) {
        self.theme = theme
        self.line = line
        self.column = column
        self.fault = fault
    }
}

/// A theme file's lines, in btop's format: `theme[cpu_start]="#50f095"`, `#` starts a comment line.
struct ThemeFile {
    enum Value: Hashable {
        /// Nil for `""`: the terminal's own.
        case colour(RGB?)
        case attributes(Set<Attribute>)
    }
    enum Attribute: String, CaseIterable { case bold, dim, reverse, underline }

    private(set) var values: [String: Value] = [:]

    init(parsing text: String, name: String) throws(ThemeProblem) {
        var number = 0
        // Not by `Character`: there, CR LF is one letter that is no LF.
        for line in text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false) {
            number += 1
            let line = Array(line)
            do { try read(line) } catch {
                throw ThemeProblem(theme: shortened(name), line: number, column: error.column + 1, fault: error.fault)
            }
        }
    }

    private struct Misplaced: Error {
        let column: Int
        let fault: ThemeProblem.Fault
    }

    private static let opening = Array("theme[".unicodeScalars)

    private mutating func read(_ line: [Unicode.Scalar]) throws(Misplaced) {
        var at = line.firstIndex { !isBlank($0) } ?? line.endIndex
        guard at < line.endIndex, line[at] != "#" else { return }
        guard line[at...].starts(with: Self.opening) else {
            throw Misplaced(column: at, fault: .noSetting(excerpt(line[at...])))
        }
        at += Self.opening.count
        guard let close = line[at...].firstIndex(of: "]"), close > at else {
            throw Misplaced(column: at, fault: .nameDoesNotEnd)
        }
        let key = text(line[at..<close])
        at = close + 1
        at = line[at...].firstIndex { !isBlank($0) } ?? line.endIndex
        guard at < line.endIndex, line[at] == "=" else {
            throw Misplaced(column: at, fault: .noEquals(excerpt(key.unicodeScalars)))
        }
        at = line[(at + 1)...].firstIndex { !isBlank($0) } ?? line.endIndex
        let value = try quoted(line, from: at)
        let start = at < line.endIndex && line[at] == "\"" ? at + 1 : at
        if key.hasPrefix("attr_") {
            values[key] = .attributes(try attributes(value, column: start))
        } else {
            values[key] = .colour(try colour(value, column: start))
        }
    }

    /// The value with or without quotes; after it only blanks or a comment.
    private func quoted(_ line: [Unicode.Scalar], from at: Int) throws(Misplaced) -> String {
        guard at < line.endIndex else {
            throw Misplaced(column: at, fault: .noValue)
        }
        guard line[at] == "\"" else {
            let end = line.lastIndex { !isBlank($0) } ?? at
            return text(line[at...max(at, end)])
        }
        guard let end = line[(at + 1)...].firstIndex(of: "\"") else {
            throw Misplaced(column: at, fault: .openQuotation)
        }
        if let rest = line[(end + 1)...].firstIndex(where: { !isBlank($0) }), line[rest] != "#" {
            throw Misplaced(column: rest, fault: .restAfterValue(excerpt(line[rest...])))
        }
        return text(line[(at + 1)..<end])
    }

    private func colour(_ value: String, column: Int) throws(Misplaced) -> RGB? {
        if value.isEmpty { return nil }
        // Not before it is one: the excerpt costs more than all else here, and a theme has dozens of colours.
        func fault() -> Misplaced { Misplaced(column: column, fault: .noColour(excerpt(value.unicodeScalars))) }
        if value.unicodeScalars.first == "#" {
            let digits = value.unicodeScalars.dropFirst()
            var number: UInt32 = 0
            for digit in digits {
                guard let four = hexadecimal(digit) else { throw fault() }
                number = number << 4 | four
            }
            switch digits.count {
            case 2: return RGB(UInt8(truncatingIfNeeded: number), UInt8(truncatingIfNeeded: number), UInt8(truncatingIfNeeded: number))
            case 6:
                return RGB(
                    UInt8(truncatingIfNeeded: number >> 16), UInt8(truncatingIfNeeded: number >> 8), UInt8(truncatingIfNeeded: number))
            default: throw fault()
            }
        }
        let parts = value.unicodeScalars.split { isBlank($0) }.map { UInt8(text($0)) }
        guard parts.count == 3, let red = parts[0], let green = parts[1], let blue = parts[2] else { throw fault() }
        return RGB(red, green, blue)
    }

    private func attributes(_ value: String, column: Int) throws(Misplaced) -> Set<Attribute> {
        var set: Set<Attribute> = []
        for word in value.unicodeScalars.split(whereSeparator: isBlank) {
            guard let attribute = Attribute(rawValue: text(word)) else {
                throw Misplaced(column: column, fault: .noAttribute(excerpt(word)))
            }
            set.insert(attribute)
        }
        return set
    }
}

private func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" || scalar == "\r" }
/// One by one: `append(contentsOf:)` is not made for these, and a theme is read before the first picture.
private func text(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var text = ""
    for scalar in scalars { text.unicodeScalars.append(scalar) }
    return text
}
private func hexadecimal(_ digit: Unicode.Scalar) -> UInt32? {
    switch digit {
    case "0"..."9": digit.value - 0x30
    case "A"..."F": digit.value - 0x41 + 10
    case "a"..."f": digit.value - 0x61 + 10
    default: nil
    }
}
/// At most 24 letters, made harmless: errors go to terminals too.
private func excerpt(_ scalars: some Sequence<Unicode.Scalar>) -> String { shortened(text(scalars), to: 24) }
private func shortened(_ name: String, to limit: Int = 200) -> String {
    let shown = measured(name, limit: limit)
    return String(shown.glyphs.map(\.text)) + (shown.isWhole ? "" : "…")
}
