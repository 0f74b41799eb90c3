import Telemetry

/// Who looks at which console, from list to list of tasks.
struct ConsoleBook: Sendable {
    typealias Console = ClusterTasks.Console

    private var running: [Console] = []
    /// Ends that are in the list and have been told.
    private var told: Set<String> = []
    /// Ends that were concluded before the list had them.
    private var unlisted: Set<String> = []
    private var hasBegun = false

    func sessions(on node: String) -> [Session] { running.filter { $0.node == node }.map(\.session) }
    /// The kind of the console of each guest that somebody looks at.
    var kinds: [String: String] {
        Dictionary(
            running.compactMap { console in console.guest.map { ($0, console.kind.rawValue) } }, uniquingKeysWith: { first, _ in first })
    }

    /// Consoles of which the list says nothing any more, neither that they run nor how they ended.
    func vanished(in tasks: Survey.Outcome<ClusterTasks>) -> [Console] {
        guard case .success(let tasks) = tasks else { return [] }
        let there = Set(tasks.running.map(\.id))
        return running.filter { !there.contains($0.id) && tasks.ended[$0.id] == nil }
    }

    /// Answers the ends that are new. The first list is history.
    ///
    /// - Parameter down: nodes that do not answer.
    mutating func take(
        _ tasks: ClusterTasks, finished: [String: ClusterTasks.End], down: Set<String>, target: Target.ID, at now: Moment
    ) -> [SessionEnd] {
        var ends: [SessionEnd] = []
        let there = Set(tasks.running.map(\.id))
        for console in running where !there.contains(console.id) && tasks.ended[console.id] == nil {
            let end = finished[console.id]
            ends.append(
                end.map { console.end($0, target: target, at: now) }
                    ?? console.lost(isDown: down.contains(console.node), target: target, at: now))
            unlisted.insert(console.id)
        }
        if hasBegun {
            let new = tasks.ended.filter { !told.contains($0.key) && !unlisted.contains($0.key) }
            ends += new.values.map { $0.console.end($0.end, target: target, at: now) }
        }
        hasBegun = true
        unlisted.subtract(tasks.ended.keys)
        // So many never come: lists that grow without end are not kept.
        if unlisted.count > 10_000 { unlisted = [] }
        told = Set(tasks.ended.keys)
        running = tasks.running
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

    func end(_ end: ClusterTasks.End, target: Target.ID, at now: Moment) -> SessionEnd {
        let at = end.at ?? now
        let verdict = TaskStatus(end.status)
        let cause: Cause =
            switch verdict.kind {
            // A guest that is stopped ends its consoles with the same word.
            case .good: .loggedOut
            case .timedOut: at - since < Self.handshake ? .handshake : .clientLost
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
