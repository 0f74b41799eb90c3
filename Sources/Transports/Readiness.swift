import Platform
import Synchronization

/// One thread that tells all sockets' readers and writers when they can go on.
///
/// Each wait arms its descriptor for one event (`Epoll.Interest.once`), level-triggered: what is ready already fires at once, and nothing
/// fires that nobody waits for.
final class Readiness: Sendable {
    static let shared = Readiness()

    enum Direction { case read, write }
    enum Outcome { case ready, cancelled, closed, expired }

    private struct Entry {
        let descriptor: Int32
        var reader: Race<Outcome>?
        var writer: Race<Outcome>?
        var interest: Epoll.Interest {
            let read: Epoll.Interest = reader == nil ? [] : .read
            return writer == nil ? read : read.union(.write)
        }
    }
    private struct Entries {
        var next: UInt64 = 1
        var by: [UInt64: Entry] = [:]
    }
    /// Nil where there is no thread.
    private let poll: Epoll?
    private let entries = Mutex(Entries())

    private init() {
        // The loop takes nothing but the files and finds the rest in `shared`, which lives as long as the process.
        guard let poll = Epoll(), OwnThread.start(named: "readiness", { Readiness.loop(poll) }) else {
            self.poll = nil
            return
        }
        self.poll = poll
    }

    /// Takes a descriptor in; the number names it from now on, even after the system gave the descriptor to another socket.
    /// Nil where the system has no room.
    func add(_ descriptor: Int32) -> UInt64? {
        guard let poll else { return nil }
        return entries.withLock { entries in
            let id = entries.next
            guard poll.add(descriptor, as: id, for: .once) else { return nil }
            entries.next += 1
            entries.by[id] = Entry(descriptor: descriptor)
            return id
        }
    }

    /// Forgets a descriptor and ends its waits; call it before the descriptor is closed.
    func remove(_ id: UInt64) {
        let entry = entries.withLock { entries in
            let entry = entries.by.removeValue(forKey: id)
            if let entry { poll?.remove(entry.descriptor) }
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
        poll?.change(entry.descriptor, as: id, to: entry.interest.union(.once))
    }

    private static func loop(_ poll: Epoll) {
        while let events = poll.wait() {
            for event in events { shared.fire(event) }
        }
    }

    private func fire(_ event: Epoll.Event) {
        let id = event.key
        let waiting: [Race<Outcome>] = entries.withLock { entries in
            guard var entry = entries.by[id] else { return [] }
            var waiting: [Race<Outcome>] = []
            if event.hasEnded || event.isReadable, let reader = entry.reader {
                waiting.append(reader)
                entry.reader = nil
            }
            if event.hasEnded || event.isWritable, let writer = entry.writer {
                waiting.append(writer)
                entry.writer = nil
            }
            entries.by[id] = entry
            if !entry.interest.isEmpty { arm(entry, id) }
            return waiting
        }
        for ticket in waiting { ticket.finish(.ready) }
    }
}
