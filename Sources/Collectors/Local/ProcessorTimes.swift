import Telemetry

/// What all processors together did since the system started, in clock ticks: the line `cpu` of `/proc/stat` (manual proc_stat(5)).
struct ProcessorTimes: Hashable, Sendable {
    /// `user` and `nice`, in which the time of guests is contained already.
    var user: UInt64
    /// `system`, `irq` and `softirq`.
    var system: UInt64
    var idle: UInt64
    var ioWait: UInt64
    var steal: UInt64
    /// Processors that are online.
    var processors: Int

    /// Shares in percent of the time between two readings; none where the system restarted or no time went by.
    static func shares(from old: ProcessorTimes, to new: ProcessorTimes) -> [Sample] {
        // Idle and I/O wait may fall by a tick or so, as the manual warns; what really ran never does.
        guard new.user >= old.user, new.system >= old.system, new.steal >= old.steal else { return [] }
        func growth(_ field: KeyPath<ProcessorTimes, UInt64>) -> Double {
            new[keyPath: field] > old[keyPath: field] ? Double(new[keyPath: field] - old[keyPath: field]) : 0
        }
        let (user, system, steal) = (growth(\.user), growth(\.system), growth(\.steal))
        let (idle, ioWait) = (growth(\.idle), growth(\.ioWait))
        let all = user + system + steal + idle + ioWait
        guard all > 0 else { return [] }
        return [
            Sample(.cpu, (user + system + steal) / all * 100), Sample(.cpuUser, user / all * 100),
            Sample(.cpuSystem, system / all * 100), Sample(.cpuIOWait, ioWait / all * 100), Sample(.cpuSteal, steal / all * 100),
        ]
    }
}

/// The shares of one host from reading to reading. A window that is too short goes on, and the shares of the last one stand.
struct ProcessorShares: Sendable {
    private var before: (times: ProcessorTimes, at: ContinuousClock.Instant)?
    private var shares: [Sample] = []

    var isNew: Bool { before == nil }

    /// Nil where the system does not say: then all begins anew.
    mutating func advance(to new: ProcessorTimes?, at now: ContinuousClock.Instant) -> [Sample] {
        guard let new else {
            self = ProcessorShares()
            return []
        }
        if let before {
            guard now - before.at >= RateWindow.minimum else { return shares }
            shares = ProcessorTimes.shares(from: before.times, to: new)
        }
        before = (new, now)
        return shares
    }
}

/// Reads `/proc/stat`. Fields that an old kernel does not have yet count as 0.
func parseStat(_ text: String) throws(CollectFailure) -> ProcessorTimes {
    func unreadable(_ place: Message, _ got: Substring) -> CollectFailure {
        .unreadable(asked: "/proc/stat", place: place, got: .raw(String(got)))
    }
    let lines = pieces(of: text, by: "\n")
    guard let line = lines.first, line.hasPrefix("cpu ") else { throw unreadable(.answerLine(1), lines.first ?? "") }
    var fields: [UInt64] = []
    for (index, field) in pieces(of: line, by: " ").dropFirst().prefix(8).enumerated() {
        // Far above any uptime, and low enough that sums cannot overflow.
        guard let value = UInt64(field), value < 1 << 60 else { throw unreadable(.answerField(1, index + 2), field) }
        fields.append(value)
    }
    guard fields.count >= 4 else { throw unreadable(.answerLine(1), line) }
    fields += Array(repeating: 0, count: 8 - fields.count)
    let processors = lines.dropFirst().prefix { $0.hasPrefix("cpu") }.count
    return ProcessorTimes(
        user: fields[0] + fields[1], system: fields[2] + fields[5] + fields[6], idle: fields[3], ioWait: fields[4], steal: fields[7],
        processors: max(1, processors))
}
