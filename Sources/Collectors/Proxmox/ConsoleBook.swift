import Telemetry

/// Who looks at which console, from list to list of tasks.
struct ConsoleBook: Sendable {
    typealias Console = ClusterTasks.Console

    private var running: [Console] = []
    /// Ends that have been told, or are history.
    private var told = ToldTasks<String>()
    /// Ends that were concluded: no task says so.
    private var concluded: Set<String> = []
    /// Consoles that are not listed and whose node said that they are open: which look asked it last.
    private var asked: [String: Int] = [:]
    private var look = 0

    func sessions(on node: String) -> [Session] { running.filter { $0.node == node }.map(\.session) }
    /// The kind of the console of each guest that somebody looks at.
    var kinds: [String: String] {
        Dictionary(
            running.compactMap { console in console.guest.map { ($0, console.kind.rawValue) } }, uniquingKeysWith: { first, _ in first })
    }

    /// Consoles of which the list says nothing any more, neither that they run nor how they ended; first those that were not asked for lately.
    func vanished(in tasks: Survey.Outcome<ClusterTasks>) -> [Console] {
        guard case .success(let tasks) = tasks else { return [] }
        let there = Set(tasks.running.map(\.id))
        return running.filter { !there.contains($0.id) && tasks.ended[$0.id] == nil }
            .sorted { (asked[$0.id] ?? 0, $0.since, $0.id) < (asked[$1.id] ?? 0, $1.since, $1.id) }
    }

    /// Answers the ends that are new.
    ///
    /// - Parameters:
    ///   - answers: what nodes said of consoles that vanished; none of those whose turn has not come.
    ///   - down: nodes that do not answer.
    mutating func take(
        _ tasks: ClusterTasks, answers: [String: ClusterTasks.Answer], down: Set<String>, looks: inout TaskLooks, target: Target.ID,
        at now: Moment
    ) -> [SessionEnd] {
        look += 1
        var ends: [SessionEnd] = []
        var over: Set<String> = []
        var left: [Console] = []
        let there = Set(tasks.running.map(\.id))
        let known = Dictionary(running.map { ($0.id, $0) }) { $1 }
        for console in running where !there.contains(console.id) {
            let answer: ClusterTasks.Answer? = tasks.ended[console.id].map { ClusterTasks.Answer.ended($0.end) } ?? answers[console.id]
            switch answer {
            case .ended(let end)?:
                let at = looks.end(ofWatched: end.at, on: console.node, at: now)
                ends.append(console.end(end, target: target, at: at))
                over.insert(console.id)
            case .runs?:
                left.append(console)
                asked[console.id] = look
            case nil where !down.contains(console.node): left.append(console)
            case .unknown?, nil:
                ends.append(console.lost(isDown: down.contains(console.node), target: target, at: now))
                concluded.insert(console.id)
            }
        }
        for (id, ended) in tasks.ended where known[id] == nil && !told.has(id) && !concluded.contains(id) {
            guard looks.isNews(ended.end.at, on: ended.console.node) else { continue }
            ends.append(ended.console.end(ended.end, target: target, at: looks.moment(of: ended.end.at, at: now)))
        }
        told.take(over.union(tasks.ended.keys))
        // A user who is there after all has an end of its own.
        concluded.subtract(there.union(tasks.ended.keys))
        // So many never come: lists that grow without end are not kept.
        if concluded.count > 10_000 { concluded = [] }
        let open = tasks.running.filter { !told.has($0.id) }.map { console in
            var console = console
            console.since = known[console.id]?.since ?? min(console.since, now)
            return console
        }
        running = (open + left).sorted { ($0.since, $0.id) < ($1.since, $1.id) }
        let leftOut = Set(left.map(\.id))
        asked = asked.filter { leftOut.contains($0.key) }
        return ends.sorted { ($0.at, $0.session) < ($1.at, $1.session) }
    }
}

extension ClusterTasks.Console {
    /// A guest's console; without a guest the node's own shell.
    private var sessionKind: Session.Kind { guest == nil ? .login : .console }

    var session: Session {
        Session(id: id, kind: sessionKind, user: user, guest: guest, since: since, isOpaque: true)
    }

    /// A client has ten seconds to connect (`vncproxy` in qemu-server and pve-container), with spiceterm forty; a console that a timeout
    /// ended within that time was never seen by anybody.
    private static let handshake = Duration.seconds(45)

    func end(_ end: ClusterTasks.End, target: Target.ID, at: Moment) -> SessionEnd {
        // By one clock.
        let lasted = end.at.map { $0 - start } ?? at - since
        let verdict = TaskStatus(end.status)
        let cause: Cause =
            switch verdict.kind {
            // A guest that is stopped ends its consoles with the same word.
            case .good: .loggedOut
            case .timedOut: lasted < Self.handshake ? .handshake : .clientLost
            case .interrupted: .admin
            case .unclear: .unknown
            case .failed: .error
            }
        return SessionEnd(
            at: at, host: Host.id(of: node, in: target), kind: sessionKind, session: id, user: user, cause: cause,
            confidence: verdict.kind == .good || verdict.kind == .unclear ? .inferred : .exact,
            because: .consoleTaskEnded(kind.rawValue, verdict.pieces.isEmpty ? nil : MarkedLine(verdict.pieces)), isOpaque: true)
    }

    /// Nobody said how.
    func lost(isDown: Bool, target: Target.ID, at now: Moment) -> SessionEnd {
        SessionEnd(
            at: now, host: Host.id(of: node, in: target), kind: sessionKind, session: id, user: user, cause: isDown ? .error : .unknown,
            confidence: .inferred, because: isDown ? .nodeIsDown() : .taskNotListed(), isOpaque: true)
    }
}
