import Glibc
import Platform

/// What is wrong with the file of a secret, such as `password`, and the command that makes it right; nil where nothing is. The file is not opened.
func secretFileFault(_ path: String, of secret: String) -> String? {
    let file = "the \(spoken(secret)) file \(quoted(path))"
    var status = stat()
    guard stat(path, &status) == 0 else { return "\(file) cannot be found: \(SystemError.text(errno))" }
    guard fileType(status) == S_IFREG else { return "\(file) is no regular file" }
    if status.st_mode & 0o077 != 0 {
        let mode = String(status.st_mode & 0o777, radix: 8)
        return "\(file) is open to others (mode 0\(mode)) and is refused; write: chmod 600 \(shellQuoted(path))"
    }
    if access(path, R_OK) != 0 { return "\(file) cannot be read by user id \(getuid()): \(SystemError.text(errno))" }
    return status.st_size == 0 ? "\(file) is empty" : nil
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
