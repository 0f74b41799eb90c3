public import Feed
public import OwnProcess
import Platform
import Synchronization
public import Telemetry

/// The engine's end of the link: serves `org.warte.engine` on a Unix socket to this user and root, from a thread of its own.
///
/// One engine for each folder: see `LinkProblem.alreadyRunning`. A front that does not read gets the newest state once it reads
/// again, or is disconnected when it lags 8 MiB behind; nobody waits for it.
public final class LinkServer: Sendable {
    private let mailbox: Mailbox
    private let audience: ViewerCount
    private let thread: Mutex<OwnThread?>

    /// Listens at once. `path` is in a folder as `socketFolder` makes it.
    /// - Parameters:
    ///   - engine: who answers here: calls for another one are refused.
    ///   - isPrivate: for whoever comes second: this engine ends with its last viewer.
    ///   - patience: a caller that says nothing for so long is sent away; a front never is.
    ///   - tell: a line for the journal, from the server's thread.
    public init(
        path: String, version: String, engine: EngineID = .unknown, protocols: ClosedRange<Int> = LinkProtocol.spoken,
        isPrivate: Bool = false, service: any EngineService, patience: Duration = .seconds(300),
        tell: @escaping @Sendable (Message) -> Void = { _ in }, clock: @escaping @Sendable () -> Moment = wallClock
    ) throws(LinkProblem) {
        mailbox = try Mailbox()
        let audience = ViewerCount()
        self.audience = audience
        let loop = try ServerLoop(
            path: path, version: version, engine: engine, protocols: protocols, clock: clock, isPrivate: isPrivate, patience: patience,
            mailbox: mailbox, service: service,
            viewersChanged: { audience.changed(to: $0) }, callersChanged: { audience.called(by: $0) }, tell: tell)
        do throws(OwnThread.Failure) {
            thread = Mutex(try OwnThread { loop.run() })
        } catch {
            throw LinkProblem.system(.startLinkThread(), error: error.code)
        }
        audience.report(to: service)
    }
    deinit { close() }

    /// Fronts that are attached now.
    public var viewers: Int { audience.count }
    /// Connections of any kind: how many there are now, and how often one came or went since the start.
    public var callers: (now: Int, changes: Int) { audience.callers }

    /// Makes the socket again where its file is gone. Returns at once; call it every few seconds.
    public func keepSocket() { mailbox.post(.look) }

    /// Tells every attached front. Returns at once; the message is made on the server's thread, once for all.
    public func publish(_ update: Update) { mailbox.post(.update(update)) }

    /// Disconnects everybody and removes the socket. Any number of calls; the first one waits for the thread's end.
    public func close() {
        let ended = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        guard let ended else { return }
        mailbox.post(.close)
        ended.join()
        audience.end()
    }
}

/// How many look on, told to the engine in order.
private final class ViewerCount: Sendable {
    private let value = Atomic<Int>(0)
    private let counts = AsyncStream<Int>.makeStream(bufferingPolicy: .bufferingNewest(1))

    private let connections = Atomic<Int>(0)
    private let changes = Atomic<Int>(0)

    var count: Int { value.load(ordering: .relaxed) }
    var callers: (now: Int, changes: Int) {
        // In this order: who comes between is seen in the next look.
        let changes = changes.load(ordering: .sequentiallyConsistent)
        return (connections.load(ordering: .sequentiallyConsistent), changes)
    }

    func called(by count: Int) {
        connections.store(count, ordering: .sequentiallyConsistent)
        changes.add(1, ordering: .sequentiallyConsistent)
    }

    func changed(to count: Int) {
        value.store(count, ordering: .relaxed)
        counts.continuation.yield(count)
    }
    func report(to service: any EngineService) {
        let stream = counts.stream
        Task { for await count in stream { await service.viewersChanged(count) } }
    }
    func end() { counts.continuation.finish() }
}
