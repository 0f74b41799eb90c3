import CSystem
import Glibc
import Platform
import Synchronization

/// One thread in `epoll_wait` that tells all sockets' readers and writers when they can go on.
///
/// Each wait arms its descriptor for one event (EPOLLONESHOT), level-triggered: what is ready already fires at once, and nothing
/// fires that nobody waits for.
final class Readiness: Sendable {
    static let shared = Readiness()

    enum Direction { case read, write }
    enum Outcome { case ready, cancelled, closed, expired }

    private struct Entry {
        let descriptor: Int32
        var reader: Race<Outcome>?
        var writer: Race<Outcome>?
        var mask: UInt32 {
            (reader == nil ? 0 : EPOLLIN.rawValue) | (writer == nil ? 0 : EPOLLOUT.rawValue)
        }
    }
    private struct Entries {
        var next: UInt64 = 1
        var by: [UInt64: Entry] = [:]
    }
    private let poll: Int32
    private let started: Bool
    private let entries = Mutex(Entries())

    private init() {
        let poll = epoll_create1(Int32(EPOLL_CLOEXEC))
        self.poll = poll
        guard poll >= 0 else {
            started = false
            return
        }
        // The loop takes nothing but the descriptor and finds the rest in `shared`, which lives as long as the process.
        started = OwnThread.start { Readiness.loop(poll) }
    }

    /// Takes a descriptor in; the number names it from now on, even after the system gave the descriptor to another socket.
    /// Nil where the system has no room.
    func add(_ descriptor: Int32) -> UInt64? {
        guard started else { return nil }
        return entries.withLock { entries in
            let id = entries.next
            var event = epoll_event(events: EPOLLONESHOT.rawValue, data: epoll_data_t(u64: id))
            guard epoll_ctl(poll, EPOLL_CTL_ADD, descriptor, &event) == 0 else { return nil }
            entries.next += 1
            entries.by[id] = Entry(descriptor: descriptor)
            return id
        }
    }

    /// Forgets a descriptor and ends its waits; call it before the descriptor is closed.
    func remove(_ id: UInt64) {
        let entry = entries.withLock { entries in
            let entry = entries.by.removeValue(forKey: id)
            if let entry {
                var event = epoll_event()
                epoll_ctl(poll, EPOLL_CTL_DEL, entry.descriptor, &event)
            }
            return entry
        }
        entry?.reader?.finish(.closed)
        entry?.writer?.finish(.closed)
    }

    /// Waits until `id` can be read or written (or has failed: the next call on it says so). One reader and one writer at a time.
    func wait(_ id: UInt64, for direction: Direction, atMost limit: Duration? = nil) async -> Outcome {
        let ticket = Race<Outcome>()
        let known = entries.withLock { entries -> Bool in
            guard var entry = entries.by[id] else { return false }
            switch direction {
            case .read: entry.reader = ticket
            case .write: entry.writer = ticket
            }
            entries.by[id] = entry
            arm(entry, id)
            return true
        }
        guard known else { return .closed }
        let timer = limit.map { limit in
            Task { if (try? await TimerClock.shared.sleep(for: limit)) != nil { ticket.finish(.expired) } }
        }
        defer { timer?.cancel() }
        return await ticket.value(cancelled: .cancelled)
    }

    private func arm(_ entry: Entry, _ id: UInt64) {
        var event = epoll_event(events: entry.mask | EPOLLONESHOT.rawValue, data: epoll_data_t(u64: id))
        epoll_ctl(poll, EPOLL_CTL_MOD, entry.descriptor, &event)
    }

    private static func loop(_ poll: Int32) {
        var events = [epoll_event](repeating: epoll_event(), count: 256)
        while true {
            let count = epoll_wait(poll, &events, Int32(events.count), -1)
            if count < 0, errno != EINTR { return }
            for event in events.prefix(Int(max(0, count))) { shared.fire(event) }
        }
    }

    private func fire(_ event: epoll_event) {
        let id = event.data.u64
        let failed = event.events & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0
        let waiting: [Race<Outcome>] = entries.withLock { entries in
            guard var entry = entries.by[id] else { return [] }
            var waiting: [Race<Outcome>] = []
            if failed || event.events & EPOLLIN.rawValue != 0, let reader = entry.reader {
                waiting.append(reader)
                entry.reader = nil
            }
            if failed || event.events & EPOLLOUT.rawValue != 0, let writer = entry.writer {
                waiting.append(writer)
                entry.writer = nil
            }
            entries.by[id] = entry
            if entry.mask != 0 { arm(entry, id) }
            return waiting
        }
        for ticket in waiting { ticket.finish(.ready) }
    }
}
