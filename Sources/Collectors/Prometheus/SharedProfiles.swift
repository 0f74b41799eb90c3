import Collecting
import Platform
import Synchronization
import Telemetry

/// A user's own profiles at one path, for all targets that name it.
final class SharedProfiles: Sendable {
    struct All {
        private var byPath: [String: SharedProfiles] = [:]
        private static let most = 1000

        mutating func profiles(of path: String) -> SharedProfiles {
            if let known = byPath[path] { return known }
            // Those of configurations that are no longer in force.
            if byPath.count >= Self.most { byPath = [:] }
            let new = SharedProfiles(path: path)
            byPath[path] = new
            return new
        }
    }
    /// The read's thread alone takes it.
    private final class Files: Sendable {
        let own: Mutex<OwnProfiles>
        init(path: String) { own = Mutex(OwnProfiles(path: path)) }
        func read() -> Result<ProfileShelf, CollectFailure> {
            own.withLock { own in do throws(CollectFailure) { return .success(try own.current()) } catch { return .failure(error) } }
        }
    }
    private let path: String
    private let reads: ThreadedRead<Result<ProfileShelf, CollectFailure>>
    /// Whoever writes a profile looks at what becomes of it, but not every second.
    private static let fresh = Duration.seconds(5)

    private init(path: String) {
        let files = Files(path: path)
        self.path = path
        reads = ThreadedRead(fresh: Self.fresh) {
            if case .success = $0 { true } else { false }
        } read: {
            files.read()
        }
    }

    func shelf(within patience: Duration) async throws(CollectFailure) -> ProfileShelf {
        try await reads.result(of: path, within: patience)
    }
}
