public import Telemetry

/// One text of a translators' file (PO, as gettext's manual has it).
public struct TranslatedText: Sendable {
    /// Empty where it has none.
    public var context = ""
    public var english = ""
    public var translation = ""
    /// `#, fuzzy`: nobody has looked at it.
    public var isFuzzy = false
    public var line = 0
}

/// Warte in German: the file that translators write, and what programs read.
public enum German {
    public static let path = folderOf(folderOf(folderOf(#filePath))) + "/Sources/Telemetry/Messages/de.po"

    /// All that is translated, without the header.
    public static let texts: [TranslatedText] = {
        guard let text = try? readText(path) else { return [] }
        return texts(in: text)
    }()

    public static let wording: Wording? = {
        guard let folder = try? TemporaryFolder(), let bytes = try? compiled(in: folder) else { return nil }
        return TranslationFile(bytes).map { Wording(Languages(all: .german), $0) }
    }()

    /// What `msgfmt` makes of it, with all that it checks.
    public static func compiled(in folder: TemporaryFolder) throws -> [UInt8] {
        let file = folder.file("warte.mo")
        let output = try run(["msgfmt", "--check", "-o", file, path])
        guard output.status == .exit(0) else { throw SystemFailure("msgfmt: " + output.stderr, number: 0) }
        return try readFile(file)
    }

    static func texts(in file: String) -> [TranslatedText] {
        var out: [TranslatedText] = []
        var text = TranslatedText()
        var field: WritableKeyPath<TranslatedText, String>?
        for (number, line) in file.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let word = line.prefix { $0 != " " }
            switch word {
            case "msgctxt": field = \.context
            case "msgid":
                field = \.english
                text.line = number + 1
            case "msgstr": field = \.translation
            case "#,": text.isFuzzy = line.contains("fuzzy")
            case "":
                if field != nil { out.append(text) }
                (text, field) = (TranslatedText(), nil)
            default: break
            }
            guard let field, let quote = line.firstIndex(of: "\""), line.hasSuffix("\"") else { continue }
            text[keyPath: field] += unquoted(line[quote...])
        }
        if field != nil { out.append(text) }
        return out.filter { !$0.english.isEmpty }
    }

    private static func unquoted(_ quoted: Substring) -> String {
        var out = ""
        var isEscaped = false
        for letter in quoted.dropFirst().dropLast() {
            switch (isEscaped, letter) {
            case (false, "\\"): isEscaped = true
            case (true, "n"): (out, isEscaped) = (out + "\n", false)
            case (true, "t"): (out, isEscaped) = (out + "\t", false)
            default: (out, isEscaped) = (out + String(letter), false)
            }
        }
        return out
    }
}
