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
        guard let ends = openPipe() else { throw WatchedFile.failure(errno, asked) }
        let (own, other) = direction == .fromChild ? (ends.reading, ends.writing) : (ends.writing, ends.reading)
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
