/// What one good poll of a target brought.
public struct Reading: Hashable, Sendable {
    /// All hosts there are; one that is named no longer is missing.
    public var hosts: [HostReading]
    /// Ends since the last reading.
    public var ends: [SessionEnd]
    /// What else happened since the last reading, one line each.
    public var events: [HostEvent]
    public init(hosts: [HostReading], ends: [SessionEnd] = [], events: [HostEvent] = []) {
        self.hosts = hosts
        self.ends = ends
        self.events = events
    }
    /// Of a target that is one host.
    public init(_ figures: HostFigures, ends: [SessionEnd] = [], events: [HostEvent] = []) {
        self.init(hosts: [HostReading(outcome: .success(figures))], ends: ends, events: events)
    }
}

/// One host in a reading: it can be down in a cluster that answers.
public struct HostReading: Hashable, Sendable {
    /// Its name in the target; empty where the target is this one host.
    public let node: String
    public var outcome: Result<HostFigures, CollectFailure>
    public init(node: String = "", outcome: Result<HostFigures, CollectFailure>) {
        self.node = node
        self.outcome = outcome
    }
}

/// What is known of a host that answered.
public struct HostFigures: Hashable, Sendable {
    public var samples: [Sample]
    /// All guests on it; one that is on no host of the target is gone.
    public var guests: [Guest]
    /// All sessions there are. Where there are more by `Metric.sessions`, the others are not listed.
    public var sessions: [Session]
    /// What sessions on it are, known while nobody is there, and those that are counted and not listed; nil where its collector does not
    /// say: as those that are listed, else tunnels.
    public var sessionKind: Session.Kind?
    /// Guests that crashed since the last reading, each told once.
    public var crashes: [GuestCrash]
    public var inventory: Inventory
    /// How many sessions fit, where the interface says so.
    public var sessionLimit: Int?
    /// It answers and shows nothing at all; the gaps say why. A right is missing, mostly.
    public var isBlind: Bool { samples.isEmpty && guests.isEmpty && sessions.isEmpty && !inventory.gaps.isEmpty }
    public init(
        samples: [Sample] = [], guests: [Guest] = [], sessions: [Session] = [], crashes: [GuestCrash] = [],
        inventory: Inventory = Inventory(), sessionLimit: Int? = nil, sessionKind: Session.Kind? = nil
    ) {
        self.samples = samples
        self.guests = guests
        self.sessions = sessions
        self.crashes = crashes
        self.inventory = inventory
        self.sessionLimit = sessionLimit
        self.sessionKind = sessionKind
    }

    /// So many sessions of one host are listed; those beyond them are counted.
    public static let mostSessions = 20_000
    /// How many were left out for that.
    public private(set) var sessionsLeftOut = 0

    /// With no longer a list than that, and said so.
    public mutating func bound() {
        guard sessions.count > Self.mostSessions else { return }
        sessionsLeftOut += sessions.count - Self.mostSessions
        inventory.gaps.append(
            Inventory.Gap(figure: .listOfAllSessions(), reason: .sessionsCut(Self.mostSessions, sessions.count)))
        sessions.removeLast(sessions.count - Self.mostSessions)
    }

    /// Sessions that are counted and not listed. Where there are none it is of their kind, if that is known and they are counted; else nil.
    public var unlisted: UnlistedSessions? {
        let number = samples.last { $0.metric == .sessions && $0.entity == .host }?.value
        let told = number ?? 0
        // What a gateway says of itself may be any number.
        let beyond = (0..<1e9).contains(told) ? Int(told) - sessions.count : 0
        let count = max(beyond, sessionsLeftOut)
        if count > 0 { return UnlistedSessions(count, sessionKind ?? sessions.first?.kind ?? .vpn) }
        return number == nil ? nil : sessionKind.map { UnlistedSessions(0, $0) }
    }
}
