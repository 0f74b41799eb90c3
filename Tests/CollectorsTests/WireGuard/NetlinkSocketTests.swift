import Glibc
import Platform
import Telemetry
import TestSupport
import Testing

@testable import Collectors

/// The socket by which the kernel is asked: first with somebody in the kernel's place, then the kernel of this machine.
struct NetlinkSocketTests {
    /// On a thread of its own, for the socket waits on the thread that calls it.
    private func interface(_ kernel: ScriptedKernel, within limit: Duration = .seconds(20)) async throws -> Result<
        InterfaceRecord, NetlinkSocket.Fault
    > {
        let port = kernel.port
        return try await OwnNetwork.onOwnThread {
            Result { () throws(NetlinkSocket.Fault) in
                let socket = try NetlinkSocket(protocol: ScriptedKernel.family, peer: port, until: .now + limit)
                var answer = KernelAnswer(interface: "wg0")
                try socket.ask(30, 0x300, KernelAnswer.request(0, interface: "wg0")) { body throws(InterfaceFault) in
                    try answer.take(body)
                }
                return answer.interface
            }
        }
    }
    private static func devices(_ sequence: UInt32) -> [[UInt8]] {
        [
            KernelBytes.message(30, sequence: sequence, KernelBytes.device("wg0", peers: [KernelBytes.peer(1, networks: 1000)])),
            KernelBytes.message(
                30, sequence: sequence, KernelBytes.device(nil, peers: [KernelBytes.more(1, networks: 1000), KernelBytes.peer(2)])),
        ]
    }

    @Test func aDumpComesInSeveralDatagrams() async throws {
        let kernel = try ScriptedKernel { Self.devices($0.sequence) + [KernelBytes.done(sequence: $0.sequence)] }
        #expect(try await interface(kernel).get().peers.count == 2)
    }

    @Test func whatSomebodyElseSendsIsPassedOver() async throws {
        let stranger = try ScriptedKernel.Sender()
        let kernel = try ScriptedKernel { request in
            let (sequence, port) = (request.sequence, request.port)
            stranger.send(KernelBytes.done(sequence: sequence), to: port)
            stranger.send(
                KernelBytes.message(30, sequence: sequence, KernelBytes.device("wg0", peers: [KernelBytes.peer(66)])), to: port)
            let late = KernelBytes.message(30, sequence: sequence &+ 7, KernelBytes.device("wg0", peers: [KernelBytes.peer(77)]))
            return [late] + Self.devices(sequence) + [KernelBytes.done(sequence: sequence)]
        }
        let keys = try await interface(kernel).get().peers.map(\.key)
        #expect(keys == [1, 2].map { PublicKey(bytes: [UInt8](repeating: $0, count: 32)) })
    }

    @Test func whoSaysNothingOrNeverEndsIsLate() async throws {
        let silent = try ScriptedKernel { _ in [] }
        #expect(try await interface(silent, within: .milliseconds(100)) == .failure(.late))
        let endless = try ScriptedKernel { Self.devices($0.sequence) }
        #expect(try await interface(endless, within: .milliseconds(100)) == .failure(.late))
    }

    @Test func whatGoesWrongIsAFault() async throws {
        typealias Answer = @Sendable (UInt32) -> [[UInt8]]
        let answers: [(Answer, NetlinkSocket.Fault)] = [
            ({ [KernelBytes.error(-EPERM, sequence: $0)] }, .system(EPERM)),
            ({ Self.devices($0) + [KernelBytes.done(-ENODEV, sequence: $0)] }, .system(ENODEV)),
            ({ [KernelBytes.error(.min, sequence: $0)] }, .system(.max)),
            ({ [KernelBytes.message(4, sequence: $0, [])] }, .system(ENOBUFS)),
            (
                { [KernelBytes.message(3, sequence: $0, [])] },
                .unreadable(InterfaceFault(place: .netlinkLast(), .noErrorNumber()))
            ),
            (
                {
                    [
                        KernelBytes.message(
                            30, flags: KernelBytes.multi | KernelBytes.interrupted, sequence: $0, KernelBytes.device("wg0", peers: []))
                    ] + [KernelBytes.done(sequence: $0)]
                }, .changed
            ),
            ({ _ in [[UInt8](repeating: 1, count: 70_000)] }, .unreadable(InterfaceFault(place: .netlinkDatagram(), .countOfBytes(70000)))),
            ({ _ in [[1, 2, 3]] }, .unreadable(InterfaceFault(place: .netlinkPart(1), .noWholeMessage()))),
        ]
        for (answer, fault) in answers {
            let kernel = try ScriptedKernel { answer($0.sequence) }
            #expect(try await interface(kernel) == .failure(fault))
        }
    }

    // MARK: - The kernel of this machine

    /// A real dump, in several messages with attributes within attributes: the families of generic netlink.
    @Test func theKernelTellsItsFamilies() async throws {
        let names = try await OwnNetwork.onOwnThread {
            let socket = try NetlinkSocket(protocol: 16, until: .now + .seconds(20))
            var names: [String] = []
            try socket.ask(16, 0x300, [3, 1, 0, 0]) { body throws(InterfaceFault) in
                try NetlinkMessage.forEachAttribute(of: body.dropFirst(4), in: "a family") { type, value in
                    if type == 2 { names.append(String(untilZero: value)) }
                }
            }
            return names
        }
        #expect(names.contains("nlctrl") && names.count > 3)
        #expect(Set(names).count == names.count)
    }

    private static func look(_ subject: KernelInterfaces.Subject, isAll: Bool = true) -> Result<InterfaceRound, CollectFailure> {
        Result { () throws(CollectFailure) in
            try KernelInterfaces(subject).look({ _ in true }, isAll: isAll, until: .now + .seconds(20), within: .seconds(20))
        }
    }
    /// A link that is there, of a family that is there where IPv6 is and may be asked only with the right to administer the network.
    private static let likeness = KernelInterfaces.Subject(kind: "bridge", family: "SEG6", command: 2)
    private static func addBridge() throws {
        let output = try run(["ip", "link", "add", "wg0", "type", "bridge"])
        guard output.status == .exit(0) else { throw TimedOut("a bridge: \(output.stderr)", after: .zero) }
    }

    @Test(.enabled(if: geteuid() == 0, "needs root (network namespaces)")) func whoMayNotAskIsTold() async throws {
        let allowed = try await OwnNetwork.run(before: Self.addBridge) { Self.look(Self.likeness) }
        #expect(try allowed.get().interfaces.map(\.name) == ["wg0"])
        let refused = try await OwnNetwork.run(rights: false, before: Self.addBridge) { Self.look(Self.likeness) }
        #expect(try refused.get().unread == ["wg0": .refused(asked: "wg0", reason: .wireGuardNotPermitted())])
        #expect(try refused.get().interfaces.isEmpty)
    }

    @Test(.enabled(if: geteuid() == 0, "needs root (network namespaces)")) func aKernelWithoutTheFamilyIsTold() async throws {
        let without = KernelInterfaces.Subject(kind: "bridge", family: "no-such-family", command: 0)
        let failure = CollectFailure.unreachable(asked: "WireGuard", reason: .noWireGuardInKernel())
        #expect(try await OwnNetwork.run(before: Self.addBridge) { Self.look(without) }.failure == failure)
        // Where there is nothing to ask, the family matters only to who has nothing else.
        #expect(try await OwnNetwork.run { Self.look(without, isAll: false) }.get().interfaces.isEmpty)
        #expect(try await OwnNetwork.run { Self.look(without) }.failure == failure)
        // The same by what is real: a machine with WireGuard in its kernel has no such interface in a new namespace.
        let real = try await OwnNetwork.run { Self.look(KernelInterfaces.Subject()) }
        if access("/sys/module/wireguard", F_OK) == 0 {
            #expect(try real.get().interfaces.isEmpty)
        } else {
            #expect(real.failure == failure)
        }
    }

    @Test func oneLookAfterTheOther() async throws {
        let reader = KernelInterfaces(KernelInterfaces.Subject(kind: "no-such-kind", family: "no-such-family", command: 0))
        for _ in 0..<4 { #expect(try await reader.read({ _ in true }, isAll: false, within: .seconds(20)).interfaces.isEmpty) }
    }
}

extension Result where Failure == CollectFailure {
    fileprivate var failure: CollectFailure? { if case .failure(let failure) = self { failure } else { nil } }
}
