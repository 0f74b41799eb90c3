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
    guard let bytes = readToEnd(descriptor, atMost: longest + 1) else { throw .ofSystem }
    guard bytes.count <= longest else { throw .longer(thanKiB: longest / 1024) }
    return bytes
}

/// What is left in an open file, up to `limit` bytes of it; nil where the system does not give it, and `errno` says why.
public func readToEnd(_ descriptor: Int32, atMost limit: Int = .max) -> [UInt8]? {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: min(limit, 16_384))
    while bytes.count < limit {
        let count = read(descriptor, &piece, min(piece.count, limit - bytes.count))
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { return nil }
        if count == 0 { break }
        bytes += piece[..<count]
    }
    return bytes
}

/// The type bits of a file's mode; nil where there is no such file or it may not be looked at.
public func fileType(at path: String) -> mode_t? {
    var status = stat()
    return stat(path, &status) == 0 ? fileType(status) : nil
}

public func fileType(_ status: stat) -> mode_t { status.st_mode & S_IFMT }
