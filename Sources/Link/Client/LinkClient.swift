import Alarms
public import Feed
import Glibc
import JSON
public import MetricStore
import Platform
public import Telemetry

/// A front's end of the link, for a loop that waits on many descriptors. Nothing here waits. For one thread.
///
/// Varlink answers the calls of a connection in order, and `Attach` is never answered to its end: so there are two connections,
/// one for the stream and one for commands, behind one descriptor. What is asked of the past may take its time, and nobody who acts waits for
/// it: it has a third one as long as it is not answered.
public final class LinkClient {
    /// Readable when `readable()` has something to do: replies to read, or calls to write. There is nothing else to watch.
    public let fileDescriptor: Int32

    private enum Pending {
        case command(Command)
        case history
        case hosts(at: Moment)
        case alarms(at: Moment)
        case series(of: Host.ID)
        case latest([SeriesKey])
        case span(SeriesSpan)
        case reveal(user: String)
        case sign
    }

    /// A connection, and what it has been asked and has not answered.
    private final class Asked {
        let connection: ClientConnection
        var pending: [(question: Pending, call: [UInt8])] = []
        init(_ connection: ClientConnection) { self.connection = connection }
    }

    private let path: String
    private let caller: EngineCall.Caller
    private let reader: JSONReader
    private var stream: ClientConnection
    private let calls: Asked
    /// Nil while nothing is asked of the past: whoever only sits there takes the engine's seats.
    private var past: Asked?
    /// Nil once this is closed.
    private var epoll: Epoll?
    private var isClosed: Bool { epoll == nil }
    /// Who the engine said it is, and the last update's stamp; nil before the first.
    public private(set) var welcome: Welcome?
    public private(set) var stamp: Stamp?
    private var order = UpdateOrder()
    private var bytesBefore = 0

    /// Connects to the engine that listens on `path`; `.absent` where none does.
    /// - Parameter version: of this program, for the words where engine and front have no protocol in common.
    public init(path: String, version: String, protocols: ClosedRange<Int> = LinkProtocol.spoken) throws(LinkProblem) {
        self.path = path
        caller = EngineCall.Caller(protocols: protocols, version: version)
        reader = JSONReader()
        stream = try ClientConnection(path: path, reader: reader)
        calls = Asked(try ClientConnection(path: path, reader: reader))
        guard let epoll = Epoll() else { throw LinkProblem.system(.makeEpoll()) }
        self.epoll = epoll
        fileDescriptor = epoll.descriptor
        for connection in connections { watch(connection, isNew: true) }
    }
    deinit { close() }

    /// How much it has been told so far.
    public var bytesRead: Int { bytesBefore + stream.bytesRead }

    /// Asks for all there is and then for what changes: `welcome` and `update` messages, or one `protocolMismatch`. Once.
    public func attach() { send(caller.attach(), on: stream) }

    /// Every command is answered by a message, unless the connection ends before.
    /// - Parameter engine: whose alarms and hosts it is about; another one refuses it.
    public func send(_ command: Command, to engine: EngineID = .unknown) {
        ask(.command(command), command.call(to: engine), on: calls)
    }

    /// Asks for at most `limit` (1 to 10,000) occurrences that changed since a time.
    public func requestHistory(since: Moment, limit: Int) {
        ask(.history, EngineCall.history(since: since, limit: limit), on: askedOfThePast())
    }

    /// Asks how at most `PastHosts.mostHosts` hosts were at a moment; answered by `past`.
    public func requestHosts(_ hosts: [Host.ID], at moment: Moment) {
        ask(.hosts(at: moment), EngineCall.hosts(hosts, at: moment, of: welcome?.engine ?? .unknown), on: askedOfThePast())
    }

    /// Asks for at most `limit` (1 to 10,000) alarms that stood at a moment; answered by `pastAlarms`.
    public func requestAlarms(at moment: Moment, limit: Int) {
        ask(.alarms(at: moment), EngineCall.alarms(at: moment, limit: limit, of: welcome?.engine ?? .unknown), on: askedOfThePast())
    }

    /// Asks what is kept of a host: at most 500 of its series, from a place among them on.
    public func requestSeries(of host: Host.ID, from first: Int) {
        ask(.series(of: host), EngineCall.series(of: host, from: first, of: welcome?.engine ?? .unknown), on: calls)
    }

    /// Asks for the newest values of at most 500 series, and for a piece of one's past; an engine that is not the one that was attached to
    /// answers nothing.
    public func requestLatest(_ keys: [SeriesKey]) {
        ask(.latest(keys), EngineCall.latest(keys, of: welcome?.engine ?? .unknown), on: calls)
    }
    public func requestSpan(_ span: SeriesSpan) {
        ask(.span(span), EngineCall.span(span, of: welcome?.engine ?? .unknown), on: calls)
    }

    /// Asks for the name behind a pseudonym of a host's session; answered by `revealed` or `notRevealed`.
    public func requestReveal(user: String, host: Host.ID, reason: String, of engine: EngineID = .unknown) {
        ask(.reveal(user: user), EngineCall.reveal(user, on: host, reason: reason, of: engine), on: calls)
    }

    /// Asks for a sign of life, where nothing was heard for a while; answered by `alive`.
    public func ask() {
        ask(.sign, Call.message("\(Interface.service.rawValue).GetInfo") { _ in }, on: calls)
    }

    /// What came since the last call. Large states come in several turns: the descriptor stays readable until all is read.
    ///
    /// Every problem is final: `.closed` where the engine is gone, `.unreadable` where it sent what cannot be read.
    public func readable() throws(LinkProblem) -> [LinkMessage] {
        guard !isClosed else { throw .closed }
        do throws(LinkProblem) {
            var (end, endOfPast): (LinkProblem?, LinkProblem?)
            for connection in connections {
                func ended(_ problem: LinkProblem) { if connection === past?.connection { endOfPast = problem } else { end = problem } }
                do throws(LinkProblem) { _ = try connection.receive() } catch { ended(error) }
                do throws(LinkProblem) { try connection.write() } catch { ended(error) }
                watch(connection)
            }
            var messages: [LinkMessage] = []
            while let message = try nextTold() { messages.append(message) }
            while let message = try nextAnswer(of: calls) { messages.append(message) }
            while let past, let message = try nextAnswer(of: past) { messages.append(message) }
            if let past, past.pending.isEmpty || endOfPast != nil {
                past.connection.disconnect()
                self.past = nil
                // An engine that has no seat for it is asked among the commands.
                for (question, call) in past.pending { ask(question, call, on: calls) }
            }
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
        for connection in connections { connection.disconnect() }
        epoll = nil
    }

    private var connections: [ClientConnection] { [stream, calls.connection] + (past.map { [$0.connection] } ?? []) }

    private func askedOfThePast() -> Asked {
        if let past { return past }
        guard !isClosed, let connection = try? ClientConnection(path: path, reader: reader) else { return calls }
        let asked = Asked(connection)
        past = asked
        watch(connection, isNew: true)
        return asked
    }

    private func ask(_ question: Pending, _ call: [UInt8], on asked: Asked) {
        asked.pending.append((question, call))
        send(call, on: asked.connection)
    }

    private func send(_ call: [UInt8], on connection: ClientConnection) {
        guard !isClosed else { return }
        connection.call(call)
        // Where it cannot be written, the descriptor is readable and `readable()` finds out why.
        try? connection.write()
        watch(connection)
    }

    private func watch(_ connection: ClientConnection, isNew: Bool = false) {
        let interest: Epoll.Interest = connection.wantsToWrite ? [.read, .write] : .read
        if isNew {
            _ = epoll?.add(connection.descriptor, as: 0, for: interest)
        } else {
            epoll?.change(connection.descriptor, as: 0, to: interest)
        }
    }

    /// The first reply says who speaks, all others are updates.
    private func nextTold() throws(LinkProblem) -> LinkMessage? {
        if welcome == nil || order.isNew {
            let first = try stream.next { [caller] (reply) throws(UnreadableMessage) in try caller.welcome(in: reply) }
            guard let first else { return nil }
            do throws(LinkProblem) {
                let new = try first.get()
                // One that has taken the other's place is another attach, not more of the same.
                if let welcome, welcome != new { throw .closed }
                let isFirst = welcome == nil
                welcome = new
                order.begin()
                return isFirst ? .welcome(new) : .resync
            } catch {
                guard case .protocolMismatch(let mismatch) = error else { throw error }
                return .protocolMismatch(mismatch)
            }
        }
        let told = try stream.next { (reply) throws(UnreadableMessage) -> Result<(Stamp, Update), LinkProblem> in
            if let error = try EngineCall.error(of: reply) { return .failure(.unexpected(error.said)) }
            return .success((try Stamp(reply.parameters), try reply.parameters.item("update")))
        }
        guard let (stamp, update) = try told?.get() else { return nil }
        switch order.take(stamp.sequence) {
        case .next:
            self.stamp = stamp
            return .update(update)
        case .gap:
            try askAgain()
            return nil
        case .broken: throw .unreadable(.repliesOutOfOrder())
        }
    }

    /// Something was missed: only all there is makes good for it. The stream that it was missed on says no more.
    private func askAgain() throws(LinkProblem) {
        bytesBefore += stream.bytesRead
        stream.disconnect()
        do throws(LinkProblem) { stream = try ClientConnection(path: path, reader: reader) } catch { throw .closed }
        watch(stream, isNew: true)
        attach()
    }

    private func nextAnswer(of line: Asked) throws(LinkProblem) -> LinkMessage? {
        guard let asked = line.pending.first?.question else {
            guard try line.connection.next({ _ in true }) != nil else { return nil }
            throw .unreadable(.unaskedAnswer())
        }
        let answer = try line.connection.next { (reply) throws(UnreadableMessage) -> Result<LinkMessage, LinkProblem> in
            let error = try EngineCall.error(of: reply)
            switch asked {
            case .command(let command): return .success(.answer(command, error.map(EngineCall.refusal)))
            case .reveal(let user):
                if let error { return .success(.notRevealed(user: user, EngineCall.refusal(error))) }
                return .success(.revealed(user: user, name: try reply.parameters.string("name")))
            case .sign: return .success(.alive)
            case .hosts(let moment):
                if let error { return .success(.past(at: moment, .failure(EngineCall.refusal(error)))) }
                return .success(.past(at: moment, .success(try PastHosts(reply.parameters))))
            case .alarms(let moment):
                if let error { return .success(.pastAlarms(at: moment, .failure(EngineCall.refusal(error)))) }
                return .success(.pastAlarms(at: moment, .success(try reply.parameters.list("alarms"))))
            case .series(let host): return .success(.series(of: host, error == nil ? try reply.parameters.series(of: host) : []))
            case .latest(let keys):
                return .success(.latest(keys, error == nil ? try reply.parameters.points(count: keys.count) : keys.map { _ in nil }))
            case .span(let span):
                let none = [Column?](repeating: nil, count: span.columns)
                return .success(.span(span, error == nil ? try reply.parameters.columns(count: span.columns) : none))
            case .history:
                if let error { return .success(.history(.failure(EngineCall.refusal(error)))) }
                return .success(.history(.success(try reply.parameters.list("alarms"))))
            }
        }
        guard let answer else { return nil }
        line.pending.removeFirst()
        return try answer.get()
    }
}
