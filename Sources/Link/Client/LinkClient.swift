import Alarms
import CSystem
public import Feed
import Glibc
import JSON
public import Telemetry

/// A front's end of the link, for a loop that waits on many descriptors. Nothing here waits. For one thread.
///
/// Varlink answers the calls of a connection in order, and `Attach` is never answered to its end: so there are two connections,
/// one for the stream and one for commands, behind one descriptor.
public final class LinkClient {
    /// Readable when `readable()` has something to do: replies to read, or calls to write. There is nothing else to watch.
    public let fileDescriptor: Int32

    private enum Pending {
        case command(Command)
        case history
        case reveal(user: String)
        case sign
    }

    private let version: String
    private let stream: ClientConnection
    private let calls: ClientConnection
    private var pending: [Pending] = []
    private var isClosed = false

    /// Connects to the engine that listens on `path`; `.absent` where none does.
    public init(path: String, version: String) throws(LinkProblem) {
        self.version = version
        let reader = JSONReader()
        stream = try ClientConnection(path: path, reader: reader)
        calls = try ClientConnection(path: path, reader: reader)
        fileDescriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard fileDescriptor >= 0 else { throw LinkProblem.system("make an epoll descriptor") }
        for connection in [stream, calls] { watch(connection, EPOLL_CTL_ADD) }
    }
    deinit { close() }

    /// How much it has been told so far.
    public var bytesRead: Int { stream.bytesRead }

    /// Asks for all there is and then for what changes: `update` messages, or one `versionMismatch`. Once.
    public func attach() {
        send(Call.message("\(Interface.engine.rawValue).Attach", more: true) { $0.put("version", version) }, on: stream)
    }

    /// Every command is answered by a message, unless the connection ends before.
    public func send(_ command: Command) {
        pending.append(.command(command))
        send(command.call(), on: calls)
    }

    /// Asks for at most `limit` (1 to 10,000) occurrences that changed since a time.
    public func requestHistory(since: Moment, limit: Int) {
        pending.append(.history)
        send(EngineCall.history(since: since, limit: limit), on: calls)
    }

    /// Asks for the name behind a pseudonym of a host's session; answered by `revealed` or `notRevealed`.
    public func requestReveal(user: String, host: Host.ID, reason: String) {
        pending.append(.reveal(user: user))
        send(EngineCall.reveal(user, on: host, reason: reason), on: calls)
    }

    /// Asks for a sign of life, where nothing was heard for a while; answered by `alive`.
    public func ask() {
        pending.append(.sign)
        send(Call.message("\(Interface.service.rawValue).GetInfo") { _ in }, on: calls)
    }

    /// What came since the last call. Large states come in several turns: the descriptor stays readable until all is read.
    ///
    /// Every problem is final: `.closed` where the engine is gone, `.unreadable` where it sent what cannot be read.
    public func readable() throws(LinkProblem) -> [LinkMessage] {
        guard !isClosed else { throw .closed }
        do throws(LinkProblem) {
            var end: LinkProblem?
            for connection in [stream, calls] {
                do throws(LinkProblem) { _ = try connection.receive() } catch { end = error }
                do throws(LinkProblem) { try connection.write() } catch { end = error }
                watch(connection, EPOLL_CTL_MOD)
            }
            var messages: [LinkMessage] = []
            while let reply = try stream.next(LinkClient.update) { messages.append(try reply.get()) }
            while let message = try nextAnswer() { messages.append(message) }
            // What was said before the end still counts; the next call comes to the end again.
            if let end, messages.isEmpty { throw end }
            return messages
        } catch {
            close()
            throw error
        }
    }

    /// Any number of calls.
    public func close() {
        guard !isClosed else { return }
        isClosed = true
        for connection in [stream, calls] { connection.disconnect() }
        Glibc.close(fileDescriptor)
    }

    private func send(_ call: [UInt8], on connection: ClientConnection) {
        guard !isClosed else { return }
        connection.call(call)
        // Where it cannot be written, the descriptor is readable and `readable()` finds out why.
        try? connection.write()
        watch(connection, EPOLL_CTL_MOD)
    }

    private func watch(_ connection: ClientConnection, _ operation: Int32) {
        var event = epoll_event()
        event.events = EPOLLIN.rawValue | (connection.wantsToWrite ? EPOLLOUT.rawValue : 0)
        epoll_ctl(fileDescriptor, operation, connection.descriptor, &event)
    }

    private static func update(_ reply: Reply) throws(UnreadableMessage) -> Result<LinkMessage, LinkProblem> {
        guard let name = reply.error else { return .success(.update(try reply.parameters.item("update"))) }
        switch try ServiceError(name: name, parameters: reply.parameters) {
        case .versionMismatch(let engine, _): return .success(.versionMismatch(engine: engine))
        case let error: return .failure(.unexpected(error.text))
        }
    }

    private func nextAnswer() throws(LinkProblem) -> LinkMessage? {
        guard let asked = pending.first else {
            guard try calls.next({ _ in true }) != nil else { return nil }
            throw .unreadable("an answer that nobody asked for")
        }
        let answer = try calls.next { (reply) throws(UnreadableMessage) -> Result<LinkMessage, LinkProblem> in
            let error = try EngineCall.error(of: reply)
            switch asked {
            case .command(let command): return .success(.answer(command, error.map(EngineCall.refusal)))
            case .reveal(let user):
                if let error { return .success(.notRevealed(user: user, EngineCall.refusal(error))) }
                return .success(.revealed(user: user, name: try reply.parameters.string("name")))
            case .sign: return .success(.alive)
            case .history:
                if let error { return .failure(.unexpected(error.text)) }
                return .success(.history(try reply.parameters.list("alarms")))
            }
        }
        guard let answer else { return nil }
        pending.removeFirst()
        return try answer.get()
    }
}
