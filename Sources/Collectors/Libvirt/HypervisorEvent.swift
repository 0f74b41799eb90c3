import Telemetry

/// What libvirt tells by itself, copied out of its callbacks.
struct HypervisorEvent: Hashable, Sendable {
    enum What: Hashable, Sendable {
        /// `virDomainEventType` and its detail.
        case lifecycle(type: Int, detail: Int)
        case graphics(GraphicsEvent)
        /// The guest agent came or went.
        case agent(connected: Bool)
    }
    var at: Moment
    /// UUID in lower case.
    var guest: String
    var name: String
    var what: What

    /// The event as virsh(1) prints it (`virsh event --all`): the evidence of what was concluded from it.
    var text: String { pieces.text }

    /// Which user opens a console, and from where, is personal; a guest and its state are not.
    var pieces: [LinePiece] {
        switch what {
        case .lifecycle(let type, let detail):
            [.known("event 'lifecycle' for domain '\(name)': \(LifecycleWords.type(type)) \(LifecycleWords.detail(type, detail))")]
        case .graphics(let event):
            [.known("event 'graphics' for domain '\(name)': \(event.phase) local[")] + event.local.pieces + [.known("] remote[")]
                + event.remote.pieces + [.known("] \(event.scheme)")]
        case .agent(let connected):
            [.known("event 'agent-lifecycle' for domain '\(name)': state: '\(connected ? "connected" : "disconnected")'")]
        }
    }
}

/// A client of a graphics console.
struct GraphicsEvent: Hashable, Sendable {
    enum Phase: String, Hashable, Sendable { case connect, initialize, disconnect }
    struct Address: Hashable, Sendable {
        /// `IPv4`, `IPv6` or `unix`.
        var family: String
        var node: String
        var service: String
        var pieces: [LinePiece] {
            [.known("\(family) "), node.isEmpty ? .known("") : .address(node), .known(" \(service)")]
        }
    }
    var phase: Phase
    var local: Address
    var remote: Address
    /// How the client has shown who it is; SPICE leaves it empty except when it initializes, VNC says at least `none`.
    var scheme: String
    /// What the client has shown, such as `saslUsername` or `x509dname`.
    var identities: [String: String] = [:]
}
