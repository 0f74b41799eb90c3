import CSystem
import Feed
import Glibc

/// The server's thread: waits for callers, calls, and what the engine has to say.
final class ServerLoop {
    private static let listenerKey: UInt64 = 0
    private static let mailboxKey: UInt64 = 1
    private static let connectionLimit = 256

    private let listener: Listener
    private let mailbox: Mailbox
    private let service: any EngineService
    private let version: String
    private let viewersChanged: @Sendable (Int) -> Void
    private let callersChanged: @Sendable (Int) -> Void
    private let tell: @Sendable (String) -> Void
    /// What was told of the socket last.
    private var trouble = ""
    private let epoll: Int32
    private let reader = JSONReader()
    private let buffer = ReadBuffer(count: 1 << 16)
    private var connections: [UInt64: ServerConnection] = [:]
    private var nextKey: UInt64 = 2
    private var listens = false
    private var viewers = 0
    private var isClosing = false

    init(
        path: String, version: String, isPrivate: Bool, mailbox: Mailbox, service: any EngineService,
        viewersChanged: @escaping @Sendable (Int) -> Void, callersChanged: @escaping @Sendable (Int) -> Void,
        tell: @escaping @Sendable (String) -> Void
    ) throws(LinkProblem) {
        listener = try Listener(path: path, isPrivate: isPrivate)
        self.mailbox = mailbox
        self.service = service
        self.version = version
        self.viewersChanged = viewersChanged
        self.callersChanged = callersChanged
        self.tell = tell
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard epoll >= 0 else { throw LinkProblem.system("make an epoll descriptor") }
        guard watch(mailbox.descriptor, key: ServerLoop.mailboxKey, EPOLLIN.rawValue, EPOLL_CTL_ADD) else {
            throw LinkProblem.system("watch an eventfd")
        }
    }
    deinit {
        for connection in connections.values { close(connection.descriptor) }
        close(epoll)
    }

    func run() {
        var events = [epoll_event](repeating: epoll_event(), count: 64)
        while !isClosing {
            if !listens { listens = watch(listener.descriptor, key: ServerLoop.listenerKey, EPOLLIN.rawValue, EPOLL_CTL_ADD) }
            // Without room for callers the listener is not watched: try again soon.
            let count = epoll_wait(epoll, &events, Int32(events.count), listens ? -1 : 200)
            if count < 0, errno != EINTR { break }
            for event in events.prefix(Int(max(count, 0))) {
                switch event.data.u64 {
                case ServerLoop.listenerKey: accept()
                case ServerLoop.mailboxKey: for item in mailbox.take() { deliver(item) }
                case let key: if let connection = connections[key] { handle(event.events, of: connection) }
                }
            }
        }
        for connection in connections.values { drop(connection) }
    }

    @discardableResult
    private func watch(_ descriptor: Int32, key: UInt64, _ events: UInt32, _ operation: Int32) -> Bool {
        var event = epoll_event()
        event.events = events
        event.data.u64 = key
        return epoll_ctl(epoll, operation, descriptor, &event) == 0
    }

    // MARK: Callers

    private func accept() {
        while true {
            switch listener.accept() {
            case .nobody: return
            case .stranger: continue
            case .noRoom:
                watch(listener.descriptor, key: ServerLoop.listenerKey, 0, EPOLL_CTL_DEL)
                listens = false
                return
            case .caller(let descriptor, let author):
                guard connections.count < ServerLoop.connectionLimit,
                    watch(descriptor, key: nextKey, EPOLLIN.rawValue, EPOLL_CTL_ADD)
                else {
                    close(descriptor)
                    continue
                }
                let connection = ServerConnection(id: nextKey, descriptor: descriptor, author: author)
                connection.interest = EPOLLIN.rawValue
                connections[nextKey] = connection
                callersChanged(connections.count)
                nextKey += 1
            }
        }
    }

    private func handle(_ events: UInt32, of connection: ServerConnection) {
        if events & EPOLLIN.rawValue != 0, connection.takesCalls, connection.receive(into: buffer.bytes) == .ended {
            connection.hasEnded = true
        }
        if events & (EPOLLHUP.rawValue | EPOLLERR.rawValue) != 0 { connection.isDeaf = true }
        settle(connection)
    }

    /// Brings a connection as far as it goes now: calls answered, answers out, epoll told, or closed.
    private func settle(_ connection: ServerConnection) {
        guard connections[connection.id] != nil else { return }
        while true {
            guard readCalls(of: connection) else { return drop(connection) }
            let waited = connection.takesCalls
            if connection.isDeaf {
                connection.output.removeAll()
            } else if connection.output.flush(to: connection.descriptor) == .failed {
                connection.isDeaf = true
            }
            // Room for replies again: there may be calls that waited for it.
            if connection.takesCalls == waited { break }
        }
        if connection.isDone { return drop(connection) }
        let wanted = connection.isDeaf ? nil : connection.wanted
        guard wanted != connection.interest else { return }
        watch(connection.descriptor, key: connection.id, wanted ?? 0, wanted == nil ? EPOLL_CTL_DEL : EPOLL_CTL_MOD)
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
            try? reader.read(bytes) { (fields) throws(UnreadableMessage) in
                let call = try Call(fields)
                let request: Result<Request, ServiceError>
                do throws(ServiceError) { request = .success(try Request(call)) } catch { request = .failure(error) }
                return (oneway: call.oneway, request: request)
            }
        }
        guard let call else { return false }
        switch call.request {
        case .success(let request): answer(request, to: connection, oneway: call.oneway)
        case .failure(let error): if !call.oneway { connection.output.append(error.message()) }
        }
        return true
    }

    private func answer(_ request: Request, to connection: ServerConnection, oneway: Bool) {
        let id = connection.id
        let author = connection.author
        func now(_ message: [UInt8]) { if !oneway { connection.output.append(message) } }
        func later(_ work: @escaping @Sendable (Mailbox, any EngineService) async -> Void) {
            connection.state = .answering(oneway: oneway)
            Task { [mailbox, service] in await work(mailbox, service) }
        }
        switch request {
        case .information: now(Answers.information(version: version))
        case .description(let interface): now(Answers.description(interface: interface))
        case .attach(let front) where front != version: now(ServiceError.versionMismatch(engine: version, front: front).message())
        case .attach, .hosts, .status:
            later { mailbox, service in
                await service.snapshot { mailbox.post(.snapshot(for: id, request: request, updates: $0)) }
            }
            if case .attach = request {
                connection.state = .attaching
                countViewers(+1)
            }
        case .alarms: later { mailbox, service in mailbox.post(.reply(to: id, message: Answers.alarms(await service.alarms()))) }
        case .history(let since, let limit):
            later { mailbox, service in
                let found = await service.history(since: since, limit: limit)
                mailbox.post(.reply(to: id, message: Answers.alarms(found)))
            }
        case .reveal(let user, let host, let reason):
            later { mailbox, service in
                let message: [UInt8]
                do throws(CommandRefusal) {
                    message = Answers.name(try await service.reveal(user, on: host, reason: reason, author: author))
                } catch {
                    message = Answers.done(error)
                }
                mailbox.post(.reply(to: id, message: message))
            }
        case .command(let command):
            later { mailbox, service in
                var refusal: CommandRefusal?
                do throws(CommandRefusal) { try await service.perform(command, author: author) } catch { refusal = error }
                mailbox.post(.reply(to: id, message: Answers.done(refusal)))
            }
        }
    }

    private func drop(_ connection: ServerConnection) {
        guard connections.removeValue(forKey: connection.id) != nil else { return }
        callersChanged(connections.count)
        _ = connection.output.flush(to: connection.descriptor)
        close(connection.descriptor)
        if connection.isViewer { countViewers(-1) }
    }

    private func countViewers(_ change: Int) {
        viewers += change
        viewersChanged(viewers)
    }

    private func restoreSocket() {
        // Whoever has called already waits at the old one.
        accept()
        var words = ""
        do throws(LinkProblem) {
            guard try listener.restore() else { return }
            // The old descriptor left epoll when it was closed.
            listens = false
            tell("the socket was gone and is made again")
        } catch {
            words = "the socket is gone: \(error.text)"
        }
        if !words.isEmpty, words != trouble { tell(words) }
        trouble = words
    }

    // MARK: The engine's word

    private func deliver(_ item: Mailbox.Item) {
        switch item {
        case .close: isClosing = true
        case .look: restoreSocket()
        case .update(let update): spread(update)
        case .reply(let id, let message):
            guard let connection = connections[id], case .answering(let oneway) = connection.state else { return }
            if !oneway { connection.output.append(message) }
            connection.state = .ready
            settle(connection)
        case .snapshot(let id, let request, let updates):
            guard let connection = connections[id] else { return }
            switch request {
            case .hosts: deliver(.reply(to: id, message: Answers.hosts(updates)))
            case .status: deliver(.reply(to: id, message: Answers.status(updates)))
            default: begin(connection, with: updates)
            }
        }
    }

    private func begin(_ connection: ServerConnection, with updates: [Update]) {
        guard connection.state == .attaching else { return }
        connection.state = .attached
        for update in updates {
            for message in Answers.pieces(update) { connection.output.append(message, slot: UpdateSlot(update)) }
        }
        connection.allowance = connection.output.byteCount + ServerConnection.lagLimit
        settle(connection)
    }

    private func spread(_ update: Update) {
        let attached = connections.values.filter { $0.state == .attached }
        if attached.isEmpty { return }
        let slot = UpdateSlot(update)
        let messages = Answers.pieces(update)
        for connection in attached {
            for message in messages { connection.output.append(message, slot: slot) }
            settle(connection)
            if connection.output.byteCount > connection.allowance { drop(connection) }
        }
    }
}
