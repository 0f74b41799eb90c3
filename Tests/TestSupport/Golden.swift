import Glibc

/// A text is not what its golden file says.
public struct GoldenMismatch: Error, CustomStringConvertible {
    public let description: String
}

/// Expected texts in files, beside the tests that use them.
public enum Golden {
    /// Compares a text with `goldens/<name>` beside the calling test. `WARTE_GOLDEN=write` in the environment writes the file instead:
    /// look at the difference in version control then.
    ///
    /// Throws `GoldenMismatch` with the lines that differ.
    public static func check(_ text: String, _ name: String, folder: String = "goldens", beside file: String = #filePath) throws {
        let path = "\(folderOf(file))/\(folder)/\(name)"
        if getenv("WARTE_GOLDEN").map({ String(cString: $0) }) == "write" {
            mkdir("\(folderOf(file))/\(folder)", 0o755)
            return try writeFile(path, text)
        }
        guard let expected = try? readText(path) else {
            throw GoldenMismatch(description: "no golden \(folder)/\(name); WARTE_GOLDEN=write makes it. The text is:\n\(text)")
        }
        guard expected != text else { return }
        throw GoldenMismatch(
            description: "\(folder)/\(name) differs (- expected, + found); WARTE_GOLDEN=write takes the new one\n"
                + difference(expected, text))
    }

    /// Rows that differ, each expected and found, with their line numbers.
    static func difference(_ expected: String, _ found: String) -> String {
        let old = expected.split(separator: "\n", omittingEmptySubsequences: false)
        let new = found.split(separator: "\n", omittingEmptySubsequences: false)
        var lines: [String] = []
        for row in 0..<max(old.count, new.count) {
            let before = row < old.count ? old[row] : nil
            let after = row < new.count ? new[row] : nil
            guard before != after else { continue }
            if let before { lines.append("\(row + 1) - \(before)|") }
            if let after { lines.append("\(row + 1) + \(after)|") }
            if lines.count > 60 { return lines.joined(separator: "\n") + "\n(and more)" }
        }
        return lines.joined(separator: "\n")
    }
}

/// The folder that holds a file.
public func folderOf(_ path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
}
