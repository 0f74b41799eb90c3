/// Something that is called at a time, unless it is taken back before.
public struct Wakeup: Sendable {
    let takesBack: TakesBack
    enum TakesBack: Sendable {
        case timer(TimerClock, UInt64)
        case task(Task<Void, Never>)
    }

    public func takeBack() {
        switch takesBack {
        case .timer(let clock, let id): clock.forget(id)
        case .task(let task): task.cancel()
        }
    }
}

extension Clock where Duration == Swift.Duration, Instant: Sendable {
    /// Calls `body` once at `due`. It must be short: on the timer's clock others wait for it. A task that sleeps costs several times as much.
    public func call(at due: Instant, _ body: @escaping @Sendable () -> Void) -> Wakeup {
        if let clock = self as? TimerClock, let due = due as? TimerClock.Instant {
            return clock.call(at: due, body)
        }
        return Wakeup(takesBack: .task(Task { if (try? await sleep(until: due, tolerance: nil)) != nil { body() } }))
    }
}
