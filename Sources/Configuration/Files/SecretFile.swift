import Glibc
import Platform
import TOMLReading
import Telemetry

/// What is wrong with the file of a secret, such as `password`, and the command that makes it right; nil where nothing is.
func secretFileFault(_ path: String, of secret: String) -> Message? {
    let (name, file) = (spoken(secret), quoted(path))
    var status = stat()
    guard stat(path, &status) == 0 else { return .secretFileMissing(name, file, RawLine(SystemError.text(errno))) }
    guard fileType(status) == S_IFREG else { return .secretFileIrregular(name, file) }
    if status.st_mode & 0o077 != 0 {
        let mode = "0" + String(status.st_mode & 0o777, radix: 8)
        return .secretFileOpen(name, file, mode, shellQuoted(path))
    }
    if access(path, R_OK) != 0 { return .secretFileUnreadable(name, file, Int(getuid()), RawLine(SystemError.text(errno))) }
    if status.st_size == 0 { return .secretFileEmpty(name, file) }
    // Of what stands in it only this is looked at: the engine takes no second line.
    guard let bytes = try? readFile(path, longest: 65_536) else { return nil }
    let ends = [UInt8(ascii: "\n"), UInt8(ascii: "\r")]
    let line = bytes.last == ends[0] ? bytes.dropLast(bytes.dropLast().last == ends[1] ? 2 : 1) : bytes[...]
    return line.contains(where: ends.contains) ? .secretFileLines(name, file) : nil
}

/// As a shell takes it for one word.
func shellQuoted(_ path: String) -> String {
    let isPlain = path.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "/._-+@:".utf8.contains(byte)
        }
    }
    return isPlain ? path : "'" + path.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
}
