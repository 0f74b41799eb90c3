import Feed
import Glibc
import JSON
import Platform
import Telemetry

/// The server's thread: waits for callers, calls, and what the engine has to say.
final class ServerLoop {
    private static let listenerKey: UInt64 = 0
    private static let mailboxKey: UInt64 = 1

    private let listener: Listener
    let mailbox: Mailbox
    let service: any EngineService
    let version: String
    let engine: EngineID
    let protocols: ClosedRange<Int>
    let clock: @Sendable () -> Moment
    /// Who says nothing for so long is sent away.
    private let patience: Duration
    private let viewersChanged: @Sendable (Int) -> Void
    private let callersChanged: @Sendable (Int) -> Void
    private let tell: @Sendable (Message) -> Void
    /// What was told of the socket last.
    private var trouble: Message?
    private let epoll: Epoll
    private let reader = JSONReader()
    private let buffer = ReadBuffer(count: 1 << 16)
    private(set) var connections: [UInt64: ServerConnection] = [:]
    var alarms = AlarmChangeLog()
    var hosts = HostChangeLog()
    /// A front that has missed some is sent away: it would count too few. As many as an engine keeps.
    static let endsKept = 20_000
    var ends = LineTable(most: ServerLoop.endsKept) { .ends($0) }
    /// No front keeps more.
    static let eventsKept = 500
    var events = LineTable(most: ServerLoop.eventsKept) { .events($0) }
    private var nextKey: UInt64 = 2
    private var listens = false
    private(set) var viewers = 0
    var isClosing = false

    init(
        path: String, version: String, engine: EngineID, protocols: ClosedRange<Int>, clock: @escaping @Sendable () -> Moment,
        isPrivate: Bool, patience: Duration, mailbox: Mailbox, service: any EngineService,
        viewersChanged: @escaping @Sendable (Int) -> Void, callersChanged: @escaping @Sendable (Int) -> Void,
        tell: @escaping @Sendable (Message) -> Void
    ) throws(LinkProblem) {
        listener = try Listener(path: path, isPrivate: isPrivate)
        self.mailbox = mailbox
        self.service = service
        self.version = version
        self.engine = engine
        self.protocols = protocols
        self.clock = clock
        self.patience = patience
        self.viewersChanged = viewersChanged
        self.callersChanged = callersChanged
        self.tell = tell
        guard let epoll = Epoll() else { throw LinkProblem.system(.makeEpoll()) }
        self.epoll = epoll
        guard epoll.add(mailbox.descriptor, as: ServerLoop.mailboxKey, for: .read) else { throw LinkProblem.system(.watchEventfd()) }
    }
    deinit { for connection in connections.values { close(connection.descriptor) } }

    func run() {
        while !isClosing {
            if !listens { listens = epoll.add(listener.descriptor, as: ServerLoop.listenerKey, for: .read) }
            guard let events = epoll.wait(atMost: pause) else { break }
            for event in events {
                switch event.key {
                case ServerLoop.listenerKey: accept()
                case ServerLoop.mailboxKey: deliver(mailbox.take())
                case let key: if let connection = connections[key] { handle(event, of: connection) }
                }
            }
            tellWhatIsDue()
            sendSilentAway()
        }
        for connection in connections.values { drop(connection) }
    }

    /// Nil for ever.
    private var pause: Duration? {
        // Without room for callers the listener is not watched: try again soon.
        if !listens { return .milliseconds(200) }
        let seats = Seats(connections.values.map(\.seat))
        guard let due = [seats.next(after: patience), newsDue].compactMap({ $0 }).min() else { return nil }
        return max(.zero, ContinuousClock.now.duration(to: due)) + .milliseconds(1)
    }

    // MARK: Callers

    private func accept() {
        while true {
            switch listener.accept() {
            case .nobody: return
            case .stranger: continue
            case .noRoom:
                if makeRoom() { continue }
                epoll.remove(listener.descriptor)
                listens = false
                return
            case .caller(let descriptor, let process, let author):
                guard connections.count < Seats.count || makeRoom(),
                    epoll.add(descriptor, as: nextKey, for: .read)
                else {
                    close(descriptor)
                    continue
                }
                let connection = ServerConnection(id: nextKey, descriptor: descriptor, process: process, author: author)
                connection.interest = .read
                connections[nextKey] = connection
                callersChanged(connections.count)
                nextKey += 1
            }
        }
    }

    /// Whoever has said nothing for longest gives his seat to one who comes.
    private func makeRoom() -> Bool {
        guard let id = Seats(connections.values.map(\.seat)).first, let connection = connections[id] else { return false }
        drop(connection)
        return true
    }

    /// What was held back by its pace.
    private func tellWhatIsDue() {
        for connection in connections.values where connection.output.isEmpty && hasNewsNow(for: connection) { settle(connection) }
    }

    private func sendSilentAway() {
        for id in Seats(connections.values.map(\.seat)).silent(since: .now - patience) {
            if let connection = connections[id] { drop(connection) }
        }
    }

    private func handle(_ event: Epoll.Event, of connection: ServerConnection) {
        if event.isReadable, connection.takesCalls, connection.receive(into: buffer.bytes) == .ended {
            connection.hasEnded = true
        }
        if event.hasEnded { connection.isDeaf = true }
        settle(connection)
    }

    /// Brings a connection as far as it goes now: calls answered, answers out, epoll told, or closed.
    func settle(_ connection: ServerConnection) {
        guard connections[connection.id] != nil else { return }
        while true {
            guard readCalls(of: connection) else { return drop(connection) }
            let waited = connection.takesCalls
            if connection.isDeaf {
                connection.output.removeAll()
            } else {
                tellNews(to: connection)
                if connection.flush(at: clock) == .failed { connection.isDeaf = true }
            }
            // Room for replies again: there may be calls that waited for it.
            if connection.takesCalls == waited { break }
        }
        if connection.isDone { return drop(connection) }
        let wanted = connection.isDeaf ? nil : connection.wanted(hasNews: hasNewsNow(for: connection))
        guard wanted != connection.interest else { return }
        if let wanted {
            epoll.change(connection.descriptor, as: connection.id, to: wanted)
        } else {
            epoll.remove(connection.descriptor)
        }
        connection.interest = wanted
    }

    /// False where the caller does not speak Varlink.
    private func readCalls(of connection: ServerConnection) -> Bool {
        while connection.takesCalls {
            if let place = connection.frames.next() {
                guard read(place, of: connection) else { return false }
                continue
            }
            if connection.frames.isOverfull { return false }
            // What a caller sent before it left is still in the socket, which epoll no longer watches.
            guard connection.isDeaf, !connection.hasEnded else {
                connection.isExhausted = connection.hasEnded
                return true
            }
            if connection.receive(into: buffer.bytes) != .some { connection.hasEnded = true }
        }
        return true
    }

    private func read(_ place: Range<Int>, of connection: ServerConnection) -> Bool {
        let call = connection.frames.read(place) { bytes in
            try? reader.read(bytes) { (fields) throws(UnreadableMessage) in try IncomingCall(fields) }
        }
        guard let call else { return false }
        connection.calledAt = .now
        switch call.request {
        case .success where call.engine.isKnown && engine.isKnown && call.engine != engine:
            let error = ServiceError.otherEngine(asked: call.engine.text, engine: engine.text)
            if !call.oneway { connection.output.append(error.message()) }
        case .success(let request): answer(request, to: connection, oneway: call.oneway)
        case .failure(let error): if !call.oneway { connection.output.append(error.message()) }
        }
        return true
    }

    func drop(_ connection: ServerConnection) {
        guard connections.removeValue(forKey: connection.id) != nil else { return }
        callersChanged(connections.count)
        _ = connection.flush(at: clock)
        close(connection.descriptor)
        guard connection.isViewer else { return }
        countViewers(-1)
        if viewers == 0 {
            ends.forget()
            events.forget()
        }
    }

    func countViewers(_ change: Int) {
        viewers += change
        viewersChanged(viewers)
    }

    func restoreSocket() {
        // Whoever has called already waits at the old one.
        accept()
        var words: Message?
        do throws(LinkProblem) {
            guard try listener.restore() else { return }
            // The old descriptor left epoll when it was closed.
            listens = false
            tell(.socketMadeAgain())
        } catch {
            words = .socketGone(error.message)
        }
        if let words, words != trouble { tell(words) }
        trouble = words
    }
}
