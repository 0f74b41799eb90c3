public import Telemetry

/// One step in an alarm's life: what the journal stores and notifications are made of.
public struct Transition: Hashable, Sendable {
    public enum What: String, Hashable, Sendable, CaseIterable {
        /// A new occurrence: A or D to B.
        case raised
        case severityRaised
        case severityLowered
        /// By a person: B to C, D to A; on C it extends the time.
        case acknowledged
        /// The acknowledgement's time is over: C to B.
        case acknowledgementExpired
        /// What it counts has grown far beyond what somebody acknowledged: C to B.
        case worsened
        /// Nobody has looked for so long: said again, still B.
        case reannounced
        /// B to D: over, and nobody has looked.
        case returned
        /// C to A.
        case cleared
        /// The condition is gone and the alarm stays until it is reset.
        case latched
        /// A latched one is given free: to A.
        case reset
        case shelved
        /// By a person, by its time or by a wake condition: see `comment`.
        case unshelved
        case suppressed
        case unsuppressed
        // Journals know them by these words.
        case inMaintenance = "outOfService"
        case maintenanceEnded = "returnedToService"
        case commented
        /// The author's last act was taken back.
        case undone

        /// For those who read it elsewhere: by the field's term where journals keep an older one.
        public var word: String {
            switch self {
            case .inMaintenance: "inMaintenance"
            case .maintenanceEnded: "maintenanceEnded"
            default: rawValue
            }
        }
    }

    /// The alarm as it is after the step.
    public let alarm: Alarm
    public let what: What
    public let at: Moment
    /// Empty where no person did it.
    public let author: String
    /// What somebody typed, or why nobody had to; `Message.nothing` where there is nothing to say.
    public let comment: Message
    public init(alarm: Alarm, what: What, at: Moment, author: String = "", comment: Message = .nothing) {
        self.alarm = alarm
        self.what = what
        self.at = at
        self.author = author
        self.comment = comment
    }

    /// Whether somebody ought to be told: something new is wrong, or worse, or still unseen, and nothing keeps it quiet.
    public var isAnnounced: Bool {
        guard alarm.flag == nil else { return false }
        switch what {
        case .raised: return !alarm.isChattering
        // Whoever acknowledged it at its worst knows.
        case .severityRaised: return alarm.phase != .acknowledged
        case .acknowledgementExpired, .worsened, .reannounced: return true
        case .unshelved, .unsuppressed, .maintenanceEnded: return alarm.phase == .unacknowledged || alarm.phase == .latchedUnacknowledged
        default: return false
        }
    }
}

/// What brings an alarm back as it was after a restart.
public struct AlarmRecord: Hashable, Sendable {
    public var alarm: Alarm
    /// The last activations, oldest first: chattering is counted from them.
    public var activations: [Moment]
    /// The worst that its acknowledgement was given for, which may be more than it is by now; nil where nobody knows.
    public var acknowledgedFor: Severity?
    public init(alarm: Alarm, activations: [Moment] = [], acknowledgedFor: Severity? = nil) {
        self.alarm = alarm
        self.activations = activations
        self.acknowledgedFor = acknowledgedFor
    }
}

/// Why an operator's act cannot be done.
public struct ActProblem: Error, Hashable, Sendable {
    public let message: Message
    public init(_ message: Message) { self.message = message }
    /// For the status line.
    public var text: String { message.text }

    public static let isChanged = ActProblem(.hasChanged())
}
