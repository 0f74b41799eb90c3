public import Alarms

/// How operators' acts hold, and how long the journal keeps what it knows.
public struct AlarmSettings: Hashable, Sendable {
    /// How long the journal keeps each kind of record.
    public struct RetentionTimes: Hashable, Sendable {
        /// Occurrences with every transition, acknowledgements and comments.
        public var alarms: Duration
        /// Single session ends with their pseudonyms; counts by hour stay as long as alarms.
        public var sessionEnds: Duration
        /// Host state changes, Warte's own start and stop.
        public var events: Duration
        /// How hosts and their guests were, as far as there is room.
        public var states: Duration
        public init(
            alarms: Duration = .seconds(400 * 86400), sessionEnds: Duration = .seconds(86400), events: Duration = .seconds(90 * 86400),
            states: Duration = .seconds(31 * 86400)
        ) {
            self.alarms = alarms
            self.sessionEnds = sessionEnds
            self.events = events
            self.states = states
        }
    }

    /// An acknowledgement ends after this time; one shift.
    public var acknowledgementExpiry: Duration
    /// What the dialog offers.
    public var shelveDefault: Duration
    /// The longest shelf of a warning.
    public var shelveMaximumWarning: Duration
    /// The longest shelf of a critical alarm.
    public var shelveMaximumCritical: Duration
    public var retention: RetentionTimes
    public init(
        acknowledgementExpiry: Duration = .seconds(8 * 3600), shelveDefault: Duration = .seconds(3600),
        shelveMaximumWarning: Duration = .seconds(86400), shelveMaximumCritical: Duration = .seconds(8 * 3600),
        retention: RetentionTimes = RetentionTimes()
    ) {
        self.acknowledgementExpiry = acknowledgementExpiry
        self.shelveDefault = shelveDefault
        self.shelveMaximumWarning = shelveMaximumWarning
        self.shelveMaximumCritical = shelveMaximumCritical
        self.retention = retention
    }
    public func shelveMaximum(_ severity: Severity) -> Duration {
        switch severity {
        case .warning: shelveMaximumWarning
        case .critical: shelveMaximumCritical
        }
    }
}
