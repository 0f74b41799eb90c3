import Alarms
import Telemetry

/// What waits for the thread.
struct JournalInbox {
    enum Work {
        case entry(JournalEntry)
        case task(isUpkeep: Bool, @Sendable (Journal) -> Void)
        var entry: JournalEntry? { if case .entry(let entry) = self { entry } else { nil } }
    }
    var works: [Work] = []
    var wantsFlush = false
    var isRunning = false
    var busySince: ContinuousClock.Instant?
    /// With what is much to do: a slow disk may take so long.
    private var isUpkeep = false
    private static let upkeep = Duration.seconds(30)
    var problem: Message?
    private var entries = 0
    private var dropped = 0
    /// See `Journal.pastLostSince`.
    private(set) var pastLostSince: Moment?
    /// How alarms stood of which a step was dropped: a file that is begun anew shall have them all.
    private var standing: [AlarmKey: Alarm] = [:]

    func isStuck(for time: Duration) -> Bool {
        busySince.map { ContinuousClock.now - $0 >= (isUpkeep ? max(time, Self.upkeep) : time) } ?? false
    }

    mutating func add(_ new: [JournalEntry]) {
        works += new.map { .entry($0) }
        entries += new.count
        // A disk that is well takes what is much at once: nothing of it need be lost.
        let most = isStuck(for: JournalWriter.slow) ? Journal.longestQueue : Journal.mostAtOnce
        guard entries > most + most / 8 else { return }
        let lost = works.shorten(to: most) { $0.entry }
        for case .transition(let transition) in lost where (standing[transition.alarm.key]?.id ?? 0) <= transition.alarm.id {
            standing[transition.alarm.key] = transition.alarm
        }
        for case .past(let entry) in lost { losePast(since: entry.from) }
        entries -= lost.count
        dropped += lost.count
    }

    mutating func losePast(since: Moment) { pastLostSince = min(pastLostSince ?? since, since) }
    mutating func takePastLoss() -> Moment? {
        defer { pastLostSince = nil }
        return pastLostSince
    }

    mutating func reword(_ alarms: [Alarm]) {
        for alarm in alarms where standing[alarm.key]?.id == alarm.id { standing[alarm.key] = alarm }
    }

    enum Turn {
        case write([JournalEntry], dropped: Int, standing: [Alarm])
        case task(@Sendable (Journal) -> Void)
    }

    /// What is to be done next: all entries up to the next task, or that.
    mutating func next() -> Turn? {
        guard let first = works.first else {
            guard wantsFlush || dropped > 0 else {
                isRunning = false
                busySince = nil
                return nil
            }
            return write([])
        }
        if case .task(let isUpkeep, let run) = first {
            (busySince, self.isUpkeep) = (.now, isUpkeep)
            works.removeFirst()
            return .task(run)
        }
        let batch = works.prefix { $0.entry != nil }.compactMap(\.entry)
        works.removeFirst(batch.count)
        return write(batch)
    }

    private mutating func write(_ batch: [JournalEntry]) -> Turn {
        busySince = .now
        isUpkeep = false
        defer {
            wantsFlush = false
            entries -= batch.count
            dropped = 0
            standing = [:]
        }
        return .write(batch, dropped: dropped, standing: Array(standing.values))
    }
}
