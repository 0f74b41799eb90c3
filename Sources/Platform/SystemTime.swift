public import Glibc

extension Duration {
    /// For poll(2) and epoll_wait(2): whole milliseconds, rounded up, or the last wait would be many of no length. 0 where nothing is left.
    public var pollTimeout: Int32 {
        guard self > .zero else { return 0 }
        let (seconds, attoseconds) = components
        return Int32(clamping: min(seconds, 1 << 32) * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }

    /// As the system takes it; none where it is negative.
    public var ofSystem: timespec {
        let (seconds, attoseconds) = max(self, .zero).components
        return timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
    }
}
