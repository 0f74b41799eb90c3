/// A virtual machine as its host describes it; its numbers are in the store under `Entity.guest(uuid)`.
public struct Guest: Hashable, Sendable, Identifiable {
    public enum State: String, Hashable, Sendable, CaseIterable {
        /// `crashed`: it runs no more, and neither itself nor anybody else had asked for that. `hung`: its process is there and does not
        /// answer, so its numbers are old.
        case running, blocked, paused, shuttingDown, off, crashed, suspended, hung, unknown

        /// Whether it has a process, which uses memory even while it is paused.
        public var isActive: Bool { self != .off && self != .crashed }
        /// Whether it works, or would if it answered.
        public var isRunning: Bool { self == .running || self == .blocked || self == .hung }
    }
    /// Who measured the memory: the guest's balloon driver, or the host, which sees all that the guest ever touched.
    public enum MemoryView: String, Hashable, Sendable, CaseIterable { case guest, host }

    /// UUID in lower case.
    public let id: String
    public let name: String
    public let state: State
    public let vCPUs: Int
    /// Bytes assigned at most.
    public let memoryMaximum: Double
    public let memoryView: MemoryView
    /// The kind of the graphics console that somebody looks at now (`vnc`, `spice`); nil where nobody does.
    public let console: String?
    public var facts: GuestFacts
    public init(
        id: String, name: String, state: State, vCPUs: Int, memoryMaximum: Double, memoryView: MemoryView, console: String? = nil,
        facts: GuestFacts = GuestFacts()
    ) {
        self.id = id
        self.name = name
        self.state = state
        self.vCPUs = vCPUs
        self.memoryMaximum = memoryMaximum
        self.memoryView = memoryView
        self.console = console
        self.facts = facts
    }
}

/// A guest that ended without anybody's wish: its emulator died, or its system panicked.
public struct GuestCrash: Hashable, Sendable {
    public let at: Moment
    /// UUID in lower case.
    public let guest: String
    public let name: String
    /// Whether it is started together with its host: then somebody counts on it.
    public let isAutostarted: Bool
    /// What it was concluded from: a line of the interface, or words of ours.
    public let evidence: Message
    public init(at: Moment, guest: String, name: String, isAutostarted: Bool, evidence: Message) {
        self.at = at
        self.guest = guest
        self.name = name
        self.isAutostarted = isAutostarted
        self.evidence = evidence
    }
}
