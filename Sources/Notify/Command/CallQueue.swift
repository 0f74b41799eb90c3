import Alarms

/// Which transitions a program is called with, and when: at most so many calls a minute, and what does not fit is summed up in one.
struct CallQueue {
    enum Call: Equatable {
        case one(Transition)
        /// `count` may be more than there are: of a flood only the newest are kept.
        case summary([Transition], count: Int)
    }

    let callsPerMinute: Int
    static let window = Duration.seconds(60)
    /// Kept until there is room for a call.
    static let longest = 1000
    private var calls: [ContinuousClock.Instant] = []
    private var waiting: [Transition] = []
    private var waitingCount = 0

    init(callsPerMinute: Int = 10) { self.callsPerMinute = max(1, callsPerMinute) }

    var isEmpty: Bool { waiting.isEmpty }

    mutating func add(_ transitions: [Transition]) {
        waiting += transitions
        waitingCount += transitions.count
        if waiting.count > Self.longest { waiting.removeFirst(waiting.count - Self.longest) }
    }

    /// The call to make now; nil where there is nothing to tell or no room: then `due` says when.
    mutating func next(at now: ContinuousClock.Instant) -> Call? {
        calls.removeAll { now - $0 >= Self.window }
        let room = callsPerMinute - calls.count
        guard room > 0, let first = waiting.first else { return nil }
        calls.append(now)
        // The last place is for all that is left, so that a flood is told of at once and not a minute later.
        if room > 1 || waitingCount == 1 {
            waiting.removeFirst()
            waitingCount -= 1
            return .one(first)
        }
        defer {
            waiting = []
            waitingCount = 0
        }
        return .summary(waiting, count: waitingCount)
    }

    /// When the next call may be made; nil where nothing waits.
    var due: ContinuousClock.Instant? { waiting.isEmpty ? nil : calls.first.map { $0 + Self.window } }
}
