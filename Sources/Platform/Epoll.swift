import CSystem
import Glibc

/// Many files that one thread waits for (epoll(7)), each under a key of its owner's. Files may be added and taken out on any thread.
public final class Epoll: Sendable {
    /// What is waited for on a file. That it has failed or that its other side has gone is told in any case.
    public struct Interest: OptionSet, Hashable, Sendable {
        public let rawValue: UInt32
        public init(rawValue: UInt32) { self.rawValue = rawValue }
        /// Something can be read, or the other side writes no more.
        public static let read = Interest(rawValue: EPOLLIN.rawValue)
        /// Something can be written.
        public static let write = Interest(rawValue: EPOLLOUT.rawValue)
        /// Told once and then no more, until it is set again.
        public static let once = Interest(rawValue: EPOLLONESHOT.rawValue)
    }

    /// Something happened on a file.
    public struct Event: Sendable {
        /// As it was added.
        public let key: UInt64
        /// So are end and failure: a read tells which.
        public let isReadable: Bool
        public let isWritable: Bool
        /// It failed, or the other side has gone: it would be told for ever.
        public let hasEnded: Bool
    }

    /// For whoever waits for this among others: readable while something has happened. Closed with the object.
    public let descriptor: Int32

    /// Nil where the system has no file for it; `errno` says why.
    public convenience init?() { self.init(owning: epoll_create1(Int32(EPOLL_CLOEXEC))) }

    /// Around a file that is there already; nil where it is none.
    package init?(owning descriptor: Int32) {
        self.descriptor = descriptor
        if descriptor < 0 { return nil }
    }
    deinit { if descriptor >= 0 { close(descriptor) } }

    /// False where the system refuses (a regular file, a closed one, one that is in already); `errno` says why.
    public func add(_ file: Int32, as key: UInt64, for interest: Interest) -> Bool { control(EPOLL_CTL_ADD, file, key, interest) }

    /// Of a file that is in: something else is waited for. False where it is not.
    @discardableResult public func change(_ file: Int32, as key: UInt64, to interest: Interest) -> Bool {
        control(EPOLL_CTL_MOD, file, key, interest)
    }

    /// Whether it is in or not.
    @discardableResult public func set(_ file: Int32, as key: UInt64, to interest: Interest) -> Bool {
        change(file, as: key, to: interest) || add(file, as: key, for: interest)
    }

    /// Before the file is closed: a copy of it elsewhere would keep it in.
    public func remove(_ file: Int32) { _ = control(EPOLL_CTL_DEL, file, 0, []) }

    private func control(_ operation: Int32, _ file: Int32, _ key: UInt64, _ interest: Interest) -> Bool {
        var event = epoll_event(events: interest.rawValue, data: epoll_data_t(u64: key))
        return epoll_ctl(descriptor, operation, file, &event) == 0
    }

    /// So many are told at once; the rest is told the next time.
    private static let most = 256

    /// What has happened, as soon as something has; nothing where a signal came, or the time is over. Nil where that cannot be waited for.
    /// - Parameter limit: nil for ever.
    public func wait(atMost limit: Duration? = nil) -> [Event]? {
        withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: Self.most) { room in
            let count = epoll_wait(descriptor, room.baseAddress, Int32(room.count), limit?.pollTimeout ?? -1)
            if count < 0 { return errno == EINTR ? [] : nil }
            return room.prefix(Int(count)).map { event in
                Event(
                    key: event.data.u64, isReadable: event.events & EPOLLIN.rawValue != 0,
                    isWritable: event.events & EPOLLOUT.rawValue != 0,
                    hasEnded: event.events & (EPOLLHUP.rawValue | EPOLLERR.rawValue) != 0)
            }
        }
    }
}
