import Glibc
import Platform
import TOMLReading
import Telemetry

/// What is wrong with the file of a secret, such as `password`, and the command that makes it right; nil where nothing is. The file is not opened.
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
    return status.st_size == 0 ? .secretFileEmpty(name, file) : nil
}

/// What is wrong with a path that an option such as `profiles` names; nil where something is there that can be read.
func pathFault(_ path: String, of key: String) -> Message? {
    access(path, R_OK) == 0 ? nil : .pathNotHere(key, quoted(path), RawLine(SystemError.text(errno)))
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
