import Platform

/// Whose program may run over a machine's one connection now: sshd takes ten at once (`MaxSessions` of sshd_config) where nobody told it
/// otherwise, which shows when it refuses one. The others wait. Streams to sockets and ports are none of them.
struct SSHSessions {
    /// sshd's own default.
    private(set) var limit = 10
    private var running = 0
    private var waiting: [Race<Bool>] = []

    /// Nil where it may go on at once; else what tells it when. Whoever had a turn says when it is over.
    mutating func takeTurn() -> Race<Bool>? {
        if running < limit {
            running += 1
            return nil
        }
        waiting.removeAll { !$0.isOpen }
        let turn = Race<Bool>()
        waiting.append(turn)
        return turn
    }

    mutating func endTurn() {
        running -= 1
        while running < limit, !waiting.isEmpty {
            // Who waits no longer is passed over.
            if waiting.removeFirst().finish(true) { running += 1 }
        }
    }

    /// sshd has refused one whose turn it is. True where others ran, so that it is worth another try when one of them has ended.
    mutating func refused() -> Bool {
        guard running > 1 else { return false }
        limit = min(limit, running - 1)
        return true
    }

    /// The connection is a new one, perhaps of another sshd.
    mutating func startAnew() { limit = 10 }
}
