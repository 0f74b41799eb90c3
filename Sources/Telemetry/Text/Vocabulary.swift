/// The words that the lines of one program are made of: they name nobody. All else in such a line may be a name.
public struct Vocabulary: Sendable {
    private let separators: Set<UInt8>
    private let beforeNumbers: Set<Substring>
    private let words: Set<Substring>

    /// - Parameters:
    ///   - phrases: whatever the program writes, without what it fills in.
    ///   - beforeNumbers: words after which a number is harmless.
    ///   - separators: what parts words, beside blanks, brackets, commas, quotes and the like.
    public init(_ phrases: String, beforeNumbers: Set<Substring>, separators: String = "") {
        self.separators = Set((" \t,;()[]{}<>'\"=|" + separators).utf8)
        self.beforeNumbers = beforeNumbers
        var words: Set<Substring> = []
        for token in Self.tokens(of: phrases.replacing("\n", with: " ")[...], separators: self.separators) where token.isWord {
            words.insert(token.text)
        }
        self.words = words
    }

    public func contains(_ word: Substring) -> Bool { words.contains(word) }

    /// Cuts a text into what is known and what is not.
    public func pieces(of text: some StringProtocol) -> [LinePiece] {
        var pieces: [LinePiece] = []
        var known = ""
        var before: Substring = ""
        for token in tokens(of: Substring(text)) {
            if !token.isWord || isKnown(token.text, after: before) {
                known += token.text
            } else {
                if !known.isEmpty { pieces.append(.known(known)) }
                known = ""
                pieces.append(.unknown(String(token.text)))
            }
            if token.isWord { before = token.text }
        }
        if !known.isEmpty { pieces.append(.known(known)) }
        return pieces
    }

    /// A word, or what stands between two.
    public struct Token {
        public let text: Substring
        public let isWord: Bool
    }
    /// A dot or colon at its end does not belong to a word.
    public func tokens(of text: Substring) -> [Token] { Self.tokens(of: text, separators: separators) }

    private static func tokens(of text: Substring, separators: Set<UInt8>) -> [Token] {
        var tokens: [Token] = []
        var start = text.startIndex
        func add(_ word: Substring) {
            let end = word.utf8.lastIndex { !marks.contains($0) }.map { word.utf8.index(after: $0) } ?? word.startIndex
            if word.startIndex < end { tokens.append(Token(text: word[..<end], isWord: true)) }
            if end < word.endIndex { tokens.append(Token(text: word[end...], isWord: false)) }
        }
        for index in text.utf8.indices where separators.contains(text.utf8[index]) {
            add(text[start..<index])
            let next = text.utf8.index(after: index)
            tokens.append(Token(text: text[index..<next], isWord: false))
            start = next
        }
        add(text[start...])
        return tokens
    }

    /// Few numbers are harmless: a certificate's serial number, a personnel or a telephone number name somebody. So a number is known by
    /// the word before it, and short.
    public func isKnown(_ word: Substring, after before: Substring) -> Bool {
        if words.contains(word) { return true }
        let digits = word.hasPrefix("-") ? word.dropFirst() : word
        return digits.utf8.count <= 5 && digits.utf8.allSatisfy { (48...57).contains($0) } && beforeNumbers.contains(before)
    }

    private static let marks = Set(".:!".utf8)
}
