public import Platform
import Synchronization
public import Telemetry

extension ThreadedRead {
    /// - Parameter asked: the file, for the words of a failure.
    public func result<Found>(
        of asked: String, within patience: Duration
    ) async throws(CollectFailure) -> Found where Value == Result<Found, CollectFailure> {
        switch await value(within: patience) {
        case .read(let result): return try result.get()
        case .late: throw .timedOut(asked: asked, after: patience)
        case .noThread: throw .unreachable(asked: asked, reason: .noThreadToRead())
        }
    }
}

/// The secrets of all hosts, read where a disk that does not answer holds up nobody else.
final class SecretReads: Sendable {
    typealias Read = ThreadedRead<Result<Hidden, CollectFailure>>
    private let reads = Mutex<[SecretSource: Read]>([:])
    private static let most = 4096

    func read(_ source: SecretSource, _ text: @escaping @Sendable (SecretSource) throws(CollectFailure) -> String) -> Read {
        reads.withLock { reads in
            if let known = reads[source] { return known }
            // Those of configurations that are no longer in force.
            if reads.count >= Self.most { reads = [:] }
            // A file that was changed holds at the next poll.
            let new = Read(fresh: .zero) {
                do throws(CollectFailure) { return .success(Hidden(try text(source))) } catch { return .failure(error) }
            }
            reads[source] = new
            return new
        }
    }
}

extension Transports {
    /// A secret for whoever must not be held up: `secret`, on a thread of its own where it stands in a file.
    public func readSecret(_ source: SecretSource, within patience: Duration = .seconds(2)) async throws(CollectFailure) -> String {
        let asked: String
        switch source {
        case .environment: return try secret(source)
        case .file(let path): asked = path
        case .credential(let name): asked = "$CREDENTIALS_DIRECTORY/\(name)"
        }
        return try await secrets.read(source, secret).result(of: asked, within: patience).text
    }
}
