import Alarms
import Drawing
import Telemetry

/// A row of a list of alarms: one alarm, or all those of one rule that followed in a flood.
enum AlarmRow: Sendable {
    case alarm(Alarm)
    case fold(AlarmFold)

    /// The alarm that stands for the row where the cursor is kept.
    var first: Alarm {
        switch self {
        case .alarm(let alarm): alarm
        case .fold(let fold): fold.worst
        }
    }

    /// In the order of the alarms; what is folded stands where its first one stood.
    ///
    /// Folded is what the flood's card counts: announced alarms of its rules since ten minutes before it was one. Never the first of
    /// all, its probable cause; never what is shelved, suppressed or in maintenance; and no rule with a single alarm.
    static func rows(_ alarms: [Alarm], in flood: Flood?, unfolded: Set<String>) -> [AlarmRow] {
        guard let flood else { return alarms.map { .alarm($0) } }
        let rules = Set(flood.symptoms.map(\.rule)).subtracting(unfolded)
        let start = flood.since - Policy.statisticsWindow
        var members: [String: [Alarm]] = [:]
        func isSymptom(_ alarm: Alarm) -> Bool {
            rules.contains(alarm.key.rule) && alarm.key != flood.first && alarm.flag == nil && alarm.raisedAt >= start
        }
        for alarm in alarms where isSymptom(alarm) { members[alarm.key.rule, default: []].append(alarm) }
        var folds: [String: AlarmFold] = [:]
        for (rule, list) in members { folds[rule] = AlarmFold(rule: rule, list) }
        return alarms.compactMap { alarm in
            guard isSymptom(alarm), let fold = folds[alarm.key.rule] else { return .alarm(alarm) }
            return alarm.id == fold.alarms.first?.id ? .fold(fold) : nil
        }
    }
}

/// Alarms of one rule in one row, with how many there are of each sort.
struct AlarmFold: Sendable {
    let rule: String
    /// In the order of the list; two at least.
    let alarms: [Alarm]
    /// What the row looks like: whatever wants action most.
    let worst: Alarm
    /// Each once, in the order of the list.
    let hosts: [Host.ID]
    let since: Moment
    /// `3!! 9! 2~ 1<`, as the first row of the screen counts; empty where all are alike, since the row's own shape says it.
    let sorts: String

    /// All that is counted is counted here, once: of a thousand alarms it would be long work for each picture.
    init?(rule: String, _ alarms: [Alarm]) {
        let ordered = alarms.inReadingOrder
        guard alarms.count > 1, let worst = ordered.first else { return nil }
        self.rule = rule
        self.alarms = alarms
        self.worst = worst
        var seen: Set<Host.ID> = []
        hosts = alarms.map(\.key.host).filter { seen.insert($0).inserted }
        since = alarms.reduce(worst.raisedAt) { min($0, $1.raisedAt) }
        sorts = AlarmFold.sorts(ordered)
    }
    private static func sorts(_ ordered: [Alarm]) -> String {
        var shapes: [String] = []
        var counts: [String: Int] = [:]
        for alarm in ordered {
            if counts[alarm.shape] == nil { shapes.append(alarm.shape) }
            counts[alarm.shape, default: 0] += 1
        }
        return shapes.count > 1 ? shapes.map { "\(counts[$0] ?? 0)\($0)" }.joined(separator: " ") : ""
    }

    var label: String { standardRules.first { $0.id == rule }?.label.text ?? String(rule.prefix(60)) }

    /// `no data  14 hosts  3!! 11!`: of several wordings the fullest that fits; the counts of the sorts stay to the end.
    func words(within width: Int) -> String {
        let count = hosts.count
        let places = count == alarms.count ? counted(count, "host") : localized("\(alarms.count) on \(counted(count, "host"))")
        let sorts = sorts.isEmpty ? [] : [sorts]
        let all = [[label, places] + sorts, [label, "\(alarms.count)"] + sorts, ["\(alarms.count)"] + sorts].map {
            $0.joined(separator: "  ")
        }
        return all.first { columns($0) <= width } ?? all.last ?? ""
    }
}
