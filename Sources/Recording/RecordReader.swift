import Glibc
import JSON
import MessageJSON
import Platform
import Telemetry

/// Reads a recording record by record. What is added to the file meanwhile is not seen.
final class RecordReader {
    enum Finding {
        case record(RecordHead, body: Int64)
        case end
        case brokenOff(at: Int64)
        case damaged(at: Int64)
    }

    private let descriptor: Int32
    let size: Int64
    private var window: [UInt8] = []
    private var start: Int64 = 0
    /// Where the next record begins.
    var offset: Int64
    private let json = JSONReader()
    private static let windowSize = 64 << 10

    init(path: String) throws(RecordingProblem) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        var status = stat()
        let isThere = descriptor >= 0 && fstat(descriptor, &status) == 0
        (size, offset) = (Int64(status.st_size), 0)
        guard isThere else { throw .unreadable(path: path, reason: .raw(SystemError.text(errno))) }
        guard fileType(status) != S_IFDIR else { throw .unreadable(path: path, reason: .fileIsFolder()) }
        guard fileType(status) == S_IFREG else { throw .unreadable(path: path, reason: .fileIsIrregular()) }
        guard size <= RecordingFormat.longestFile else {
            throw .unreadable(path: path, reason: .fileLongerThan(Int(RecordingFormat.longestFile >> 10)))
        }
        offset = try firstLine(path)
    }
    deinit { if descriptor >= 0 { close(descriptor) } }

    private func firstLine(_ path: String) throws(RecordingProblem) -> Int64 {
        let name = Array(RecordingFormat.name.utf8)
        let line = bytes(at: 0, count: RecordingFormat.longestHead).prefix { $0 != UInt8(ascii: "\n") }
        guard line.starts(with: name), Int64(line.count) < size else { throw .noRecording(path: path) }
        let version = line.dropFirst(name.count)
        guard (1...9).contains(version.count), version.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            throw .noRecording(path: path)
        }
        let word = String(decoding: version, as: UTF8.self)
        guard word == "\(RecordingFormat.version)" else { throw .otherVersion(path: path, word) }
        return Int64(line.count) + 1
    }

    /// The next whole record, which is passed over.
    func next() -> Finding {
        guard offset < size else { return .end }
        switch RecordHead.find(bytes(at: offset, count: RecordingFormat.longestHead), in: TimeRange.moments) {
        case .more: return .brokenOff(at: offset)
        case .none: return .damaged(at: offset)
        case .head(let head):
            let body = offset + Int64(head.size)
            let end = body + Int64(head.length)
            guard end < size else { return .brokenOff(at: offset) }
            guard bytes(at: end, count: 1).first == UInt8(ascii: "\n") else { return .damaged(at: offset) }
            offset = end + 1
            return .record(head, body: body)
        }
    }

    /// Nil where it is of a kind that is not known here.
    func read(_ head: RecordHead, body: Int64) throws(UnreadableMessage) -> Record? {
        let text = Array(bytes(at: body, count: head.length))
        var found: Result<Record?, UnreadableMessage> = .success(nil)
        text.withUnsafeBufferPointer { text in
            do throws(UnreadableMessage) {
                found = .success(try json.read(text) { (fields) throws(UnreadableMessage) in try Record(kind: head.kind, fields) })
            } catch {
                found = .failure(error)
            }
        }
        return try found.get()
    }

    /// Fewer where the file ends, or was cut.
    private func bytes(at place: Int64, count: Int) -> ArraySlice<UInt8> {
        if place < start || place + Int64(count) > start + Int64(window.count) {
            let wanted = max(count, Self.windowSize)
            window = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, filled in
                while filled < wanted {
                    let found = pread(descriptor, buffer.baseAddress?.advanced(by: filled), wanted - filled, off_t(place) + filled)
                    if found < 0, errno == EINTR { continue }
                    guard found > 0 else { break }
                    filled += found
                }
            }
            start = place
        }
        return window.dropFirst(Int(place - start)).prefix(count)
    }
}
