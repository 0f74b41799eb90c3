import Alarms
import Telemetry

/// All alarms in reading order, and how many there are of each sort.
struct AlarmList: Sendable {
    private(set) var all: [Alarm] = []
    private(set) var critical = 0
    private(set) var open = 0
    private(set) var acknowledged = 0
    private(set) var returned = 0
    private(set) var shelved = 0
    /// By design: never silent, always counted.
    private(set) var suppressed = 0
    private(set) var inMaintenance = 0
    private(set) var chattering = 0
    /// Of the alarms that still need attention.
    private(set) var oldestUnseen: Moment?

    init() {}
    init(_ alarms: [Alarm]) {
        all = alarms.inReadingOrder
        for alarm in all {
            if alarm.isChattering { chattering += 1 }
            if alarm.wantsAttention { oldestUnseen = min(oldestUnseen ?? alarm.raisedAt, alarm.raisedAt) }
            switch alarm.standing {
            case .open:
                open += 1
                if alarm.severity == .critical { critical += 1 }
            case .acknowledged: acknowledged += 1
            case .returned: returned += 1
            case .shelved: shelved += 1
            case .suppressed: suppressed += 1
            case .inMaintenance: inMaintenance += 1
            }
        }
    }

    /// Live for longer than one shift, and not put aside.
    func standing(at now: Moment) -> Int {
        all.reduce(0) { $0 + ($1.isLive && $1.flag == nil && now - $1.raisedAt >= AlarmStatistics.standingAfter ? 1 : 0) }
    }
    func raised(since start: Moment) -> Int { all.reduce(0) { $0 + ($1.raisedAt >= start && $1.flag == nil ? 1 : 0) } }
    /// Those of these ids that there still are, in the order of the ids.
    func alarms(_ ids: [Int64]) -> [Alarm] {
        if ids.count <= 1 { return all.filter { $0.id == ids.first } }
        let known = Dictionary(all.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        return ids.compactMap { known[$0] }
    }

    /// The next one after `id` that nobody acknowledged, from the top again after the last.
    func nextUnacknowledged(after id: Int64?) -> Alarm? {
        let start = id.flatMap { id in all.firstIndex { $0.id == id } } ?? -1
        return all.dropFirst(start + 1).first { $0.wantsAttention } ?? all.first { $0.wantsAttention }
    }
}
