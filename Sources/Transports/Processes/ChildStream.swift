import Collecting
import Platform
import Synchronization
import Telemetry

/// A program whose standard input and output are the stream (`Transports.start`). When it ends badly, the end of the
/// stream is a failure in the program's own last words.
final class ChildStream: ByteStream {
    /// Kept of what it writes on standard error.
    private static let mostComplaints = 16_384

    private let path: String
    private let child: Child
    private let input: WatchedFile
    private let output: WatchedFile
    private let complaints: OutputCapture
    private let isClosed = Mutex(false)

    init(_ program: Executable) throws(CollectFailure) {
        path = program.path
        let input = try Pipe(.toChild, asked: path)
        let output = try Pipe(.fromChild, asked: path)
        let complaints = try Pipe(.fromChild, asked: path)
        child = try withExtendedLifetime((input, output, complaints)) { () throws(CollectFailure) in
            try Child(
                program, input: .descriptor(input.theirs), output: .descriptor(output.theirs), complaints: .descriptor(complaints.theirs))
        }
        self.input = input.ours
        self.output = output.ours
        self.complaints = OutputCapture(complaints.ours, atMost: Self.mostComplaints)
    }
    deinit { close() }

    func read() async throws(CollectFailure) -> [UInt8] {
        let bytes = try await output.read(path)
        // It closed its output: then it ends, and says why.
        guard bytes.isEmpty, !isClosed.withLock({ $0 }), let end = await child.end(within: Child.grace) else { return bytes }
        await complaints.end()
        guard let failure = RunResult(end).failure else { return [] }
        let said = String(decoding: complaints.bytes, as: UTF8.self).split(whereSeparator: \.isNewline).last.map(String.init)
        throw .unreachable(asked: path, reason: said.map { Message.raw($0) } ?? failure, hint: .closed)
    }

    func write(_ bytes: [UInt8]) async throws(CollectFailure) { try await input.write(bytes, path) }

    /// Without its input most programs end by themselves; it is ended all the same.
    func close() {
        let isFirst = isClosed.withLock { isClosed in
            defer { isClosed = true }
            return !isClosed
        }
        guard isFirst else { return }
        input.close()
        output.close()
        let (child, complaints) = (child, complaints)
        Task.detached {
            await child.stop()
            await complaints.end()
        }
    }
}
