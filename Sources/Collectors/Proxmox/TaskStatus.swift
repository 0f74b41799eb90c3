import Telemetry

/// What the status of a task that ended says (PVE::Tools, `upid_read_status` and `run_command`).
struct TaskStatus: Hashable, Sendable {
    enum Kind: Hashable, Sendable { case good, timedOut, interrupted, unclear, failed }
    let kind: Kind
    /// None where it says nothing.
    let pieces: [LinePiece]

    init(_ status: String) {
        kind = Self.kind(of: status)
        pieces = Self.pieces(of: status)
    }

    static func kind(of status: String) -> Kind {
        let small = status.lowercased()
        let kind: Kind =
            if status == "OK" || status.hasPrefix("WARNINGS: ") {
                .good
            } else if small.contains("timed out") || small.contains("time out") || small.contains("timeout") {
                .timedOut
            } else if small.contains("interrupted by signal") || small.contains("received interrupt") || small.contains("stopped by user") {
                .interrupted
            } else if status.isEmpty || status == "unexpected status" {
                .unclear
            } else {
                .failed
            }
        return kind
    }

    /// Of a command that failed, the command: it may name who logged in.
    private static func pieces(of status: String) -> [LinePiece] {
        let known = [
            "OK", "connection timed out", "got timeout", "unexpected status", "interrupted by signal", "received interrupt",
            "Failed to run vncproxy.",
        ]
        if known.contains(status) || isNumber(status, after: "WARNINGS: ") { return [.known(status)] }
        let (begin, middle) = ("command '", "' failed: ")
        if status.hasPrefix(begin),
            let cut = status.dropFirst(begin.count).ranges(of: middle).last
        {
            let how = String(status[cut.upperBound...])
            if how == "got timeout" || how == "interrupted by signal" || isNumber(how, after: "exit code ")
                || isNumber(how, after: "got signal ")
            {
                return [.known(begin), .unknown(String(status.dropFirst(begin.count)[..<cut.lowerBound])), .known(middle + how)]
            }
        }
        return status.isEmpty ? [] : [.unknown(status)]
    }

    private static func isNumber(_ text: String, after words: String) -> Bool {
        guard text.hasPrefix(words) else { return false }
        let digits = text.utf8.dropFirst(words.utf8.count)
        return (1...9).contains(digits.count) && digits.allSatisfy { (0x30...0x39).contains($0) }
    }
}

/// Tasks that ended because something took too long, each told once: backups, migrations, starts.
struct TaskTimeouts: Sendable {
    private var told = ToldTasks<ClusterTasks.Timeout>()

    mutating func take(_ tasks: ClusterTasks, looks: TaskLooks, target: Target.ID, at now: Moment) -> [HostEvent] {
        defer { told.take(tasks.timeouts) }
        let new = tasks.timeouts.filter { !told.has($0) && looks.isNews($0.at, on: $0.node) }
        return new.sorted { ($0.at, $0.node, $0.type) < ($1.at, $1.node, $1.type) }.map { timeout in
            HostEvent(
                at: looks.moment(of: timeout.at, at: now), host: Host.id(of: timeout.node, in: target),
                .taskTimedOut(timeout.type, timeout.guest, MarkedLine(timeout.words.pieces)), isKnown: true)
        }
    }
}
