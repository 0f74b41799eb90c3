import Drawing

/// Broken at blanks where that is possible; a word longer than the line is cut where the line ends. At most six lines.
func wrapped(_ text: String, width: Int) -> [String] {
    guard columns(text) > width, width > 0 else { return [text] }
    var lines: [String] = []
    var line = ""
    var length = 0
    for word in text.split(separator: " ", omittingEmptySubsequences: true) {
        let part = String(word)
        let size = columns(part)
        if length > 0, length + 1 + size > width {
            lines.append(line)
            if lines.count == 6 { return lines }
            line = ""
            length = 0
        }
        line += length == 0 ? part : " " + part
        length += size + (length == 0 ? 0 : 1)
    }
    if !line.isEmpty { lines.append(line) }
    return lines
}
