import CSystem
import Glibc
import JSON
import MessageJSON
import Telemetry

/// One connection to the engine that never waits: calls out, replies in.
final class ClientConnection {
    /// A reply has at most this many bytes: a hundred thousand alarms.
    static let replyLimit = 64 << 20

    let descriptor: Int32
    private var frames = FrameBuffer(limit: ClientConnection.replyLimit)
    private var output = OutputQueue()
    private(set) var bytesRead = 0
    private let reader: JSONReader
    private let buffer = ReadBuffer(count: 1 << 18)

    init(path: String, reader: JSONReader) throws(LinkProblem) {
        descriptor = try UnixSocket.connect(path)
        self.reader = reader
    }
    deinit { close(descriptor) }

    /// Both ends hear of it at once; the descriptor lives as long as this.
    func disconnect() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    var wantsToWrite: Bool { !output.isEmpty }

    func call(_ message: [UInt8]) { output.append(message) }

    func write() throws(LinkProblem) {
        if output.flush(to: descriptor, stamp: { Stamp(sequence: 0, at: Moment(milliseconds: 0)) }) == .failed { throw .closed }
    }

    /// Reads once, without waiting, up to one buffer full. False where nothing was there.
    func receive() throws(LinkProblem) -> Bool {
        while true {
            let count = recv(descriptor, buffer.bytes.baseAddress, buffer.bytes.count, 0)
            if count > 0 {
                bytesRead += count
                frames.append(UnsafeRawBufferPointer(rebasing: buffer.bytes[..<count]))
                return true
            }
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN { return false }
            throw .closed
        }
    }

    /// The next whole reply; nil until one is there.
    func next<T>(_ body: (Reply) throws(UnreadableMessage) -> T) throws(LinkProblem) -> T? {
        guard let place = frames.next() else {
            if frames.isOverfull { throw .unreadable(.replyTooLong(ClientConnection.replyLimit)) }
            return nil
        }
        let outcome = frames.read(place) { bytes -> Result<T, UnreadableMessage> in
            do throws(UnreadableMessage) {
                return .success(try reader.read(bytes) { (fields) throws(UnreadableMessage) in try body(try Reply(fields)) })
            } catch { return .failure(error) }
        }
        do throws(UnreadableMessage) { return try outcome.get() } catch { throw .unreadable(error.message) }
    }
}
