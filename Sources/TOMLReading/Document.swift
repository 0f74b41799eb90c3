import Telemetry

/// A configuration file as far as it can be read.
package struct Document {
    /// Nil where nothing of it can be read.
    package let root: TOMLNode?
    /// Where it is not TOML.
    package let faults: [Explained]
    /// Whether all of it was read: only then is what is missing here missing in the file.
    package var isWhole: Bool { faults.isEmpty }
}

/// The most syntax errors that are looked for; a file with more has one cause.
private let maximumFaults = 12

/// Reads on behind a syntax error, so that the whole file is checked at once.
///
/// The parser stops at its first error. The line at fault is then left out, or all from its header to the next header where the line by
/// itself is right (something before it is not closed), and the rest is parsed anew. A place where this brings nothing ends the search.
package func readDocument(_ bytes: [UInt8]) -> Document {
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Array.init)
    var faults: [Explained] = []
    while faults.count < maximumFaults {
        do throws(SyntaxFault) {
            return Document(root: try readTOML(Array(lines.joined(separator: [UInt8(ascii: "\n")]))), faults: faults)
        } catch {
            let at = min(error.place.line, lines.count) - 1
            let cut = linesAtFault(lines, at: at, error)
            guard cut.contains(where: { !isBlank(lines[$0]) }) else { break }
            faults.append(explained(error, line: lines[at]))
            for index in cut { lines[index] = [] }
        }
    }
    if faults.isEmpty {
        // The very first error stands where nothing is left to leave out: an open text up to the end of the file, say.
        do throws(SyntaxFault) { _ = try readTOML(bytes) } catch { faults.append(explained(error, line: lines[lines.count - 1])) }
    }
    return Document(root: nil, faults: faults)
}

/// What has to go for the parser to get past an error in line `at`.
private func linesAtFault(_ lines: [[UInt8]], at: Int, _ fault: SyntaxFault) -> Range<Int> {
    let isSecond = fault.words.contains("cannot redefine")
    var isFaultOfLine = isSecond
    if !isSecond {
        do throws(SyntaxFault) { _ = try readTOML(lines[at]) } catch { isFaultOfLine = true }
    }
    if isFaultOfLine { return isHeader(lines[at]) ? block(lines, around: at) : at..<at + 1 }
    // A header that is right by itself was read as a part of something open above it.
    return block(lines, around: isHeader(lines[at]) ? max(0, at - 1) : at)
}

/// From the header at or above a line to the next header below it.
private func block(_ lines: [[UInt8]], around at: Int) -> Range<Int> {
    let start = lines[...at].lastIndex(where: isHeader) ?? 0
    let end = lines[(at + 1)...].firstIndex(where: isHeader) ?? lines.count
    return start..<end
}

private func isHeader(_ line: [UInt8]) -> Bool {
    line.first { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") } == UInt8(ascii: "[")
}

private func isBlank(_ line: [UInt8]) -> Bool { line.allSatisfy { $0 <= UInt8(ascii: " ") } }
