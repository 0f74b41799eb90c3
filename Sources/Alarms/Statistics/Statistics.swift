public import Telemetry

/// How much the alarms ask of people, beside what EEMUA 191 and ISA-18.2 think bearable.
public struct AlarmStatistics: Hashable, Sendable {
    /// A small team looks once in a shift: what outlives that is standing, what outlives three days chronic; ISA calls a day stale.
    public static let standingAfter: Duration = .seconds(8 * 3600)
    public static let staleAfter: Duration = .seconds(24 * 3600)
    public static let chronicAfter: Duration = .seconds(72 * 3600)
    /// Of EEMUA 191's 80 % low, 15 % medium and 5 % high, what is left where nobody is told of what is low, in percent.
    public static let bearableCriticalShare = 25

    /// New and announced within 10 min; about 1 is very likely acceptable, 2 the most that is manageable.
    public var new: Int
    /// Live and neither shelved, suppressed nor in maintenance.
    public var open: Int
    public var standing: Int
    public var stale: Int
    public var chronic: Int
    public var chattering: Int
    public var shelved: Int
    public var suppressed: Int
    public var inMaintenance: Int
    /// Returned and unseen.
    public var returned: Int
    /// Activations of the last 24 h, announced ones.
    public var warnings: Int
    public var criticals: Int
    /// Nil where everything was looked at.
    public var longestUnacknowledged: Duration?
    /// Single session ends and lines of hosts of the last 24 h: what nobody had to act on.
    public var events: Int
    /// More new alarms than anybody can look at; nil where there is none.
    public var flood: Flood?

    public init(
        new: Int = 0, open: Int = 0, standing: Int = 0, stale: Int = 0, chronic: Int = 0, chattering: Int = 0, shelved: Int = 0,
        suppressed: Int = 0, inMaintenance: Int = 0, returned: Int = 0, warnings: Int = 0, criticals: Int = 0,
        longestUnacknowledged: Duration? = nil, events: Int = 0, flood: Flood? = nil
    ) {
        self.new = new
        self.open = open
        self.standing = standing
        self.stale = stale
        self.chronic = chronic
        self.chattering = chattering
        self.shelved = shelved
        self.suppressed = suppressed
        self.inMaintenance = inMaintenance
        self.returned = returned
        self.warnings = warnings
        self.criticals = criticals
        self.longestUnacknowledged = longestUnacknowledged
        self.events = events
        self.flood = flood
    }

    /// Critical ones among the alarms of the last 24 h, in percent; nil below twenty, of which a share says nothing.
    public var criticalShare: Int? {
        // As an engine told them: no sum of theirs is sure to fit.
        let all = Double(warnings) + Double(criticals)
        return all >= 20 ? Int(exactly: (100 * Double(criticals) / all).rounded(.down)) : nil
    }
}

extension AlarmBook {
    /// As `AlarmStatistics.new`.
    public func newAlarms(at now: Moment) -> Int { announced(within: Policy.statisticsWindow, at: now).count }

    public func statistics(at now: Moment) -> AlarmStatistics {
        let all = alarms
        let announced = all.filter { $0.flag == nil }
        let live = announced.filter { $0.isLive }
        func older(than age: Duration) -> Int { live.count { now - $0.raisedAt >= age } }
        let day = self.announced(within: .seconds(86_400), at: now)
        return AlarmStatistics(
            new: newAlarms(at: now), open: live.count,
            standing: older(than: AlarmStatistics.standingAfter), stale: older(than: AlarmStatistics.staleAfter),
            chronic: older(than: AlarmStatistics.chronicAfter), chattering: all.count { $0.isChattering },
            shelved: all.count { $0.flag == .shelved }, suppressed: all.count { $0.flag == .suppressed },
            inMaintenance: all.count { $0.flag == .inMaintenance }, returned: announced.count { $0.phase == .returned },
            warnings: day.count { $0.severity == .warning }, criticals: day.count { $0.severity == .critical },
            longestUnacknowledged: announced.filter(\.isUnseen).map { max(.zero, now - $0.raisedAt) }.max(), flood: flood)
    }
}
