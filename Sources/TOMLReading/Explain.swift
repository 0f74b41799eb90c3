package import Telemetry

/// A syntax error as it is told.
package struct Explained {
    package let place: SourcePlace
    package let message: Message
}

/// A syntax error with what to write instead, where the line shows it.
package func explained(_ fault: SyntaxFault, line: [UInt8]) -> Explained {
    let line = String(decoding: line.prefix(2000), as: UTF8.self)
    return Explained(place: fault.place, message: .notTOML(advice(fault, line: line) ?? told(fault)))
}

private func advice(_ fault: SyntaxFault, line: String) -> Message? {
    let text = fault.words
    let parts = line.split(separator: "=", maxSplits: 1).map { String($0.trimmed) }
    if mentionsSecret(line) {
        // The parser's words may hold a piece of it.
        return .lineHidden()
    }
    if text.contains("invalid utf-8") { return .bytesNoUTF8() }
    if text.contains("cannot redefine") { return secondTime(text) }
    if text.contains("parsing string") {
        if text.contains("end-of-file") { return .textNotClosed() }
        if text.contains("control characters"), fault.place.column > line.unicodeScalars.count { return .quoteMissing() }
    }
    if text.contains("parsing value"), isHeaderText(line) { return .listNotClosed() }
    if text.contains("maximum nested value") { return .listsTooDeep() }
    if text.contains("table header") || fault.isUnreadable, isHeaderText(line) { return .headerAdvice(told(fault)) }
    if text.contains("parsing key-value pair: expected '='"), parts.count == 1, let colon = line.firstIndex(of: ":") {
        let key = String(line[..<colon].trimmed)
        if isBareKey(key) { return .colonAfterKey(key) }
    }
    guard parts.count == 2, isBareKey(parts[0]), !isHeaderText(line), let value = unquoted(parts[1]) else { return nil }
    if value.isEmpty { return .hasNoValue(parts[0]) }
    if let flag = ["true", "false"].first(where: { $0 == value.lowercased() }) {
        return .isNoValue(shown(value), "\(parts[0]) = \(flag)")
    }
    if value.hasSuffix("%") { return .shareIsPlain("\(parts[0]) = \(shown(String(value.dropLast().trimmed)))") }
    return .standsInQuotes("\(parts[0]) = \"\(shown(value))\"")
}

private func told(_ fault: SyntaxFault) -> Message {
    switch fault.reason {
    case .syntax(let words): .parserSays(RawLine(ownWords(words)))
    case .tooLong: .longerThanMebibyte()
    case .tooManyDots: .tooManyDots()
    case .unreadable: .cannotBeParsed()
    case .noMemory: .notEnoughMemory()
    }
}

/// `Error while parsing string: unknown escape sequence '\q'` without its first words and the library's own names.
private func ownWords(_ text: String) -> String {
    let prefix = "Error while parsing "
    return text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text
}

/// The value before a comment where it is neither quoted nor a list or table; nil where it is, or where TOML has such a value.
private func unquoted(_ value: String) -> String? {
    if let first = value.first, "\"'[{".contains(first) { return nil }
    let value = String(value.prefix { $0 != "#" }.trimmed)
    if value.contains(where: { "\"'=\\".contains($0) }) { return nil }
    do throws(SyntaxFault) {
        _ = try readTOML(Array("x = \(value)".utf8))
        return nil
    } catch { return value }
}

/// Of `cannot redefine existing array 'host' as table`.
private func secondTime(_ text: String) -> Message {
    let quotes = text.split(separator: "'", omittingEmptySubsequences: false)
    let name: Message =
        quotes.count > 2 ? .fileValue(quoted(quotes[1...(quotes.count - 2)].joined(separator: "'"))) : .thisThing()
    if text.contains("existing array"), text.hasSuffix("as table") { return .doubleBracketsAbove(name) }
    return .standsAlready(name)
}

private func shown(_ value: String) -> String { value.count > 40 ? value.prefix(40) + "…" : value }

private func mentionsSecret(_ line: String) -> Bool {
    let line = line.lowercased()
    return ["password", "passwd", "secret", "token"].contains { line.contains($0) }
}

private func isBareKey(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 40
        && text.unicodeScalars.allSatisfy {
            $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "_" || $0 == "-")
        }
}

private func isHeaderText(_ line: String) -> Bool { line.trimmed.hasPrefix("[") }
