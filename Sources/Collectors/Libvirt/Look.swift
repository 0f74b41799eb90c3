import Telemetry

/// What one call of a connection's thread brought: copied values, and nothing of the library's.
struct Look: Sendable {
    /// What was read at one moment; the first look after connecting brings two, because rates need them.
    struct Sight: Sendable {
        var snapshot: Snapshot
        var at: ContinuousClock.Instant
    }
    var sights: [Sight] = []
    /// Why there is no last sight; nil where there is.
    var failure: CollectFailure?
    /// Why the connection that was there before is gone; nil where it is the same.
    var loss: String?
    /// What libvirt told by itself since the look before, the oldest first.
    var events: [HypervisorEvent] = []
    /// Users inside guests, as far as their agents answered.
    var users: [(guest: String, name: String, users: [Session])] = []
    /// Whether guests' own monitors were asked: without that nobody hangs, and memory, disks and waiting are not known.
    var asksMonitors = true
    var tellsGraphics = false
    /// Such as `qemu · libvirt`.
    var product = ""
    var version = ""
    /// When this connection began to be told events.
    var openedAt: Moment?
    /// How long the call that asks the guests took.
    var guestsTook = Duration.zero
}
