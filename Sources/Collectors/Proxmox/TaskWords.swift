import Telemetry

/// What the status of a task that ended says (PVE::Tools, `upid_read_status` and `run_command`).
struct TaskWords: Hashable, Sendable {
    enum Kind: Hashable, Sendable { case good, timedOut, interrupted, unclear, failed }
    let kind: Kind
    let pieces: [LinePiece]

    init(_ status: String) {
        let small = status.lowercased()
        kind =
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
        pieces = Self.pieces(of: status)
    }

    /// Of a command that failed, the command: it may name who logged in.
    private static func pieces(of status: String) -> [LinePiece] {
        let known = [
            "OK", "connection timed out", "got timeout", "unexpected status", "interrupted by signal", "received interrupt",
            "Failed to run vncproxy.",
        ]
        if known.contains(status) || status.wholeMatch(of: /WARNINGS: [0-9]{1,9}/) != nil { return [.known(status)] }
        if let command = status.wholeMatch(
            of: /command '(.*)' (failed: (?:exit code [0-9]{1,3}|got signal [0-9]{1,2}|got timeout|interrupted by signal))/)
        {
            return [.known("command '"), .unknown(String(command.1)), .known("' " + command.2)]
        }
        return [status.isEmpty ? .known("without a word") : .unknown(status)]
    }
}

/// Tasks that ended because something took too long, each told once: backups, migrations, starts.
struct TaskTimeouts: Sendable {
    private var told: Set<ClusterTasks.Timeout>?

    /// The first list is history.
    mutating func take(_ tasks: ClusterTasks, target: Target.ID, at now: Moment) -> [HostEvent] {
        defer { told = tasks.timeouts }
        guard let told else { return [] }
        return tasks.timeouts.subtracting(told).sorted { ($0.at, $0.node, $0.type) < ($1.at, $1.node, $1.type) }.map { timeout in
            HostEvent(
                at: min(timeout.at, now), host: Host.id(of: timeout.node, in: target),
                .taskTimedOut(timeout.type, timeout.guest, MarkedLine(timeout.words.pieces)), isKnown: true)
        }
    }
}
