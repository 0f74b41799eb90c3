import Collecting
import JSON
import Telemetry

/// `GET /cluster/tasks`: what runs now on all nodes, and the last ends. A console is a task while somebody looks at it.
struct ClusterTasks: Sendable {
    static let path = "/cluster/tasks"
    /// Each node tells what it runs and its last two dozen.
    private static let most = 4_000
    private static let mostTimeouts = 100

    struct Console: Hashable, Sendable {
        /// Which console: the word for screens.
        enum Kind: String { case vnc, spice, terminal }
        var kind: Kind
        var node: String
        /// Nil for the node's own shell.
        var guest: String?
        /// A person, with the realm.
        var user: String
        var since: Moment
        /// Together they are one task's, and name nobody: the UPID itself holds the user.
        var process: Int
        var processStart: Int
        var upid: String

        var id: String { "\(node)/\(process)/\(processStart)/\(since.seconds)" }
    }

    /// What the task's end was: `OK`, or what went wrong.
    struct End: Hashable, Sendable {
        var at: Moment?
        var status: String
    }

    /// Any other task that ended because something took too long.
    struct Timeout: Hashable, Sendable {
        /// Such as `vzdump`.
        var type: String
        var guest: String?
        var node: String
        var at: Moment
        var words: TaskStatus
    }

    var running: [Console] = []
    var timeouts: Set<Timeout> = []
    /// By the console's id.
    var ended: [String: (console: Console, end: End)] = [:]

    init(_ response: HTTPResponse, asked: String) throws(CollectFailure) {
        let rows = try ProxmoxAnswer.rows(response, asked: asked, most: Self.most) { fields -> (Console?, End?)? in
            let (console, end) = (Self.console(fields), Self.end(fields))
            if console == nil, timeouts.count < Self.mostTimeouts, let end, let timeout = Self.timeout(fields, end) {
                timeouts.insert(timeout)
            }
            return (console, end)
        }
        for case (let console?, let end) in rows {
            if let end { ended[console.id] = (console, end) } else { running.append(console) }
        }
        // One that is told of as running and as ended has ended.
        var seen = Set(ended.keys)
        running = running.filter { seen.insert($0.id).inserted }.sorted { ($0.since, $0.id) < ($1.since, $1.id) }
    }

    private static func console(_ fields: Fields) -> Console? {
        let kind: Console.Kind? =
            switch fields.looseText("type") {
            case "vncproxy", "vncshell": .vnc
            case "spiceproxy", "spiceshell": .spice
            case "termproxy": .terminal
            default: nil
            }
        guard let kind, let node = fields.node("node"), let user = fields.looseText("user"),
            let upid = fields.looseText("upid", bytes: 1000),
            upid.hasPrefix("UPID:\(node):"), let start = fields.amount("starttime"), start < 1e11,
            let process = fields.amount("pid").flatMap({ Int(exactly: $0) }),
            let processStart = fields.amount("pstart").flatMap({ Int(exactly: $0) })
        else { return nil }
        let guest = fields.guestNumber("id").map { String($0) }
        // A shell of the node itself has no id.
        if guest == nil, fields.looseText("id") != "" { return nil }
        return Console(
            kind: kind, node: node, guest: guest, user: user, since: Moment(seconds: Int64(start)),
            process: process, processStart: processStart, upid: upid)
    }

    private static func timeout(_ fields: Fields, _ end: End) -> Timeout? {
        guard TaskStatus.kind(of: end.status) == .timedOut, let type = fields.looseText("type", bytes: 40), !type.isEmpty,
            type.utf8.allSatisfy({ (0x61...0x7A).contains($0) }),
            let node = fields.node("node"), let at = end.at
        else { return nil }
        return Timeout(
            type: type, guest: fields.guestNumber("id").map { String($0) }, node: node, at: at, words: TaskStatus(end.status))
    }

    private static func end(_ fields: Fields) -> End? {
        guard let at = fields.amount("endtime"), at > 0, at < 1e11 else { return nil }
        return End(at: Moment(seconds: Int64(at)), status: fields.looseText("status", bytes: 300)?.harmless() ?? "")
    }

    // MARK: One that left no word in the list

    /// A poll asks for so many at most; each is a request that its node answers.
    private static let mostQuestions = 8

    /// The list keeps the last few ends of each node; of a console that is in it no longer its node knows more.
    static func outcomes(
        of consoles: [Console], through port: ProxmoxPort, _ line: ProxmoxPort.Line, until end: ContinuousClock.Instant
    ) async -> [String: End] {
        await withTaskGroup(of: (String, End?).self) { group in
            for console in consoles.prefix(mostQuestions) {
                guard let path = path(console) else { continue }
                group.addTask { (console.id, await outcome(path, through: port, line, until: end)) }
            }
            var found: [String: End] = [:]
            for await (id, outcome) in group { found[id] = outcome }
            return found
        }
    }

    private static func outcome(
        _ path: String, through port: ProxmoxPort, _ line: ProxmoxPort.Line, until end: ContinuousClock.Instant
    ) async -> End? {
        let found = await port.get(path, line, until: end) { (response, asked) throws(CollectFailure) in
            try outcome(response, asked: asked)
        }
        return (try? found.get()) ?? nil
    }

    /// `GET /nodes/{node}/tasks/{upid}/status`; nil of one that still runs.
    static func outcome(_ response: HTTPResponse, asked: String) throws(CollectFailure) -> End? {
        try ProxmoxAnswer.object(response, asked: asked) { (fields) throws(UnreadableMessage) -> End? in
            let data = try fields.needed(try fields.objectIfPresent("data"), "data", "object")
            guard data.looseText("status") == "stopped", let text = data.looseText("exitstatus", bytes: 300)?.harmless() else {
                return nil
            }
            return End(at: data.amount("endtime").flatMap { $0 < 1e11 ? Moment(seconds: Int64($0)) : nil }, status: text)
        }
    }

    /// Nil where the UPID holds what a path should not. A user's `@` and a token's `!` may stand there (RFC 3986, section 3.3).
    private static func path(_ console: Console) -> String? {
        let isPlain = console.upid.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || ":@!._-".utf8.contains(byte)
        }
        return isPlain ? "/nodes/\(console.node)/tasks/\(console.upid)/status" : nil
    }
}
