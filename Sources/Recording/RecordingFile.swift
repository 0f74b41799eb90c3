import Glibc
import Platform
import Telemetry

/// A recording that is written: a new file (mode 0600), to which records are added one by one, each by one call.
struct RecordingFile: ~Copyable {
    private let descriptor: Int32
    private(set) var size: Int64

    init(path: String) throws(RecordingProblem) {
        // What is there already may be somebody's only copy of a night, or no file at all.
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
        size = 0
        guard descriptor >= 0 else {
            if errno == EEXIST { throw .exists(path: path) }
            throw .notMade(path: path, reason: SystemError.text(errno))
        }
        try write(Array(RecordingFormat.firstLine.utf8))
    }
    deinit { if descriptor >= 0 { close(descriptor) } }

    /// A record that finds no room is not there: what is before it stays whole.
    mutating func add(_ record: Record, at time: Moment) throws(RecordingProblem) {
        let json = record.json
        // A site beyond all measure: its state can be found by the updates alone.
        guard json.count <= RecordingFormat.longestRecord else { return }
        try write(Array(RecordingFormat.head(time, record.kind, length: json.count).utf8) + json + [UInt8(ascii: "\n")])
    }

    private mutating func write(_ bytes: [UInt8]) throws(RecordingProblem) {
        guard size + Int64(bytes.count) <= RecordingFormat.longestFile else { throw .isFull }
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress?.advanced(by: done), bytes.count - done) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let reason = SystemError.text(count < 0 ? errno : ENOSPC)
                if done > 0 { ftruncate(descriptor, off_t(size)) }
                throw .notWritten(reason: reason)
            }
            done += count
        }
        size += Int64(bytes.count)
    }
}
