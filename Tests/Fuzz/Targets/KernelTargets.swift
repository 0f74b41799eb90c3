import Telemetry

@testable import Collectors

/// What the kernel says of its links, and of the number of a family of generic netlink: whole datagrams, whose bodies are read as both.
let kernelTargets = [
    FuzzTarget(name: "kernel-interfaces") { bytes in
        do throws(InterfaceFault) {
            for message in try NetlinkMessage.all(in: bytes[...]) {
                _ = try? KernelInterfaces.familyNumber(message.body)
                guard let name = try KernelInterfaces.link(message.body, ofKind: "wireguard") else { continue }
                if WireGuardPlace.interfaceName(name) != name { return "an interface is called \(name)" }
            }
            return nil
        } catch { return complaint(of: [error.place.text, error.got.text]) }
    }
]
