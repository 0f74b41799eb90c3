import Glibc
import OwnProcess
import Platform

/// One line that is kept for this user alone, in the folder of state: the last view, or when all was marked as seen.
struct KeptLine {
    private static let longest = 16_384
    private let path: String?
    private let makesFolder: Bool

    /// - Parameter part: of the folder, for an engine of its own; nil for the user's.
    init(_ name: String, environment: [String: String], part: String?) {
        path = stateFolder(environment: environment, part: part).map { $0 + "/" + name }
        // The user's folder is its engine's to make: where a disk is gone, that would begin a journal anew in one that was made here.
        makesFolder = part != nil
    }

    /// Empty where there is none; nil where it cannot be read.
    func read() -> String? {
        guard let path, access(path, F_OK) == 0 else { return "" }
        guard let bytes = try? readFile(path, longest: Self.longest) else { return nil }
        return String(validating: bytes, as: UTF8.self).map { String($0.prefix { $0 != "\n" }) }
    }

    /// Whole or not at all, and whether it was. Whoever leaves is not kept for it: where it cannot be written the next one begins as usual.
    @discardableResult
    func write(_ line: String) -> Bool {
        guard let path, line.utf8.count < Self.longest, let slash = path.lastIndex(of: "/") else { return false }
        if makesFolder { mkdir(String(path[..<slash]), 0o700) }
        let new = path + ".\(getpid())"
        let file = open(new, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { return false }
        var text = line + "\n"
        let isWhole = text.withUTF8 { Glibc.write(file, $0.baseAddress, $0.count) == $0.count }
        close(file)
        if isWhole, rename(new, path) == 0 { return true }
        unlink(new)
        return false
    }
}
