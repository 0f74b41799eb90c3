import CNetSNMP
import CSystem
import Glibc
import Platform
import Synchronization
import Telemetry

/// The one thread on which net-snmp lives: it sends, reads and waits for all agents, so that one that is silent delays no other.
///
/// The library keeps SNMPv3's users and clocks in global lists, so nobody else calls it. The thread begins with the first agent and stays.
final class AgentThread: Sendable {
    static let shared = AgentThread()

    private let jobs = Mutex<[@Sendable (AgentLoop) -> Void]>([])
    /// Nil where there is no thread.
    private let bell: Bell?

    private init() {
        // The thread finds its work in `shared`, which lives as long as the process.
        guard let bell = Bell(), let poll = Epoll(), poll.add(bell.descriptor, as: 0, for: .read),
            OwnThread.start(named: "snmp", { AgentLoop(poll: poll, bell: bell).run() })
        else {
            bell = nil
            return
        }
        self.bell = bell
    }

    /// Does it on the thread, soon. False where there is none.
    func perform(_ job: @escaping @Sendable (AgentLoop) -> Void) -> Bool {
        guard let bell else { return false }
        let isFirst = jobs.withLock { jobs in
            jobs.append(job)
            return jobs.count == 1
        }
        if isFirst { bell.ring() }
        return true
    }

    func takeJobs() -> [@Sendable (AgentLoop) -> Void] {
        jobs.withLock { jobs in
            defer { jobs = [] }
            return jobs
        }
    }
}

/// What belongs to the thread alone.
final class AgentLoop {
    private let poll: Epoll
    private let bell: Bell
    private var lines: [UInt64: AgentLine] = [:]
    /// Since 0 is the bell's.
    private var nextID: UInt64 = 1
    /// Lines whose request is out, and when it is to be sent again or given up.
    private var expiries: [UInt64: ContinuousClock.Instant] = [:]
    /// None of them is earlier.
    private var earliest: ContinuousClock.Instant?
    /// What is yet to be done.
    private var jobs: [@Sendable (AgentLoop) -> Void] = []

    init(poll: Epoll, bell: Bell) {
        self.poll = poll
        self.bell = bell
    }

    /// The line's number; nil where the system has no room.
    func add(_ line: AgentLine) -> UInt64? {
        let id = nextID
        nextID += 1
        guard poll.add(line.descriptor, as: id, for: .read) else { return nil }
        lines[id] = line
        return id
    }

    func line(_ id: UInt64) -> AgentLine? { lines[id] }

    func remove(_ id: UInt64) {
        guard let line = lines.removeValue(forKey: id) else { return }
        expiries[id] = nil
        poll.remove(line.descriptor)
        line.end()
    }

    /// To be called when a request went out.
    func watch(_ id: UInt64) {
        guard let line = lines[id], let left = line.expires else {
            expiries[id] = nil
            return
        }
        let at = ContinuousClock.now + .milliseconds(left)
        expiries[id] = at
        earliest = min(earliest ?? at, at)
    }

    /// Answers that come so close together are read together: to wake up costs more than to read them.
    private static let grain = Duration.milliseconds(1)
    /// So many jobs are done before answers are read again, of those who began before.
    private static let mostJobs = 64

    func run() -> Never {
        csnmp_start()
        var woke = ContinuousClock.now
        while true {
            let early = Self.grain - woke.duration(to: .now)
            if early > .zero, jobs.isEmpty { usleep(UInt32(early.inSeconds * 1e6)) }
            woke = .now
            for event in poll.wait(atMost: jobs.isEmpty ? pause : .zero) ?? [] {
                if event.key == 0 {
                    bell.hear()
                } else if let line = lines[event.key] {
                    line.read()
                    if !line.isWaiting { expiries[event.key] = nil }
                }
            }
            for job in turn() { job(self) }
            expire()
        }
    }

    /// Those whose turn it is.
    private func turn() -> [@Sendable (AgentLoop) -> Void] {
        jobs += AgentThread.shared.takeJobs()
        let turn = Array(jobs.prefix(Self.mostJobs))
        jobs.removeFirst(turn.count)
        return turn
    }

    private var pause: Duration? { earliest.map { $0 - .now } }

    private func expire() {
        guard let first = earliest, first <= .now else { return }
        let now = ContinuousClock.now
        for (id, at) in expiries where at <= now {
            // Where this thread was late itself, the answer lies there.
            if let line = lines[id], line.hasArrived { line.read() }
            guard let line = lines[id], line.isWaiting else {
                expiries[id] = nil
                continue
            }
            line.expire()
            watch(id)
        }
        earliest = expiries.values.min()
    }
}
