public import Alarms
public import Telemetry

/// A part of a host, as the journal keeps how it was: from when it became so until it was otherwise. Alarms, ends and sessions have tables of
/// their own.
///
/// It is what the feed tells, and less: of a guest neither what people wrote about it nor its file systems.
public enum PastPart: Hashable, Sendable {
    case condition(HostCondition)
    case inventory(Inventory)
    case unlisted(UnlistedSessions)
    case guest(Guest)

    static let (conditionName, inventoryName, unlistedName, guestPrefix) = ("condition", "inventory", "unlisted", "guest/")

    /// A host has one of each name at a time.
    public var name: String {
        switch self {
        case .condition: Self.conditionName
        case .inventory: Self.inventoryName
        case .unlisted: Self.unlistedName
        case .guest(let guest): Self.name(ofGuest: guest.id)
        }
    }
    public static func name(ofGuest id: String) -> String { guestPrefix + id }
}

/// How a host answered, and what of that changes with it.
public struct HostCondition: Hashable, Sendable {
    /// Nil where it answers.
    public var failure: Message?
    public var hint: CollectFailure.Hint?
    /// When it last answered, where it does not.
    public var answeredAt: Moment?
    public var isBlind: Bool
    public var sessionLimit: Int?
    public init(
        failure: Message? = nil, hint: CollectFailure.Hint? = nil, answeredAt: Moment? = nil, isBlind: Bool = false,
        sessionLimit: Int? = nil
    ) {
        self.failure = failure
        self.hint = hint
        self.answeredAt = answeredAt
        self.isBlind = isBlind
        self.sessionLimit = sessionLimit
    }
}

/// One part that became otherwise.
public struct PastChange: Hashable, Sendable {
    public let host: Host.ID
    public let at: Moment
    /// See `PastPart.name`.
    public let name: String
    /// Nil where it is no more.
    public let part: PastPart?
    public init(host: Host.ID, at: Moment, _ part: PastPart) {
        (self.host, self.at, name, self.part) = (host, at, part.name, part)
    }
    public init(host: Host.ID, at: Moment, gone name: String) {
        (self.host, self.at, self.name, part) = (host, at, name, nil)
    }
}

/// From a time on it is not known how a host was, until that is told again.
public struct PastGap: Hashable, Sendable {
    /// Nil for all hosts.
    public let host: Host.ID?
    public let from: Moment
    /// When that was seen.
    public let at: Moment
    /// Left by an engine that was killed: the newest that the journal has of it is a sign of life too, and it begins not before that.
    public let isOfKilledEngine: Bool
    public init(host: Host.ID?, from: Moment, at: Moment, isOfKilledEngine: Bool = false) {
        self.host = host
        self.from = from
        self.at = at
        self.isOfKilledEngine = isOfKilledEngine
    }
}

/// What is to be written of how hosts were, in this order.
public enum PastEntry: Hashable, Sendable {
    case change(PastChange)
    case gap(PastGap)
    var at: Moment {
        switch self {
        case .change(let change): change.at
        case .gap(let gap): gap.at
        }
    }
    /// Since when the file lacks something without it.
    var from: Moment {
        switch self {
        case .change(let change): change.at
        // Where it begins only the file knows.
        case .gap(let gap): gap.isOfKilledEngine ? gap.at : gap.from
        }
    }
}

/// How hosts were at a moment.
public struct KeptPast: Hashable, Sendable {
    /// How a host was. Sessions are those of the journal's own table: by the pseudonyms of when they were written.
    public struct PastHost: Hashable, Sendable {
        public var condition = HostCondition()
        public var inventory = Inventory()
        public var unlisted: UnlistedSessions?
        /// By name.
        public var guests: [Guest] = []
        public var sessions: [SessionRecord] = []
        public var maintenance: MaintenanceWindow?
    }
    /// Of these it is known. Others that were asked for were not watched then, or it is kept no longer.
    public var hosts: [Host.ID: PastHost] = [:]
    /// Those that one answer has no room for: to be asked for again.
    public var left: [Telemetry.Host.ID] = []
    /// What was before is not kept; nil where nothing is.
    public var keptSince: Moment?
    /// Of sessions; nil where none was dropped.
    public var sessionsKeptSince: Moment?
}
