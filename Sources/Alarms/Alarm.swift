public import Telemetry

public enum Severity: Int, Hashable, Sendable, Comparable, CaseIterable {
    case warning = 1
    case critical = 2
    public static func < (a: Severity, b: Severity) -> Bool { a.rawValue < b.rawValue }
}

/// What an alarm is about: it survives a restart, a renamed guest and a migration.
public struct AlarmKey: Hashable, Sendable {
    /// A rule's id, such as `cpu`.
    public let rule: String
    /// Empty for the whole site.
    public let host: Host.ID
    public let entity: Entity
    public init(rule: String, host: Host.ID, entity: Entity = .host) {
        self.rule = rule
        self.host = host
        self.entity = entity
    }
}

/// ISA-18.2 / IEC 62682 states of the alarm itself; shelved, suppressed and out of service (here: in maintenance) lie over them as flags.
public enum Phase: String, Hashable, Sendable, CaseIterable {
    /// A: nothing is wrong and nothing is unseen.
    case normal
    /// B
    case unacknowledged
    /// C
    case acknowledged
    /// D: it is over, and nobody has looked.
    case returned
    /// Latched forms: the condition is gone, the alarm stays until it is reset.
    case latchedUnacknowledged
    case latchedAcknowledged
}

/// Who took notice, when, and until when that holds.
public struct Acknowledgement: Hashable, Sendable {
    public let author: String
    public let at: Moment
    public let comment: String
    public let expires: Moment
    public init(author: String, at: Moment, comment: String, expires: Moment) {
        self.author = author
        self.at = at
        self.comment = comment
        self.expires = expires
    }
}

public struct Comment: Hashable, Sendable {
    public let author: String
    public let at: Moment
    /// What somebody typed is a raw line; what acknowledgements and shelves leave behind is a message of its own.
    public let message: Message
    public var text: String { message.text }
    public init(author: String, at: Moment, message: Message) {
        self.author = author
        self.at = at
        self.message = message
    }
    public init(author: String, at: Moment, text: String) { self.init(author: author, at: at, message: .raw(text)) }
}

/// Put aside by an operator until a time.
public struct Shelf: Hashable, Sendable {
    public let author: String
    public let at: Moment
    public let reason: String
    public let until: Moment
    /// What brings it back before its time.
    public let wakes: [UnshelveCondition]
    public init(author: String, at: Moment, reason: String, until: Moment, wakes: [UnshelveCondition] = []) {
        self.author = author
        self.at = at
        self.reason = reason
        self.until = until
        self.wakes = wakes
    }
}

/// What lies over an alarm's phase and keeps it from being announced; the strongest is shown.
public enum Flag: Int, Hashable, Sendable, Comparable, CaseIterable {
    /// E: put aside by an operator for a time.
    case shelved = 1
    /// F: it follows from something else that is known.
    case suppressed = 2
    /// G: its host is in maintenance.
    case inMaintenance = 3
    public static func < (a: Flag, b: Flag) -> Bool { a.rawValue < b.rawValue }
}

/// One occurrence of an alarm as everybody sees it.
public struct Alarm: Hashable, Sendable, Identifiable {
    /// Of this occurrence: a number that is never given twice, across restarts.
    public let id: Int64
    public let key: AlarmKey
    public var severity: Severity
    public var phase: Phase
    /// Start of this occurrence.
    public var raisedAt: Moment
    /// Last change of phase or severity.
    public var changedAt: Moment
    public var returnedAt: Moment?
    /// What is wrong, with value and limit, without the host's name.
    public var message: Message
    /// Raw lines that prove it, or what it was concluded from, newest first.
    public var evidence: [Message]
    public var acknowledgement: Acknowledgement?
    public var comments: [Comment]
    public var shelf: Shelf?
    /// By design: what it follows from, such as `host down`; nil where it is not suppressed.
    public var suppressedBy: Message?
    public var isInMaintenance: Bool
    /// Activations of this alarm so far, this one included.
    public var count: Int
    public var runbook: Runbook
    /// Occurrences before this one that came and went without anybody looking.
    public var unseen: Int
    /// Three activations within 10 min: one row with a counter, announced once.
    public var isChattering: Bool
    /// How many alarms are suppressed because of this one.
    public var suppresses: Int
    /// What hosts and pools showed in the same minutes: `11 of 14 within 60 s of CPU wait above 10 % on hv-1`.
    public var context: [Message]
    /// When people were last alerted to it; nil where nobody was, because it was flagged from the start.
    public var announcedAt: Moment?
    /// The engine it comes from; set when it is sent on.
    public var engine = EngineID.unknown
    public init(
        id: Int64, key: AlarmKey, severity: Severity, phase: Phase, raisedAt: Moment, changedAt: Moment, returnedAt: Moment? = nil,
        message: Message, evidence: [Message] = [], acknowledgement: Acknowledgement? = nil, comments: [Comment] = [], shelf: Shelf? = nil,
        suppressedBy: Message? = nil, isInMaintenance: Bool = false, count: Int = 1, runbook: Runbook = Runbook(),
        unseen: Int = 0, isChattering: Bool = false, suppresses: Int = 0, context: [Message] = [],
        announcedAt: Moment? = nil
    ) {
        self.id = id
        self.key = key
        self.severity = severity
        self.phase = phase
        self.raisedAt = raisedAt
        self.changedAt = changedAt
        self.returnedAt = returnedAt
        self.message = message
        self.evidence = evidence
        self.acknowledgement = acknowledgement
        self.comments = comments
        self.shelf = shelf
        self.suppressedBy = suppressedBy
        self.isInMaintenance = isInMaintenance
        self.count = count
        self.runbook = runbook
        self.unseen = unseen
        self.isChattering = isChattering
        self.suppresses = suppresses
        self.context = context
        self.announcedAt = announcedAt
    }

    /// What is wrong, in one line.
    public var text: String { message.text }
    /// The strongest flag over it; nil where it is announced.
    public var flag: Flag? {
        if isInMaintenance { return .inMaintenance }
        if suppressedBy != nil { return .suppressed }
        return shelf == nil ? nil : .shelved
    }
    /// Whether what is wrong is still there.
    public var isLive: Bool { phase == .unacknowledged || phase == .acknowledged }
    /// Whether somebody has still to look at it.
    public var isUnseen: Bool { phase == .unacknowledged || phase == .returned || phase == .latchedUnacknowledged }
}
