import CLibvirt
import Glibc
import Platform
import Synchronization
import Telemetry

/// Where libvirt's callbacks, on the event loop's thread, leave what happened on one host until a look that has come back takes it.
///
/// All connections to the host share it, and one of them is heard at a time: while one hangs and another has taken over, both are told the
/// same.
final class EventQueue: Sendable {
    private struct State {
        var events: [HypervisorEvent] = []
        /// How many came before those.
        var gone = 0
        /// How many of all that came a look has seen.
        var seen = 0
        var heard: ObjectIdentifier?
        var end: Int { gone + events.count }
        mutating func remove(_ count: Int) {
            events.removeFirst(count)
            gone += count
        }
    }
    private let state = Mutex(State())
    /// A host on which nobody polls any more must not fill the memory: the oldest go.
    private static let limit = 20_000

    func put(_ event: HypervisorEvent, from listener: EventListener) {
        state.withLock { state in
            guard state.heard == nil || state.heard == ObjectIdentifier(listener) else { return }
            if state.events.count >= Self.limit { state.remove(Self.limit / 2) }
            state.events.append(event)
        }
    }
    /// From here on this one is heard, and who was before it is not.
    func hear(_ listener: EventListener) { state.withLock { $0.heard = ObjectIdentifier(listener) } }
    /// Its connection ends.
    func leave(_ listener: EventListener) {
        state.withLock { if $0.heard == ObjectIdentifier(listener) { $0.heard = nil } }
    }

    /// What no look has seen yet, and how many have come in all: for `take`. They stay where they are, as the look may hang.
    func look() -> (news: [HypervisorEvent], count: Int) {
        state.withLock { state in
            defer { state.seen = state.end }
            return (Array(state.events.dropFirst(max(0, state.seen - state.gone))), state.end)
        }
    }
    /// The first `count` events, as far as they were not taken before.
    func take(upTo count: Int) -> [HypervisorEvent] {
        state.withLock { state in
            let number = min(max(0, count - state.gone), state.events.count)
            defer { state.remove(number) }
            return Array(state.events.prefix(number))
        }
    }
}

/// One connection's way into its host's queue.
final class EventListener: Sendable {
    private let queue: EventQueue
    private let reason = Mutex<Message?>(nil)
    init(_ queue: EventQueue) { self.queue = queue }

    func put(_ event: HypervisorEvent) { queue.put(event, from: self) }
    /// Why the connection is gone; nil while it is there.
    var closing: Message? { reason.withLock(\.self) }
    func close(because words: Message) { reason.withLock { $0 = words } }
}

/// What `registerEvents` left with a connection.
struct Registrations {
    /// For `virConnectDomainEventDeregisterAny`.
    let numbers: [Int32]
    /// Whether the driver tells of graphics clients.
    let graphics: Bool
    fileprivate let closing: Int
}

/// Registers callbacks that tell `listener`.
func registerEvents(on connection: OpaquePointer, for listener: EventListener) -> Registrations {
    func register(_ event: virDomainEventID, _ callback: virConnectDomainEventGenericCallback) -> Int32 {
        let box = Unmanaged.passRetained(listener)
        let number = virConnectDomainEventRegisterAny(connection, nil, Int32(event.rawValue), callback, box.toOpaque(), releaseBox)
        if number < 0 { box.release() }
        return number
    }
    // The library takes every kind of callback under one type and calls it as what it is.
    let lifecycle = register(VIR_DOMAIN_EVENT_ID_LIFECYCLE, unsafeBitCast(lifecycleCallback, to: virConnectDomainEventGenericCallback.self))
    let graphics = register(VIR_DOMAIN_EVENT_ID_GRAPHICS, unsafeBitCast(graphicsCallback, to: virConnectDomainEventGenericCallback.self))
    let agent = register(
        VIR_DOMAIN_EVENT_ID_AGENT_LIFECYCLE, unsafeBitCast(agentCallback, to: virConnectDomainEventGenericCallback.self))
    let closing = waiting.withLock { waiting in
        waiting.next += 1
        waiting.listeners[waiting.next] = listener
        return waiting.next
    }
    virConnectRegisterCloseCallback(connection, closeCallback, UnsafeMutableRawPointer(bitPattern: closing), nil)
    return Registrations(numbers: [lifecycle, graphics, agent].filter { $0 >= 0 }, graphics: graphics >= 0, closing: closing)
}

/// A driver without close callbacks (libvirt's own test driver) says that it took one and never gives back what came with it, and a dead
/// connection keeps its own. So what is handed over is a number, and the listeners wait here.
private let waiting = Mutex<(next: Int, listeners: [Int: EventListener])>((0, [:]))

/// Before the connection is closed.
func unregisterEvents(_ registrations: Registrations, on connection: OpaquePointer) {
    for number in registrations.numbers { virConnectDomainEventDeregisterAny(connection, number) }
    virConnectUnregisterCloseCallback(connection, closeCallback)
    waiting.withLock { _ = $0.listeners.removeValue(forKey: registrations.closing) }
}

private typealias Domain = OpaquePointer
private typealias CallbackContext = UnsafeMutableRawPointer

/// Called once for every registration that ends; each holds the listener.
private let releaseBox: virFreeCallback = { box in
    if let box { Unmanaged<EventListener>.fromOpaque(box).release() }
}

private let closeCallback: virConnectCloseFunc = { _, reason, number in
    let number = Int(bitPattern: number)
    waiting.withLock { $0.listeners[number] }?.close(because: reasonForClosing(Int(reason)))
}

/// `virConnectCloseReason`.
func reasonForClosing(_ reason: Int) -> Message {
    let words: [Message] = [.closedByError(), .closedByPeer(), .closedByKeepalive(), .closedByUs()]
    return words.indices.contains(reason) ? words[reason] : .closedOtherwise(reason)
}

private let lifecycleCallback: @convention(c) (OpaquePointer?, Domain?, Int32, Int32, CallbackContext?) -> Int32 = {
    _, domain, type, detail, box in
    put(.lifecycle(type: Int(type), detail: Int(detail)), about: domain, into: box)
    return 0
}

private let agentCallback: @convention(c) (OpaquePointer?, Domain?, Int32, Int32, CallbackContext?) -> Void = { _, domain, state, _, box in
    put(.agent(connected: state == 1), about: domain, into: box)
}

private let graphicsCallback:
    @convention(c) (
        OpaquePointer?, Domain?, Int32, UnsafePointer<virDomainEventGraphicsAddress>?, UnsafePointer<virDomainEventGraphicsAddress>?,
        UnsafePointer<CChar>?, UnsafePointer<virDomainEventGraphicsSubject>?, CallbackContext?
    ) -> Void = { _, domain, phase, local, remote, scheme, subject, box in
        let phases: [GraphicsEvent.Phase] = [.connect, .initialize, .disconnect]
        guard phases.indices.contains(Int(phase)) else { return }
        var identities: [String: String] = [:]
        if let subject, let list = subject.pointee.identities {
            for index in 0..<Int(max(0, min(subject.pointee.nidentity, 64))) {
                if let type = text(list[index].type), let name = text(list[index].name) { identities[type] = name }
            }
        }
        put(
            .graphics(
                GraphicsEvent(
                    phase: phases[Int(phase)], local: address(local), remote: address(remote), scheme: text(scheme) ?? "",
                    identities: identities)), about: domain, into: box)
    }

private func text(_ pointer: UnsafePointer<CChar>?) -> String? { pointer.map { String(cString: $0) } }

private func address(_ address: UnsafePointer<virDomainEventGraphicsAddress>?) -> GraphicsEvent.Address {
    guard let address else { return GraphicsEvent.Address(family: "?", node: "", service: "") }
    let families = ["IPv4", "IPv6", "unix"]
    let family = Int(address.pointee.family)
    return GraphicsEvent.Address(
        family: families.indices.contains(family) ? families[family] : "?", node: text(address.pointee.node) ?? "",
        service: text(address.pointee.service) ?? "")
}

private func put(_ what: HypervisorEvent.What, about domain: Domain?, into box: CallbackContext?) {
    guard let domain, let box, let guest = guestName(domain) else { return }
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    let now = Moment(seconds: time.tv_sec, nanoseconds: time.tv_nsec)
    Unmanaged<EventListener>.fromOpaque(box).takeUnretainedValue().put(
        HypervisorEvent(at: now, guest: guest.id, name: guest.name, what: what))
}

/// UUID in lower case and name; both are in the handle, nothing is asked.
func guestName(_ domain: OpaquePointer) -> (id: String, name: String)? {
    var uuid = [CChar](repeating: 0, count: Int(VIR_UUID_STRING_BUFLEN))
    guard virDomainGetUUIDString(domain, &uuid) == 0, let name = virDomainGetName(domain) else { return nil }
    return (String(untilZero: uuid).lowercased(), String(cString: name))
}
