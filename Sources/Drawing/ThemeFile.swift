/// What is wrong in a theme file, and where. Lines and columns count from 1.
public struct ThemeProblem: Error, Hashable, Sendable, CustomStringConvertible {
    public let theme: String
    public let line: Int
    public let column: Int
    public let what: String
    /// What would be right.
    public let instead: String
    public var description: String { "\(theme):\(line):\(column): \(what); \(instead)" }
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
                throw ThemeProblem(theme: shortened(name), line: number, column: error.column + 1, what: error.what, instead: error.instead)
            }
        }
    }

    private struct Fault: Error {
        let column: Int
        let what: String
        let instead: String
    }

    private static let opening = Array("theme[".unicodeScalars)

    private mutating func read(_ line: [Unicode.Scalar]) throws(Fault) {
        var at = line.firstIndex { !isBlank($0) } ?? line.endIndex
        guard at < line.endIndex, line[at] != "#" else { return }
        guard line[at...].starts(with: Self.opening) else {
            throw Fault(
                column: at, what: "\"\(excerpt(line[at...]))\" is no setting",
                instead: "write theme[name]=\"#rrggbb\", or # before a comment")
        }
        at += Self.opening.count
        guard let close = line[at...].firstIndex(of: "]"), close > at else {
            throw Fault(column: at, what: "the name of the setting does not end", instead: "write theme[name]=\"#rrggbb\"")
        }
        let key = text(line[at..<close])
        at = close + 1
        at = line[at...].firstIndex { !isBlank($0) } ?? line.endIndex
        guard at < line.endIndex, line[at] == "=" else {
            throw Fault(
                column: at, what: "\"=\" is missing after theme[\(excerpt(key.unicodeScalars))]", instead: "write theme[name]=\"#rrggbb\"")
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
    private func quoted(_ line: [Unicode.Scalar], from at: Int) throws(Fault) -> String {
        guard at < line.endIndex else {
            throw Fault(column: at, what: "the value is missing", instead: "write \"#rrggbb\", or \"\" for the terminal's own colour")
        }
        guard line[at] == "\"" else {
            let end = line.lastIndex { !isBlank($0) } ?? at
            return text(line[at...max(at, end)])
        }
        guard let end = line[(at + 1)...].firstIndex(of: "\"") else {
            throw Fault(column: at, what: "the quotation mark is not closed", instead: "write a second \" after the value")
        }
        if let rest = line[(end + 1)...].firstIndex(where: { !isBlank($0) }), line[rest] != "#" {
            throw Fault(
                column: rest, what: "\"\(excerpt(line[rest...]))\" stands after the value", instead: "leave it out, or write # before it")
        }
        return text(line[(at + 1)..<end])
    }

    private func colour(_ value: String, column: Int) throws(Fault) -> RGB? {
        if value.isEmpty { return nil }
        // Not before it is one: the words for it cost more than all else here, and a theme has dozens of colours.
        func fault() -> Fault {
            Fault(
                column: column, what: "\"\(excerpt(value.unicodeScalars))\" is no colour",
                instead: "write #rrggbb, #gg for a grey, three numbers 0 to 255, or nothing for the terminal's own")
        }
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

    private func attributes(_ value: String, column: Int) throws(Fault) -> Set<Attribute> {
        var set: Set<Attribute> = []
        for word in value.unicodeScalars.split(whereSeparator: isBlank) {
            guard let attribute = Attribute(rawValue: text(word)) else {
                throw Fault(
                    column: column, what: "\"\(excerpt(word))\" is no attribute",
                    instead: "write some of bold, dim, reverse, underline, or nothing")
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
