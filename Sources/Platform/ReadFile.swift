public import Glibc

/// Why a file could not be read, in words for a message after the file's name.
public struct FileFault: Error, Hashable, Sendable {
    public let text: String
}

/// All bytes of a regular file of at most `longest` bytes. A pipe or a device is refused, so no read waits for anybody.
public func readFile(_ path: String, longest: Int) throws(FileFault) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { throw FileFault(text: "cannot be read: \(SystemError.text(errno))") }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileFault(text: "cannot be read: \(SystemError.text(errno))") }
    guard fileType(status) != S_IFDIR else { throw FileFault(text: "is a folder; name a file") }
    guard fileType(status) == S_IFREG else { throw FileFault(text: "is no regular file") }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        let count = read(descriptor, &buffer, buffer.count)
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { throw FileFault(text: "cannot be read: \(SystemError.text(errno))") }
        if count == 0 { return bytes }
        bytes += buffer[..<count]
        if bytes.count > longest { throw FileFault(text: "is longer than \(longest / 1024) KiB") }
    }
}

/// The type bits of a file's mode; nil where there is no such file or it may not be looked at.
public func fileType(at path: String) -> mode_t? {
    var status = stat()
    return stat(path, &status) == 0 ? fileType(status) : nil
}

public func fileType(_ status: stat) -> mode_t { status.st_mode & S_IFMT }
