import Glibc

/// What one thread waits for; for a thread of our own, since it blocks. Rung before it waits, it does not wait.
public final class ThreadSignal: @unchecked Sendable {
    // Unchecked: the pointers never change, and what they point at is made for several threads.
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var isRung = false

    public init() {
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
    }
    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    public func ring() {
        pthread_mutex_lock(mutex)
        isRung = true
        pthread_cond_signal(condition)
        pthread_mutex_unlock(mutex)
    }

    /// - Parameter pause: nil for ever. What rings later than that is heard by the next wait.
    public func wait(atMost pause: Duration? = nil) {
        pthread_mutex_lock(mutex)
        defer {
            // Whoever waits again waits for the next ring.
            isRung = false
            pthread_mutex_unlock(mutex)
        }
        guard let pause else {
            while !isRung { pthread_cond_wait(condition, mutex) }
            return
        }
        var until = timespec()
        clock_gettime(CLOCK_MONOTONIC, &until)
        let more = pause.ofSystem
        until.tv_nsec += more.tv_nsec
        until.tv_sec += more.tv_sec + until.tv_nsec / 1_000_000_000
        until.tv_nsec %= 1_000_000_000
        while !isRung, pthread_cond_timedwait(condition, mutex, &until) == 0 {}
    }
}
