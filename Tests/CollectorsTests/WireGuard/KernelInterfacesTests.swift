import Glibc
import Platform
import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import Collectors

/// All that is asked of a kernel with WireGuard, with somebody in its place: its links, its family, its interfaces.
struct KernelInterfacesTests {
    private static func link(_ name: String, kind: String?, _ sequence: UInt32) -> [UInt8] {
        let info = kind.map { KernelBytes.nest(18, KernelBytes.attribute(1, Array($0.utf8) + [0])) } ?? []
        let header = [UInt8](repeating: 0, count: 16)
        return KernelBytes.message(16, sequence: sequence, header + KernelBytes.attribute(3, Array(name.utf8) + [0]) + info)
    }

    /// - Parameter answer: of an interface, at which try.
    private static func kernel(
        _ answer: @escaping @Sendable (_ name: String, _ attempt: Int, _ sequence: UInt32) -> [[UInt8]]
    ) throws -> ScriptedKernel {
        let attempts = Mutex<[String: Int]>([:])
        return try ScriptedKernel { request in
            let sequence = request.sequence
            switch request.type {
            case 18:
                return [
                    link("lo", kind: nil, sequence) + link("wg0", kind: "wireguard", sequence) + link("eth0", kind: "veth", sequence),
                    link("wg1", kind: "wireguard", sequence) + link("wg2", kind: "wireguard", sequence)
                        + KernelBytes.done(sequence: sequence),
                ]
            case 16:
                let family = KernelBytes.attribute(2, Array("wireguard\0".utf8)) + KernelBytes.attribute(1, KernelBytes.number(UInt16(30)))
                return [KernelBytes.message(16, flags: 0, sequence: sequence, [1, 2, 0, 0] + family)]
            case 30:
                // Behind the command the name is the only attribute.
                let name = String(untilZero: request.body.dropFirst(8))
                let attempt = attempts.withLock { attempts in
                    attempts[name, default: 0] += 1
                    return attempts[name] ?? 0
                }
                return answer(name, attempt, sequence)
            default: return [KernelBytes.error(-EOPNOTSUPP, sequence: sequence)]
            }
        }
    }
    private static func device(_ name: String, _ sequence: UInt32, interrupted: Bool = false) -> [[UInt8]] {
        let flags = KernelBytes.multi | (interrupted ? KernelBytes.interrupted : 0)
        return [
            KernelBytes.message(30, flags: flags, sequence: sequence, KernelBytes.device(name, peers: [KernelBytes.peer(1)])),
            KernelBytes.done(sequence: sequence),
        ]
    }
    private func interfaces(of kernel: ScriptedKernel) -> KernelInterfaces {
        var subject = KernelInterfaces.Subject(peer: kernel.port)
        (subject.links, subject.interfaces) = (ScriptedKernel.family, ScriptedKernel.family)
        return KernelInterfaces(subject)
    }

    @Test func itsInterfacesAreReadOneAfterTheOther() async throws {
        let kernel = try Self.kernel { name, attempt, sequence in
            switch name {
            // It is changed while it is told, and told again.
            case "wg0": Self.device(name, sequence, interrupted: attempt < 3)
            // It went in between.
            case "wg1": [KernelBytes.error(-ENODEV, sequence: sequence)]
            default: Self.device(name, sequence)
            }
        }
        let reader = interfaces(of: kernel)
        let round = try await reader.read({ _ in true }, isAll: true, within: .seconds(20))
        #expect(round.interfaces.map(\.name) == ["wg0", "wg2"] && round.unread.isEmpty && round.hidden.isEmpty)
        #expect(round.interfaces.allSatisfy { $0.peers.count == 1 })
        let one = try await reader.read({ $0 == "wg2" }, isAll: true, within: .seconds(20))
        #expect(one.interfaces.map(\.name) == ["wg2"])
    }

    @Test func oneThatCannotBeReadTakesNoOthers() async throws {
        let kernel = try Self.kernel { name, attempt, sequence in
            switch name {
            case "wg0": Self.device(name, sequence, interrupted: true)
            case "wg1": [KernelBytes.error(-EPERM, sequence: sequence)]
            // Another interface's answer.
            default: attempt == 1 ? Self.device("wg9", sequence) : Self.device(name, sequence)
            }
        }
        let reader = interfaces(of: kernel)
        let round = try await reader.read({ _ in true }, isAll: true, within: .seconds(20))
        #expect(round.interfaces.isEmpty)
        #expect(round.unread["wg0"] == .unreachable(asked: "wg0", reason: .wireGuardChanges()))
        #expect(round.unread["wg1"] == .refused(asked: "wg1", reason: .wireGuardNotPermitted()))
        #expect(round.unread["wg2"] == .unreadable(asked: "wg2", place: .netlinkName(), got: .anotherInterface()))
        // What is left over of that answer disturbs nobody.
        #expect(try await reader.read({ $0 == "wg2" }, isAll: true, within: .seconds(20)).interfaces.map(\.name) == ["wg2"])
    }

    @Test func oneThatSaysNothingIsLateAndTheNextLookIsFree() async throws {
        let kernel = try Self.kernel { name, attempt, sequence in attempt == 1 ? [] : Self.device(name, sequence) }
        let reader = interfaces(of: kernel)
        let limit = Duration.milliseconds(200)
        let late = try await reader.read({ $0 == "wg0" }, isAll: true, within: limit)
        #expect(late.unread == ["wg0": .timedOut(asked: "wg0", after: limit)])
        #expect(try await reader.read({ $0 == "wg0" }, isAll: true, within: .seconds(20)).interfaces.count == 1)
    }
}
