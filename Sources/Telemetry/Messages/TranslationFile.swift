/// What `msgfmt` makes of translators' texts: a GNU MO file (gettext's manual, "The Format of GNU MO Files").
///
/// It is read here and not by glibc's gettext(3), which would speak German only where a locale is installed that is not C (from glibc 2.39
/// on `C.UTF-8` does not do either), though the configuration asks for it; which takes the language from the whole process, so that
/// libvirt's and the system's own words would become German in an engine that looks for the English ones; and which knows one language at
/// a time.
public struct TranslationFile: Sendable {
    private let bytes: [UInt8]
    private let count: Int
    private let originals: Int
    private let translations: Int

    /// Nil for what is none, and for one that some other kind of machine has made.
    public init?(_ bytes: [UInt8]) {
        self.bytes = bytes
        func word(_ at: Int) -> Int { Self.word(bytes, at) }
        // Magic number, revision 0, how many, and where the two tables of lengths and offsets are.
        guard bytes.count >= 28, word(0) == 0x9504_12de, word(4) >> 16 == 0 else { return nil }
        (count, originals, translations) = (word(8), word(12), word(16))
        guard max(originals, translations) <= bytes.count, count <= (bytes.count - max(originals, translations)) / 8 else { return nil }
        for entry in 0..<count {
            for table in [originals, translations] {
                let (length, offset) = (word(table + 8 * entry), word(table + 8 * entry + 4))
                guard offset <= bytes.count, length <= bytes.count - offset else { return nil }
            }
        }
    }

    /// Nil where nobody has translated it.
    public subscript(english: String, context: String) -> String? {
        // "" is the file's own header.
        guard !english.isEmpty else { return nil }
        let key = Array((context.isEmpty ? english : context + "\u{4}" + english).utf8)
        // In the order of their bytes.
        var range = 0..<count
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            let original = text(originals, middle)
            if original.lexicographicallyPrecedes(key) {
                range = middle + 1..<range.upperBound
            } else if original.elementsEqual(key) {
                let translation = text(translations, middle)
                return translation.isEmpty ? nil : String(decoding: translation, as: UTF8.self)
            } else {
                range = range.lowerBound..<middle
            }
        }
        return nil
    }

    private func text(_ table: Int, _ entry: Int) -> ArraySlice<UInt8> {
        let (length, offset) = (Self.word(bytes, table + 8 * entry), Self.word(bytes, table + 8 * entry + 4))
        return bytes[offset..<offset + length]
    }

    private static func word(_ bytes: [UInt8], _ at: Int) -> Int {
        Int(bytes[at]) | Int(bytes[at + 1]) << 8 | Int(bytes[at + 2]) << 16 | Int(bytes[at + 3]) << 24
    }
}
