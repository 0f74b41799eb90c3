import CSystem
import Glibc
import Platform
import Telemetry

/// Two ends: ours never blocks and is watched, the child's is an ordinary one.
final class Pipe {
    enum Direction { case fromChild, toChild }
    let ours: WatchedFile
    /// Closed with this value, once the child has its own.
    let theirs: Int32

    init(_ direction: Direction, asked: String) throws(CollectFailure) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw WatchedFile.failure(errno, asked) }
        // The child's copy, which dup2 makes, has no such flag.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let (own, other) = direction == .fromChild ? (ends[0], ends[1]) : (ends[1], ends[0])
        _ = fcntl(own, F_SETFL, O_NONBLOCK)
        guard let ours = WatchedFile(own, .pipe) else {
            close(other)
            throw .unreachable(asked: asked, reason: .noRoomForFile())
        }
        self.ours = ours
        theirs = other
    }
    deinit { close(theirs) }
}

/// A file in memory: unlike a pipe it never blocks us, whether the program reads it or not.
final class MemoryFile {
    let descriptor: Int32

    init(holding bytes: [UInt8], asked: String) throws(CollectFailure) {
        func failed() -> CollectFailure { .unreachable(asked: asked, reason: .noInput(RawLine(SystemError.text(errno)))) }
        let file = memfd_create("input", UInt32(CS_MFD_CLOEXEC))
        guard file >= 0 else { throw failed() }
        descriptor = file
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failed() }
            rest = rest.dropFirst(count)
        }
        lseek(file, 0, SEEK_SET)
    }
    deinit { close(descriptor) }
}
