/// A row that cannot be read, as an error may tell it: its first field as it is, of the others the shape alone (`x` for a letter, `0` for a
/// digit). Rows of clients and routes and lines of the log name people and their addresses, and in one that cannot be read nobody knows where.
func withoutPeople(_ line: String) -> String {
    guard let mark = line.firstIndex(where: { $0 == "\t" || $0 == "," }) else { return line }
    let first = line[..<mark]
    // What names nobody is told as it is.
    if ["TITLE", "TIME", "HEADER", "GLOBAL_STATS"].contains(first) { return line }
    return first + shape(of: line[mark...])
}

/// `yesterday` → `xxxxxxxxx`, `10.0.0.1:5` → `00.0.0.0:0`.
func shape(of text: some StringProtocol) -> String {
    String(text.map { letter -> Character in letter.isLetter ? "x" : letter.isNumber ? "0" : letter })
}
