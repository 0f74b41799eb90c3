/// A syntax error in words that say what to write instead, where the line shows it.
func explained(_ fault: SyntaxFault, line: [UInt8]) -> SyntaxFault {
    let line = String(decoding: line.prefix(2000), as: UTF8.self)
    return SyntaxFault(place: fault.place, text: "not TOML: " + (advice(fault, line: line) ?? ownWords(fault.text)))
}

private func advice(_ fault: SyntaxFault, line: String) -> String? {
    let text = fault.text
    let parts = line.split(separator: "=", maxSplits: 1).map { trimmed($0) }
    if mentionsSecret(line) {
        // The parser's words may hold a piece of it.
        return "this line cannot be read; a text stands in quotes, and a password does not stand in this file"
    }
    if text.contains("invalid utf-8") { return "these bytes are no UTF-8; save the file as UTF-8" }
    if text.contains("cannot redefine") { return secondTime(text) }
    if text.contains("parsing string") {
        if text.contains("end-of-file") { return "a text is not closed; its quotes are missing at the end" }
        if text.contains("control characters"), fault.place.column > line.unicodeScalars.count { return "the closing quote is missing" }
    }
    if text.contains("parsing value"), isHeaderText(line) { return "a list above this line is not closed; its ] is missing" }
    if text.contains("maximum nested value") { return "lists within lists more than 16 deep" }
    if text.contains("table header") || text == "this cannot be read", isHeaderText(line) {
        return "\(ownWords(text)); a header is a name in brackets on a line of its own, such as [privacy] or [[host]]"
    }
    if text.contains("parsing key-value pair: expected '='"), parts.count == 1, let colon = line.firstIndex(of: ":") {
        let key = trimmed(line[..<colon])
        if isBareKey(key) { return "a colon after \"\(key)\"; write \(key) = …" }
    }
    guard parts.count == 2, isBareKey(parts[0]), !isHeaderText(line), let value = unquoted(parts[1]) else { return nil }
    if value.isEmpty { return "\"\(parts[0])\" has no value; write \(parts[0]) = …" }
    if let flag = ["true", "false"].first(where: { $0 == value.lowercased() }) {
        return "\(shown(value)) is no value; write \(parts[0]) = \(flag)"
    }
    if value.hasSuffix("%") { return "a share is a plain number; write \(parts[0]) = \(shown(trimmed(value.dropLast())))" }
    return "a text and a duration stand in quotes; write \(parts[0]) = \"\(shown(value))\""
}

/// `Error while parsing string: unknown escape sequence '\q'` without its first words and the library's own names.
private func ownWords(_ text: String) -> String {
    let prefix = "Error while parsing "
    return text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text
}

/// The value before a comment where it is neither quoted nor a list or table; nil where it is, or where TOML has such a value.
private func unquoted(_ value: String) -> String? {
    if let first = value.first, "\"'[{".contains(first) { return nil }
    let value = trimmed(value.prefix { $0 != "#" })
    if value.contains(where: { "\"'=\\".contains($0) }) { return nil }
    do throws(SyntaxFault) {
        _ = try readTOML(Array("x = \(value)".utf8))
        return nil
    } catch { return value }
}

/// Of `cannot redefine existing array 'host' as table`.
private func secondTime(_ text: String) -> String {
    let quotes = text.split(separator: "'", omittingEmptySubsequences: false)
    let name = quotes.count > 2 ? quoted(quotes[1...(quotes.count - 2)].joined(separator: "'")) : "this"
    if text.contains("existing array"), text.hasSuffix("as table") { return "\(name) has double brackets above; write them here too" }
    return "\(name) is there already; a key or a [table] stands once"
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

private func isHeaderText(_ line: String) -> Bool { trimmed(line).hasPrefix("[") }
