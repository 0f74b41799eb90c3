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
    /// All sessions there are.
    public var sessions: [Session]
    /// Guests that crashed since the last reading, each told once.
    public var crashes: [GuestCrash]
    public var inventory: Inventory
    /// How many sessions fit, where the interface says so.
    public var sessionLimit: Int?
    /// It answers and shows nothing at all; the gaps say why. A right is missing, mostly.
    public var isBlind: Bool { samples.isEmpty && guests.isEmpty && sessions.isEmpty && !inventory.gaps.isEmpty }
    public init(
        samples: [Sample] = [], guests: [Guest] = [], sessions: [Session] = [], crashes: [GuestCrash] = [],
        inventory: Inventory = Inventory(), sessionLimit: Int? = nil
    ) {
        self.samples = samples
        self.guests = guests
        self.sessions = sessions
        self.crashes = crashes
        self.inventory = inventory
        self.sessionLimit = sessionLimit
    }
}
