public import Feed

/// Runs works one after the other, in the order in which they were asked for.
///
/// At most one waits while one runs: whoever asks meanwhile gets the answer of the one that waits, since that has not looked at anything yet.
public actor OneAtATime {
    private var running: Task<CommandRefusal?, Never>?
    private var waiting: Task<CommandRefusal?, Never>?

    public init() {}

    /// The answer of a work that began after this call.
    public func run(_ work: @escaping @Sendable () async -> CommandRefusal?) async -> CommandRefusal? {
        if let waiting { return await waiting.value }
        let task = Task { [running] in
            _ = await running?.value
            begin()
            return await work()
        }
        waiting = task
        return await task.value
    }

    private func begin() {
        running = waiting
        waiting = nil
    }
}
