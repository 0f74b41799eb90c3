import Glibc
import Platform

/// A call of the system failed.
public struct SystemFailure: Error, CustomStringConvertible {
    public let description: String
    /// - Parameter number: the error's number; nil for the one that the last call left behind.
    public init(_ what: String, number: Int32? = nil) {
        let number = number ?? errno
        description = "\(what): \(SystemError.text(number))"
    }
}

public func readFile(_ path: String) throws -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw SystemFailure(path) }
    defer { close(file) }
    guard let bytes = readToEnd(file) else { throw SystemFailure(path) }
    return bytes
}

public func readText(_ path: String) throws -> String { String(decoding: try readFile(path), as: UTF8.self) }

public func writeFile(_ path: String, _ bytes: [UInt8], mode: UInt32 = 0o644) throws {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
    guard file >= 0 else { throw SystemFailure(path) }
    defer { close(file) }
    guard fchmod(file, mode) == 0, writeAll(file, bytes) else { throw SystemFailure(path) }
}

public func writeFile(_ path: String, _ text: String, mode: UInt32 = 0o644) throws { try writeFile(path, Array(text.utf8), mode: mode) }

func writeAll(_ file: Int32, _ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBytes { raw in
        var done = 0
        while done < raw.count {
            let count = write(file, raw.baseAddress?.advanced(by: done), raw.count - done)
            if count < 0, errno == EINTR { continue }
            if count < 0 { return false }
            done += count
        }
        return true
    }
}

/// A folder of its own (mode 0700) that goes away with the value.
public final class TemporaryFolder: Sendable {
    public let path: String

    public init() throws {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(parent)/warte-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SystemFailure("mkdtemp in \(parent)") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { removeTree(path) }

    public func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file into the folder and gives its path.
    @discardableResult public func write(_ text: String, to name: String, mode: UInt32 = 0o644) throws -> String {
        try writeFile(file(name), text, mode: mode)
        return file(name)
    }
}

/// Removes a file or a folder with all in it; follows no links.
public func removeTree(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else {
        unlink(path)
        return
    }
    for name in namesInFolder(path) { removeTree("\(path)/\(name)") }
    rmdir(path)
}

/// Names in a folder, sorted; empty where it cannot be read.
public func namesInFolder(_ path: String) -> [String] { (readFolder(path) ?? []).sorted() }
