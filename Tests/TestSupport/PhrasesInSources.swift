import Glibc

/// The texts that sources write for people by `localized("…")` and `counted(…, "…")`, as translators have them.
public struct PhraseInSource: Hashable, Sendable {
    public let file: String
    public let context: String
    /// With `{0}` for what is interpolated.
    public let english: String

    /// All below `Sources`.
    public static let all: [PhraseInSource] = {
        let sources = folderOf(folderOf(folderOf(#filePath))) + "/Sources"
        return swiftFiles(in: sources).flatMap { path -> [PhraseInSource] in
            guard let text = try? readText(path), text.contains("localized(") || text.contains("counted(") else { return [] }
            return phrases(in: Array(text), file: path)
        }
    }()

    private static func swiftFiles(in folder: String) -> [String] {
        namesInFolder(folder).flatMap { name -> [String] in
            let path = folder + "/" + name
            if name.hasSuffix(".swift") { return [path] }
            return name.contains(".") ? [] : swiftFiles(in: path)
        }
    }

    /// Those of one file.
    public static func phrases(in text: [Character], file: String) -> [PhraseInSource] {
        var out: [PhraseInSource] = []
        for (word, isCount) in [("localized(", false), ("counted(", true)] {
            let word = Array(word)
            for start in text.indices where text[start] == word[0] && text[start...].starts(with: word) {
                // The end of another word, or a member of something.
                guard start == 0 || !(text[start - 1].isLetter || text[start - 1] == ".") else { continue }
                guard let arguments = arguments(text, from: start + word.count - 1) else { continue }
                let literals = arguments.map { literal(Array($0)) }
                if isCount {
                    guard literals.count > 1, let one = literals[1] else { continue }
                    let many = literals.count > 2 ? literals[2] ?? "" : one + "s"
                    out.append(PhraseInSource(file: file, context: "count", english: one + "|" + many))
                } else if let english = literals.first ?? nil {
                    out.append(PhraseInSource(file: file, context: literals.count > 1 ? literals[1] ?? "" : "", english: english))
                }
            }
        }
        return out
    }

    /// Between the parenthesis there and its own end, apart at commas; nil where there is no end.
    private static func arguments(_ text: [Character], from open: Int) -> [String]? {
        var (depth, at, found, start) = (0, open, [String](), open + 1)
        while at < text.count {
            switch text[at] {
            case "\"":
                guard let end = endOfLiteral(text, from: at) else { return nil }
                at = end
                continue
            case "(", "[", "{": depth += 1
            case ")", "]", "}":
                depth -= 1
                if depth == 0 { return found + [String(text[start..<at])] }
            case "," where depth == 1:
                found.append(String(text[start..<at]))
                start = at + 1
            default: break
            }
            at += 1
        }
        return nil
    }

    /// Behind the closing quote of the literal that begins there.
    private static func endOfLiteral(_ text: [Character], from quote: Int) -> Int? {
        var at = quote + 1
        while at < text.count, text[at] != "\"" {
            guard text[at] == "\\", at + 1 < text.count else {
                at += 1
                continue
            }
            guard text[at + 1] == "(" else {
                at += 2
                continue
            }
            guard let end = endOfInterpolation(text, from: at + 1) else { return nil }
            at = end
        }
        return at < text.count ? at + 1 : nil
    }
    private static func endOfInterpolation(_ text: [Character], from open: Int) -> Int? {
        var (depth, at) = (0, open)
        while at < text.count {
            switch text[at] {
            case "\"":
                guard let end = endOfLiteral(text, from: at) else { return nil }
                at = end
                continue
            case "(": depth += 1
            case ")":
                depth -= 1
                if depth == 0 { return at + 1 }
            default: break
            }
            at += 1
        }
        return nil
    }

    /// Nil where it is something else than one literal.
    private static func literal(_ argument: [Character]) -> String? {
        let text = Array(String(argument).drop { $0.isWhitespace })
        guard text.first == "\"", let end = endOfLiteral(text, from: 0), text[end...].allSatisfy(\.isWhitespace) else { return nil }
        var (out, at, count) = ("", 1, 0)
        while at < end - 1 {
            guard text[at] == "\\" else {
                out.append(text[at])
                at += 1
                continue
            }
            if text[at + 1] == "(" {
                out += "{\(count)}"
                count += 1
                at = endOfInterpolation(text, from: at + 1) ?? end
            } else {
                out.append(text[at + 1] == "n" ? "\n" : text[at + 1])
                at += 2
            }
        }
        return out
    }
}
