public import Glibc

/// Why a file could not be read.
public enum FileFault: Error, Hashable, Sendable {
    /// In the system's words.
    case unreadable(String)
    case folder
    /// A pipe, a device, a socket.
    case irregular
    case longer(thanKiB: Int)

    static var ofSystem: FileFault { .unreadable(SystemError.text(errno)) }
}

/// All bytes of a regular file of at most `longest` bytes. A pipe or a device is refused, so no read waits for anybody.
public func readFile(_ path: String, longest: Int) throws(FileFault) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { throw .ofSystem }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .ofSystem }
    guard fileType(status) != S_IFDIR else { throw .folder }
    guard fileType(status) == S_IFREG else { throw .irregular }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        let count = read(descriptor, &buffer, buffer.count)
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { throw .ofSystem }
        if count == 0 { return bytes }
        bytes += buffer[..<count]
        if bytes.count > longest { throw .longer(thanKiB: longest / 1024) }
    }
}

/// The type bits of a file's mode; nil where there is no such file or it may not be looked at.
public func fileType(at path: String) -> mode_t? {
    var status = stat()
    return stat(path, &status) == 0 ? fileType(status) : nil
}

public func fileType(_ status: stat) -> mode_t { status.st_mode & S_IFMT }
