import CSystem
import Collecting
import Glibc
import Platform
import Synchronization
import Telemetry

/// A kernel that may have WireGuard interfaces.
protocol KernelReading: Sendable {
    /// - Parameter isWanted: whether the interface of that name is asked.
    /// - Parameter isAll: where there is none, it matters whether the kernel has WireGuard at all; to ask that may load its module.
    /// - Returns: no interface where the kernel has none.
    func read(_ isWanted: @escaping @Sendable (String) -> Bool, isAll: Bool, within limit: Duration) async throws(CollectFailure)
        -> InterfaceRound
}

/// Asks the kernel for its WireGuard interfaces over netlink, without a program.
///
/// A dump is made within the caller's own call and waits there for locks that others hold, so each look has a thread of its own. One that hangs
/// keeps the next from beginning.
final class KernelInterfaces: KernelReading {
    /// What else is asked in the same way; tests ask a kernel without WireGuard.
    struct Subject: Sendable {
        /// Of its links (`ip link … type wireguard`).
        var kind = "wireguard"
        var family = WG_GENL_NAME
        var command = UInt8(WG_CMD_GET_DEVICE.rawValue)
        /// Who answers, and over which protocols of netlink: the kernel.
        var peer: UInt32 = 0
        var links = NETLINK_ROUTE
        var interfaces = NETLINK_GENERIC
    }
    /// It was changed while it was told: so often it is asked again.
    private static let tries = 3

    private let subject: Subject
    private let isLooking = Mutex(false)

    init(_ subject: Subject = Subject()) { self.subject = subject }

    func read(_ isWanted: @escaping @Sendable (String) -> Bool, isAll: Bool, within limit: Duration) async throws(CollectFailure)
        -> InterfaceRound
    {
        let late = CollectFailure.timedOut(asked: Self.asked, after: limit)
        let begins = isLooking.withLock { isLooking in
            defer { isLooking = true }
            return !isLooking
        }
        guard begins else { throw late }
        let race = Race<Result<InterfaceRound, CollectFailure>>()
        let end = ContinuousClock.now + limit
        let started = OwnThread.start { [self] in
            let outcome = Result { () throws(CollectFailure) in try look(isWanted, isAll: isAll, until: end, within: limit) }
            isLooking.withLock { $0 = false }
            race.finish(outcome)
        }
        guard started else {
            isLooking.withLock { $0 = false }
            throw .unreachable(asked: Self.asked, reason: .raw(SystemError.text(EAGAIN)))
        }
        // The thread keeps the same time; but a call may hang.
        return try await race.value(within: limit + .milliseconds(50), late: .failure(late)).get()
    }

    /// The same, on the thread that calls it.
    func look(_ isWanted: (String) -> Bool, isAll: Bool, until end: ContinuousClock.Instant, within limit: Duration)
        throws(CollectFailure) -> InterfaceRound
    {
        var round = InterfaceRound()
        let names: [String]
        let (socket, family): (NetlinkSocket, UInt16)
        do throws(NetlinkSocket.Fault) {
            names = try links(until: end).filter(isWanted)
            if names.isEmpty, !isAll { return round }
            socket = try NetlinkSocket(protocol: subject.interfaces, peer: subject.peer, until: end)
            family = try self.family(socket)
        } catch { throw Self.failure(error, Self.asked, within: limit) }
        if names.count > ToolDump.mostInterfaces {
            round.lack(.kernel, .moreInterfacesOfKernel(), .notAllInterfacesRead(ToolDump.mostInterfaces))
        }
        for name in names.prefix(ToolDump.mostInterfaces) {
            do throws(NetlinkSocket.Fault) {
                round.interfaces.append(try interface(name, socket, family))
            } catch .system(ENODEV) {
                // It went in between.
                continue
            } catch {
                round.unread[name] = Self.failure(error, name, within: limit)
            }
        }
        return round
    }

    private func links(until end: ContinuousClock.Instant) throws(NetlinkSocket.Fault) -> [String] {
        let socket = try NetlinkSocket(protocol: subject.links, peer: subject.peer, until: end)
        var names: [String] = []
        for attempt in 1...Self.tries {
            names = []
            do throws(NetlinkSocket.Fault) {
                try socket.ask(UInt16(RTM_GETLINK), NLM_F_DUMP, [UInt8](repeating: 0, count: Self.linkHeaderSize)) {
                    body throws(InterfaceFault) in
                    if let name = try Self.link(body, ofKind: subject.kind) { names.append(name) }
                }
                return names
            } catch .changed where attempt < Self.tries {
                continue
            }
        }
        return names
    }
    /// Of `struct ifinfomsg`.
    private static let linkHeaderSize = 16

    /// Of one message of that answer the link's name, where it is of that kind and can be an interface's.
    static func link(_ body: ArraySlice<UInt8>, ofKind wanted: String) throws(InterfaceFault) -> String? {
        var (name, kind) = ("", "")
        try NetlinkMessage.forEachAttribute(of: body.dropFirst(linkHeaderSize), in: .netlinkLinks()) {
            type, value throws(InterfaceFault) in
            if type == IFLA_IFNAME { name = String(untilZero: value) }
            guard type == IFLA_LINKINFO else { return }
            try NetlinkMessage.forEachAttribute(of: value, in: .netlinkLinks()) { type, value in
                if type == IFLA_INFO_KIND { kind = String(untilZero: value) }
            }
        }
        return kind == wanted ? WireGuardPlace.interfaceName(name) : nil
    }

    /// The number that the kernel has given WireGuard.
    private func family(_ socket: NetlinkSocket) throws(NetlinkSocket.Fault) -> UInt16 {
        var family: UInt16?
        let request =
            [UInt8(CTRL_CMD_GETFAMILY), 1, 0, 0]
            + NetlinkMessage.attribute(UInt32(CTRL_ATTR_FAMILY_NAME), Array(subject.family.utf8) + [0])
        try socket.ask(UInt16(GENL_ID_CTRL), 0, request) { body throws(InterfaceFault) in family = try Self.familyNumber(body) ?? family }
        guard let family else { throw .unreadable(InterfaceFault(place: .netlinkFamily(), .noNumberThere())) }
        return family
    }

    /// Of a message of the controller of generic netlink the family's number; nil where it has none.
    static func familyNumber(_ body: ArraySlice<UInt8>) throws(InterfaceFault) -> UInt16? {
        var family: UInt16?
        try NetlinkMessage.forEachAttribute(of: body.dropFirst(4), in: .netlinkFamily()) { type, value in
            if type == CTRL_ATTR_FAMILY_ID { family = value.number() }
        }
        return family
    }

    private func interface(_ name: String, _ socket: NetlinkSocket, _ family: UInt16) throws(NetlinkSocket.Fault) -> InterfaceRecord {
        for attempt in 1...Self.tries {
            var answer = KernelAnswer(interface: name)
            do throws(NetlinkSocket.Fault) {
                try socket.ask(family, NLM_F_DUMP, KernelAnswer.request(subject.command, interface: name)) { body throws(InterfaceFault) in
                    try answer.take(body)
                }
                return answer.interface
            } catch .changed where attempt < Self.tries {
                continue
            }
        }
        throw .changed
    }

    private static let asked = "WireGuard"

    static func failure(_ fault: NetlinkSocket.Fault, _ asked: String, within limit: Duration) -> CollectFailure {
        switch fault {
        case .late: .timedOut(asked: asked, after: limit)
        case .changed: .unreachable(asked: asked, reason: .wireGuardChanges())
        case .unreadable(let fault): fault.failure(asked: asked)
        case .system(EPERM), .system(EACCES): .refused(asked: asked, reason: .wireGuardNotPermitted())
        // Of the family.
        case .system(ENOENT): .unreachable(asked: asked, reason: .noWireGuardInKernel())
        case .system(EAFNOSUPPORT), .system(EPROTONOSUPPORT): .unreachable(asked: asked, reason: .noNetlink())
        case .system(let code): .unreachable(asked: asked, reason: .wireGuardRefused(RawLine(SystemError.text(code))))
        }
    }
}
