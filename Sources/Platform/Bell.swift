import CSystem
import Glibc

/// Wakes a thread that waits for files: readable from the first ring until it is heard (eventfd(2)).
public final class Bell: Sendable {
    /// For poll(2) and epoll(7); closed with the bell.
    public let descriptor: Int32

    /// Nil where the system has no file for it; `errno` says why.
    public init?() {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        if descriptor < 0 { return nil }
    }
    deinit { if descriptor >= 0 { close(descriptor) } }

    public func ring() { eventfd_write(descriptor, 1) }

    /// Whether it was rung, once or more, since it was heard last. Never waits.
    @discardableResult public func hear() -> Bool {
        var rings: eventfd_t = 0
        return eventfd_read(descriptor, &rings) == 0
    }
}
