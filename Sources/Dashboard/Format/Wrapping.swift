import Drawing

/// Broken at blanks where that is possible; a word longer than a line goes on in the next one. Of what takes more lines the last one that is
/// there says so.
func wrapped(_ text: String, width: Int, atMost most: Int = 6) -> [String] {
    guard columns(text) > width, width > 0 else { return [text] }
    var lines: [String] = []
    var line = ""
    var length = 0
    func end() {
        lines.append(line)
        (line, length) = ("", 0)
    }
    for word in text.split(separator: " ", omittingEmptySubsequences: true) {
        let size = columns(String(word))
        if length > 0, length + 1 + size > width { end() }
        if lines.count > most { break }
        if length > 0 {
            line += " "
            length += 1
        }
        if size <= width {
            line += word
            length += size
            continue
        }
        for letter in word {
            let step = columns(String(letter))
            if length + step > width, length > 0 { end() }
            if lines.count > most { break }
            line.append(letter)
            length += step
        }
    }
    if !line.isEmpty { lines.append(line) }
    guard lines.count > most else { return lines }
    var last = lines[most - 1]
    while columns(last) >= width, !last.isEmpty { last.removeLast() }
    return lines.prefix(most - 1) + [last + "…"]
}
