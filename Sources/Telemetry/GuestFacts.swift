/// What is known of a guest besides its numbers. All of it may be unknown: nil and empty say so.
public struct GuestFacts: Hashable, Sendable {
    /// What people wrote into its definition. It may name somebody: the engine's redactor replaces the whole of it.
    public var title: String
    public var notes: String
    /// Whether it is started together with its host.
    public var isAutostarted: Bool?
    /// Whether it stays defined while it is off.
    public var isPersistent: Bool?
    /// What its hypervisor does with it just now, such as to move it to another host.
    public var job: GuestJob?
    /// As the agent inside it says.
    public var system: GuestSystem?
    public var fileSystems: [GuestFileSystem]
    /// The word of its cluster's HA manager for it, such as `started` or `error`; empty where none looks after it.
    public var availability: String
    public init(
        title: String = "", notes: String = "", isAutostarted: Bool? = nil, isPersistent: Bool? = nil, job: GuestJob? = nil,
        system: GuestSystem? = nil, fileSystems: [GuestFileSystem] = [], availability: String = ""
    ) {
        self.title = title
        self.notes = notes
        self.isAutostarted = isAutostarted
        self.isPersistent = isPersistent
        self.job = job
        self.system = system
        self.fileSystems = fileSystems
        self.availability = availability
    }
    /// Whether anything in it may name somebody.
    public var hasTexts: Bool { !title.isEmpty || !notes.isEmpty || !fileSystems.isEmpty }
}

/// A job that goes on.
public struct GuestJob: Hashable, Sendable {
    public enum Operation: String, Hashable, Sendable, CaseIterable {
        case start, save, restore, migrationIn, migrationOut, snapshot, snapshotRevert, dump, backup, snapshotDelete, unknown
    }
    public let operation: Operation
    /// Percent; nil where nobody knows how much there is to do.
    public let done: Double?
    /// Bytes a second that the guest writes into its memory meanwhile, and that have to be sent once more.
    public let dirtyRate: Double?
    /// Nil where it cannot be told, as while the guest writes faster than can be sent.
    public let timeLeft: Duration?
    public let elapsed: Duration?
    public init(operation: Operation, done: Double? = nil, dirtyRate: Double? = nil, timeLeft: Duration? = nil, elapsed: Duration? = nil) {
        self.operation = operation
        self.done = done
        self.dirtyRate = dirtyRate
        self.timeLeft = timeLeft
        self.elapsed = elapsed
    }
}

/// A guest's operating system, each of it empty where unknown.
public struct GuestSystem: Hashable, Sendable {
    /// Such as `Debian GNU/Linux 12 (bookworm)`.
    public let name: String
    public let version: String
    public let kernel: String
    public init(name: String, version: String = "", kernel: String = "") {
        self.name = name
        self.version = version
        self.kernel = kernel
    }
}

/// A file system inside a guest.
public struct GuestFileSystem: Hashable, Sendable {
    /// Where it is mounted; the parts of the path that are not every system's own may name somebody.
    public let mountPoint: [LinePiece]
    /// Such as `ext4`; empty where unknown.
    public let type: String
    /// Bytes; nil where the agent does not say.
    public let size: Double?
    public let used: Double?
    public init(mountPoint: [LinePiece], type: String = "", size: Double? = nil, used: Double? = nil) {
        self.mountPoint = mountPoint
        self.type = type
        self.size = size
        self.used = used
    }
}
