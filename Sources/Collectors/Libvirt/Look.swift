import Telemetry

/// What one call of a connection's thread brought: copied values, and nothing of the library's.
struct Look: Sendable {
    /// What was read at one moment; the first look after connecting brings two, because rates need them.
    struct Sight: Sendable {
        var snapshot: Snapshot
        /// When the guests were asked: a call that hung brings what was then.
        var at: ContinuousClock.Instant
    }
    var sights: [Sight] = []
    /// Why there is no last sight; nil where there is.
    var failure: CollectFailure?
    /// Why the connection that was there before is gone; nil where it is the same.
    var loss: Message?
    /// How many events had come when it began.
    var heard = 0
    /// What libvirt told by itself until then and no other look has taken, the oldest first.
    var events: [HypervisorEvent] = []
    /// What guests' agents answered, as far as they did.
    var agents: [AgentAnswer] = []
    /// Agents cannot be asked: the connection is one that may only read.
    var isReadOnly = false
    /// Titles and descriptions of the guests of which they were asked, by id.
    var texts: [String: GuestTexts.Texts] = [:]
    /// Of guests that have one, by id.
    var jobs: [String: GuestJob] = [:]
    /// The storage pools, or why there are none; nil where they were not asked for.
    var pools: Result<[PoolRecord], LibvirtError>?
    /// When they were; nil for now.
    var poolsAskedAt: ContinuousClock.Instant?
    /// Reports a question for the pools that has not been answered for long.
    var silenceOfPools: Message?
    /// Why guests can have no hardware virtualization; nil where they can, or nobody says.
    var kvmProblem: Message?
    /// Whether guests' own monitors were asked: without that nobody hangs, and memory, disks and waiting are not known.
    var asksMonitors = true
    var tellsGraphics = false
    /// Such as `qemu · libvirt`.
    var product = ""
    var version = ""
    /// Whether the connection is there, and is told events.
    var isOpen = false
    /// How long the call that asks the guests took.
    var guestsTook = Duration.zero
}
