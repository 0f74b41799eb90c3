public import Alarms
public import Telemetry

/// What the engine tells its fronts. A new front gets one of each first, then what changes.
public enum Update: Hashable, Sendable {
    case engine(EngineStatus)
    case site(Site)
    case host(HostState)
    /// Every alarm that is not normal, and the flags over them; replaces the list before.
    case alarms([Alarm])
    /// Session ends, oldest first; the first such update brings the last 24 h.
    case ends([SessionEnd])
    /// Lines of the journal, oldest first.
    case events([HostEvent])
}

public struct EngineStatus: Hashable, Sendable {
    public var version: String
    public var startedAt: Moment
    /// Fronts that look on, the receiver included.
    public var viewers: Int
    /// What the user should know about the configuration: `no configuration: this machine, libvirt, 1 OpenVPN socket`.
    public var notice: String
    /// The ring file, for `StoreReader`.
    public var storePath: String
    /// The escape sequence by which terminals show a desktop notification: OSC 9, 99 or 777; 0 for none.
    public var osc: Int
    public init(version: String, startedAt: Moment, viewers: Int, notice: String, storePath: String, osc: Int = 0) {
        self.version = version
        self.startedAt = startedAt
        self.viewers = viewers
        self.notice = notice
        self.storePath = storePath
        self.osc = osc
    }
}

/// A host as its last poll left it. Guests and sessions are those of the last good poll.
public struct HostState: Hashable, Sendable, Identifiable {
    public var id: Host.ID
    public var about: String
    /// When the last good poll's answer was there; nil before the first.
    public var answeredAt: Moment?
    /// When the last poll ended, good or not; nil before the first.
    public var polledAt: Moment?
    /// The last poll's failure in its own words; nil where it was good.
    public var failure: String?
    public var nextPollAt: Moment?
    public var guests: [Guest]
    public var sessions: [Session]
    public var sessionLimit: Int?
    public init(
        id: Host.ID, about: String = "", answeredAt: Moment? = nil, polledAt: Moment? = nil, failure: String? = nil,
        nextPollAt: Moment? = nil, guests: [Guest] = [], sessions: [Session] = [], sessionLimit: Int? = nil
    ) {
        self.id = id
        self.about = about
        self.answeredAt = answeredAt
        self.polledAt = polledAt
        self.failure = failure
        self.nextPollAt = nextPollAt
        self.guests = guests
        self.sessions = sessions
        self.sessionLimit = sessionLimit
    }
}
