public import Collecting
import Synchronization
public import Telemetry

/// A virtualization host through libvirt: any URI that the library knows, read-only unless `access = "write"`.
///
/// libvirt's calls block, and a fresh connection to a daemon that is stopped blocks for ever; its keep-alive does not cover that. So the
/// time limit is kept here: a call that does not come back keeps its thread, and while it does every poll fails at once, so that a dead
/// host never costs more than one thread. When it comes back, the next poll goes on with the same thread.
public final class LibvirtCollector: Collector {
    public static let kind = "libvirt"
    public static let endpointExample: String? = "qemu:///system"
    public static let options = [
        (
            key: "access",
            meaning: "\"read\" (default), or \"write\" to ask guest agents who is logged in; libvirt has no smaller right for that"
        ),
        (key: "user", meaning: "user name where the connection asks for one (SASL, ESX); the password is the host's secret"),
    ]
    /// Calls that passed their deadline and have not come back, in the whole process.
    static var lostThreads: Int { lost.load(ordering: .relaxed) }
    private static let lost = Atomic<Int>(0)

    /// Whether such a call is this host's.
    var isLost: Bool { turn.withLock(\.isLost) }

    private struct Turn {
        /// Since when a call is out.
        var busySince: ContinuousClock.Instant?
        /// Nobody waits for it any more.
        var isLost = false
        var isClosed = false
    }

    private let host: Host
    private let name: String
    private let executor = OwnThreadExecutor()
    private let connection: LibvirtConnection
    private let turn = Mutex(Turn())

    public init(host: Host, transports: Transports) throws(ConfigurationProblem) {
        let scheme = host.endpoint.prefix { $0 != ":" }
        guard !scheme.isEmpty, scheme.count < host.endpoint.count, scheme.utf8.allSatisfy({ Self.schemeLetters.contains($0) }) else {
            throw ConfigurationProblem(
                key: "endpoint", text: "\"\(Opening.withoutPassword(host.endpoint))\" is not a libvirt URI, such as \"qemu:///system\"")
        }
        let access = host.options["access"] ?? "read"
        guard access == "read" || access == "write" else {
            throw ConfigurationProblem(key: "access", text: "\"\(access)\" is neither \"read\" nor \"write\"")
        }
        var password: (@Sendable () throws(CollectFailure) -> String)?
        if let secret = host.secret {
            password = { () throws(CollectFailure) -> String in try transports.secret(secret) }
        }
        guard host.options["user"] == nil || host.secret != nil else {
            throw ConfigurationProblem(
                key: "user", text: "goes with a password: write password_file = \"/…\" too, or the user into the endpoint")
        }
        let opening = Opening(uri: host.endpoint, mayWrite: access == "write", user: host.options["user"], password: password)
        self.host = host
        name = opening.name
        connection = LibvirtConnection(host: host, opening: opening, executor: executor)
    }

    private static let schemeLetters = Set("abcdefghijklmnopqrstuvwxyz0123456789+-.".utf8)

    /// A poll that comes back after its deadline is not thrown away as a whole: the connection lives on, and its session ends and events
    /// go into the next reading.
    public func collect(at now: Moment) async throws(CollectFailure) -> Reading {
        let begun = try takeTurn()
        let attempt = Attempt<Result<Reading, CollectFailure>?>()
        Task {
            let result = await connection.poll(at: now)
            // Before the answer: whoever hears it may ask again at once.
            await endTurn()
            if !attempt.finish(result), case .success(let reading) = result { await connection.takeBack(reading) }
        }
        if let result = await attempt.value(within: host.deadline, late: nil) { return try result.get() }
        lose()
        throw .timedOut(asked: name, after: min(ContinuousClock.now - begun, host.deadline))
    }

    /// Does not wait for longer than a second: a thread that hangs ends when its call comes back.
    public func close() async {
        let isFree = turn.withLock { turn in
            defer { turn.isClosed = true }
            return turn.busySince == nil && !turn.isClosed
        }
        guard isFree else { return }
        let attempt = Attempt<Bool>()
        Task {
            await disconnect()
            attempt.finish(true)
        }
        _ = await attempt.value(within: .seconds(1), late: false)
    }

    private func takeTurn() throws(CollectFailure) -> ContinuousClock.Instant {
        let now = ContinuousClock.now
        let failure: CollectFailure? = turn.withLock { turn in
            if turn.isClosed { return .unreachable(asked: name, reason: "closed") }
            if let since = turn.busySince { return .timedOut(asked: "\(name) (an earlier call has not come back)", after: now - since) }
            turn.busySince = now
            return nil
        }
        if let failure { throw failure }
        return now
    }

    private func lose() {
        turn.withLock { turn in
            if turn.busySince == nil || turn.isLost { return }
            turn.isLost = true
            Self.lost.add(1, ordering: .relaxed)
        }
    }

    private func endTurn() async {
        let isClosed = turn.withLock { turn in
            if turn.isLost { Self.lost.subtract(1, ordering: .relaxed) }
            turn.isLost = false
            turn.busySince = nil
            return turn.isClosed
        }
        if isClosed { await disconnect() }
    }

    private func disconnect() async {
        await connection.disconnect()
        executor.stop()
    }
}
