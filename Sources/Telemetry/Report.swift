/// Something that happened on a host and is neither a number nor a session's end: a guest started, a poll failed.
public struct HostEvent: Hashable, Sendable {
    public let at: Moment
    public let host: Host.ID
    public let message: Message
    /// Its collector knows every word of it: no name of a person is in it that would have to be replaced but where it is marked.
    public let isKnown: Bool
    public init(at: Moment, host: Host.ID, _ message: Message, isKnown: Bool = false) {
        self.at = at
        self.host = host
        self.message = message
        self.isKnown = isKnown
    }
    /// In one line.
    public var text: String { message.text }
}

/// The end of one poll, whatever became of it.
public struct Report: Sendable {
    public let target: Target.ID
    /// When the answer was there.
    public let at: Moment
    public let took: Duration
    public let outcome: Result<Reading, CollectFailure>
    /// What is known beside the outcome.
    public let aside: Aside
    /// Nobody asks any more: `aside` is what was heard and not told, and the outcome says nothing of the target.
    public let isLast: Bool
    public init(
        target: Target.ID, at: Moment, took: Duration, outcome: Result<Reading, CollectFailure>, aside: Aside = Aside(),
        isLast: Bool = false
    ) {
        self.target = target
        self.at = at
        self.took = took
        self.outcome = outcome
        self.aside = aside
        self.isLast = isLast
    }
}

extension Report {
    /// With lists of sessions no longer than they may be.
    public var bounded: Report {
        guard case .success(var reading) = outcome else { return self }
        for index in reading.hosts.indices {
            guard case .success(var figures) = reading.hosts[index].outcome, figures.sessions.count > HostFigures.mostSessions else {
                continue
            }
            figures.bound()
            reading.hosts[index].outcome = .success(figures)
        }
        return Report(target: target, at: at, took: took, outcome: .success(reading), aside: aside, isLast: isLast)
    }
}

/// What is known although a poll failed: a server's last words come before it is gone, and are the reason that people look for.
public struct Aside: Hashable, Sendable {
    public var ends: [SessionEnd]
    public var events: [HostEvent]
    public var crashes: [Host.ID: [GuestCrash]]
    /// Whether the collector has a connection on which the answer will come as soon as there is one: then to ask at the usual beat costs
    /// nothing, and nothing is gained by a back-off.
    public var isInLine: Bool
    public init(
        ends: [SessionEnd] = [], events: [HostEvent] = [], crashes: [Host.ID: [GuestCrash]] = [:], isInLine: Bool = false
    ) {
        self.ends = ends
        self.events = events
        self.crashes = crashes
        self.isInLine = isInLine
    }

    public var tellsNothing: Bool { ends.isEmpty && events.isEmpty && crashes.isEmpty }

    /// What happened, of a reading that came too late to be one.
    public init(of reading: Reading, from target: Target.ID) {
        self.init(ends: reading.ends, events: reading.events)
        for host in reading.hosts {
            guard case .success(let figures) = host.outcome, !figures.crashes.isEmpty else { continue }
            crashes[Host.id(of: host.node, in: target), default: []] += figures.crashes
        }
    }

    /// With what happened before it.
    public func after(_ earlier: Aside) -> Aside {
        Aside(
            ends: earlier.ends + ends, events: earlier.events + events, crashes: earlier.crashes.merging(crashes) { $0 + $1 },
            isInLine: isInLine)
    }
}

/// What was told of a target by whoever watched it before: nobody is told it again.
public struct HeardBefore: Hashable, Sendable {
    /// The last moment at which it was heard, by our clock; nil where it never was.
    public var heardAt: Moment?
    /// When its session ends happened that its own words told.
    public var ends: [Moment] = []
    /// Sessions whose end was told: an interface may list one for a moment more.
    public var over: Set<String> = []
    public init() {}
}

/// Why a poll brought nothing, with what was asked (in no language: a path, an address, a command) and what came back.
public enum CollectFailure: Error, Hashable, Sendable {
    /// No way there, or nobody listens.
    case unreachable(asked: String, reason: Message, hint: Hint? = nil)
    /// It answered and would not let us in: password, certificate, permission.
    case refused(asked: String, reason: Message, hint: Hint? = nil)
    case timedOut(asked: String, after: Duration)
    /// Somebody else holds an interface that serves one at a time.
    case busy(asked: String)
    /// It answered something we cannot read; `place` is a line, a column or a field, and `got` what stands there: the answer's own words as a
    /// raw line, or ours.
    case unreadable(asked: String, place: Message, got: Message)
    /// Its target answered and no longer names it.
    case missing(target: Target.ID)

    /// One line for people.
    public var text: String { message.text }
    /// What makes one failure another than the one before: its kind and what was asked. Its words are often others each time.
    public struct Trouble: Hashable, Sendable {
        public enum Kind: Hashable, Sendable { case unreachable, refused, timedOut, busy, unreadable, missing }
        public let kind: Kind
        public let asked: String
    }
    public var trouble: Trouble {
        switch self {
        case .unreachable(let asked, _, _): Trouble(kind: .unreachable, asked: asked)
        case .refused(let asked, _, _): Trouble(kind: .refused, asked: asked)
        case .timedOut(let asked, _): Trouble(kind: .timedOut, asked: asked)
        case .busy(let asked): Trouble(kind: .busy, asked: asked)
        case .unreadable(let asked, _, _): Trouble(kind: .unreadable, asked: asked)
        case .missing(let target): Trouble(kind: .missing, asked: target)
        }
    }
    /// Whether trying again soon is pointless and a back-off is due.
    public var backsOff: Bool {
        switch self {
        case .unreachable, .refused, .timedOut, .busy: true
        case .unreadable, .missing: false
        }
    }
}
