public import Alarms
public import Feed
import Glibc
import JSON
public import MetricStore
import Platform
public import Telemetry

/// The command line's end of the link: each call waits for its answer, until the deadline.
public final class LinkCall {
    private let connection: ClientConnection
    private let deadline: Duration
    /// Who answers, and in which protocol.
    public let welcome: Welcome

    /// Connects to the engine that listens on `path` (`.absent` where none does) and agrees with it on a protocol.
    /// - Parameters:
    ///   - version: of this program, for the words where there is none in common.
    ///   - deadline: for this, and for each call.
    public init(
        path: String, version: String, protocols: ClosedRange<Int> = LinkProtocol.spoken, deadline: Duration = .seconds(5)
    ) throws(LinkProblem) {
        connection = try ClientConnection(path: path, reader: JSONReader())
        self.deadline = deadline
        let caller = EngineCall.Caller(protocols: protocols, version: version)
        welcome = try Self.wait(on: connection, for: caller.negotiate(), deadline) { (reply) throws(UnreadableMessage) in
            try caller.welcome(in: reply)
        }
    }

    /// No more calls: the engine hears of it at once.
    public func close() { connection.disconnect() }

    /// Nil where it was carried out.
    public func perform(_ command: Command) throws(LinkProblem) -> CommandRefusal? {
        try wait(for: command.call(to: welcome.engine)) { (reply) throws(UnreadableMessage) in
            .success(try EngineCall.error(of: reply).map(EngineCall.refusal))
        }
    }
    /// Every alarm that is not normal.
    public func alarms() throws(LinkProblem) -> [Alarm] {
        try call(Call.message("\(Interface.engine.rawValue).ListAlarms")) { (reply) throws(UnreadableMessage) in
            try reply.parameters.list("alarms")
        }
    }
    /// At most `limit` (1 to 10,000) occurrences that changed since a time, newest first.
    public func history(since: Moment, limit: Int) throws(LinkProblem) -> [Alarm] {
        try call(EngineCall.history(since: since, limit: limit)) { (reply) throws(UnreadableMessage) in
            try reply.parameters.list("alarms")
        }
    }
    public func hosts() throws(LinkProblem) -> (site: Site, hosts: [HostState]) {
        try call(Call.message("\(Interface.engine.rawValue).ListHosts")) { (reply) throws(UnreadableMessage) in
            (try reply.parameters.item("site"), try reply.parameters.list("hosts"))
        }
    }
    /// As they were at a moment, or why nobody can say: an engine of before it could refuses it, too.
    public func hosts(_ hosts: [Host.ID], at moment: Moment) throws(LinkProblem) -> Result<PastHosts, CommandRefusal> {
        var out = PastHosts()
        var asked = hosts[...]
        while !asked.isEmpty {
            let piece = Array(asked.prefix(PastHosts.mostHosts))
            let call = EngineCall.hosts(piece, at: moment, of: welcome.engine)
            let answer = try wait(for: call) {
                (reply) throws(UnreadableMessage) -> Result<Result<PastHosts, CommandRefusal>, LinkProblem> in
                if let error = try EngineCall.error(of: reply) { return .success(.failure(EngineCall.refusal(error))) }
                return .success(.success(try PastHosts(reply.parameters)))
            }
            guard case .success(var found) = answer else { return answer }
            // One that leaves all would be asked for ever.
            if found.left.count >= piece.count { found.left = [] }
            asked = found.left + asked.dropFirst(piece.count)
            out.hosts += found.hosts
            (out.keptSince, out.sessionsKeptSince) = (found.keptSince, found.sessionsKeptSince)
        }
        return .success(out)
    }
    /// At most `limit` (1 to 10,000) alarms that stood at a moment as they stood then, or why nobody can say.
    public func alarms(at moment: Moment, limit: Int) throws(LinkProblem) -> Result<[Alarm], CommandRefusal> {
        let call = EngineCall.alarms(at: moment, limit: limit, of: welcome.engine)
        return try wait(for: call) { (reply) throws(UnreadableMessage) -> Result<Result<[Alarm], CommandRefusal>, LinkProblem> in
            if let error = try EngineCall.error(of: reply) { return .success(.failure(EngineCall.refusal(error))) }
            return .success(.success(try reply.parameters.list("alarms")))
        }
    }
    /// All that is kept of a host.
    public func series(of host: Host.ID) throws(LinkProblem) -> [Series] {
        var out: [Series] = []
        while true {
            let piece = try call(EngineCall.series(of: host, from: out.count, of: welcome.engine)) { (reply) throws(UnreadableMessage) in
                try reply.parameters.series(of: host)
            }
            out += piece
            if piece.count < Bounds.series { return out }
        }
    }
    /// The newest value of each series, nil where there is none.
    public func latest(_ keys: [SeriesKey]) throws(LinkProblem) -> [Point?] {
        var out: [Point?] = []
        while out.count < keys.count {
            // As long as names may be, so many always have room in a call.
            let piece = Array(keys[out.count..<min(keys.count, out.count + Bounds.keysAtOnce)])
            out += try call(EngineCall.latest(piece, of: welcome.engine)) { (reply) throws(UnreadableMessage) in
                try reply.parameters.points(count: piece.count)
            }
        }
        return out
    }
    public func span(_ span: SeriesSpan) throws(LinkProblem) -> [Column?] {
        try call(EngineCall.span(span, of: welcome.engine)) { (reply) throws(UnreadableMessage) in
            try reply.parameters.columns(count: span.columns)
        }
    }
    public func status() throws(LinkProblem) -> EngineStatus {
        try call(Call.message("\(Interface.engine.rawValue).Status")) { (reply) throws(UnreadableMessage) in
            try reply.parameters.item("engine")
        }
    }

    /// The name behind a pseudonym, or why it is not told.
    public func reveal(_ user: String, on host: Host.ID, reason: String) throws(LinkProblem) -> Result<String, CommandRefusal> {
        try wait(for: EngineCall.reveal(user, on: host, reason: reason, of: welcome.engine)) { (reply) throws(UnreadableMessage) in
            if let error = try EngineCall.error(of: reply) { return .success(.failure(EngineCall.refusal(error))) }
            return .success(.success(try reply.parameters.string("name")))
        }
    }

    private func call<T>(_ message: [UInt8], _ read: (Reply) throws(UnreadableMessage) -> T) throws(LinkProblem) -> T {
        try wait(for: message) { (reply) throws(UnreadableMessage) in
            if let error = try EngineCall.error(of: reply) { return .failure(.unexpected(error.said)) }
            return .success(try read(reply))
        }
    }

    private func wait<T>(
        for message: [UInt8], _ read: (Reply) throws(UnreadableMessage) -> Result<T, LinkProblem>
    ) throws(LinkProblem) -> T {
        try Self.wait(on: connection, for: message, deadline, read)
    }

    private static func wait<T>(
        on connection: ClientConnection, for message: [UInt8], _ deadline: Duration,
        _ read: (Reply) throws(UnreadableMessage) -> Result<T, LinkProblem>
    ) throws(LinkProblem) -> T {
        let clock = ContinuousClock()
        let end = clock.now + deadline
        connection.call(message)
        while true {
            try connection.write()
            if try connection.receive() {
                if let reply = try connection.next(read) { return try reply.get() }
                continue
            }
            let left = (end - clock.now).pollTimeout
            guard left > 0 else { throw .timedOut(after: deadline) }
            var watched = pollfd(
                fd: connection.descriptor, events: Int16(POLLIN) | (connection.wantsToWrite ? Int16(POLLOUT) : 0), revents: 0)
            if poll(&watched, 1, left) < 0, errno != EINTR { throw LinkProblem.system(.waitForEngine()) }
        }
    }
}
