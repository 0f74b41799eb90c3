import Glibc
import TestSupport
import Testing

/// The dashboard in a terminal over the lab, looked at as somebody would: every machine has its numbers, and where there is `--` it is known why.
struct LabVisit {
    private let front: PseudoTerminal
    private static let patience = Duration.seconds(40)

    init(environment: [String: String]) throws {
        front = try PseudoTerminal(
            ["/bin/bash", Site.lab + "/lab", "with", try builtProgram("warte")], environment: environment, columns: 160, rows: 50)
    }

    /// A machine's columns on Overview, which are numbers but for those that its kind does not tell; and the gauges on its own screen.
    private struct Machine {
        let name: String
        /// CPU, wait, memory, pressure, sessions.
        let told: [Bool]
        let gauges: [String]
    }
    /// Wait is a hypervisor's that counts it for each vCPU (libvirt), pressure a Linux kernel's that is built with it; a VPN server tells its
    /// sessions and nothing of the machine below it, and node_exporter knows of no sessions.
    private static let machines: [Machine] = {
        let hasPressure = access("/proc/pressure/cpu", R_OK) == 0
        let gateway = ([false, false, false, false, true], ["Sessions"])
        let linux = ([true, false, true, hasPressure, true], ["CPU", "Memory", "Sessions"])
        let node = ([true, false, true, true, true], linux.1)
        return [
            Machine(name: "hv-1", told: [true, true, true, false, true], gauges: ["CPU", "Wait", "Memory", "Sessions"]),
            Machine(name: "vpn-1", told: gateway.0, gauges: gateway.1), Machine(name: "wg-1", told: gateway.0, gauges: gateway.1),
            Machine(name: "pve/pve-a", told: node.0, gauges: node.1), Machine(name: "pve/pve-b", told: node.0, gauges: node.1),
            Machine(name: "pve/pve-c", told: node.0, gauges: node.1),
            Machine(name: "fw-1", told: [true, false, true, false, true], gauges: linux.1),
            Machine(name: "files-1", told: [true, false, true, hasPressure, false], gauges: ["CPU", "Memory"]),
            Machine(name: "here", told: linux.0, gauges: linux.1), Machine(name: "jump-1", told: linux.0, gauges: linux.1),
        ]
    }()

    func seeEveryKind() async throws {
        defer { front.hangUp() }
        try await front.wait(for: "a number for each machine on Overview", within: Self.patience) { screen in
            Self.machines.allSatisfy { machine in Self.columns(of: machine.name, on: screen).map { $0 != nil } == machine.told }
        }
        for machine in Self.machines {
            front.send(":host \(machine.name)\r")
            try await front.wait(for: "\(machine.name) with its gauges", within: Self.patience) { screen in
                screen.contains("─\(machine.name)─") && Self.gauges(on: screen) == machine.gauges
            }
        }
        front.send(":host files-1\r")
        try await front.wait(for: "that nobody tells its sessions", within: Self.patience) {
            $0.contains("Sessions --") && $0.contains("sessions are not told")
        }
        // Its node tells no wait; all else it tells of a guest that runs, the counters from their second reading on.
        front.send(":host pve/pve-a\r")
        try await front.wait(for: "what a guest of the cluster reads and sends", within: Self.patience) { screen in
            screen.row(of: "desktop-01").map { Self.words(screen.lines[$0]).count { $0 == "--" } == 1 } ?? false
        }
    }

    /// The numbers in a row's columns, nil for `--`; empty where there is no such row, or not all of it.
    private static func columns(of name: String, on screen: TerminalScreen) -> [Double?] {
        guard let words = screen.lines.lazy.map(Self.words).first(where: { $0.first == name }), words.count > 5 else { return [] }
        // Of `3/10` what is there.
        return words[1...5].map { Double($0.split(separator: "/").first ?? "") }
    }
    /// Those that have a number.
    private static func gauges(on screen: TerminalScreen) -> [String] {
        ["CPU", "Wait", "Memory", "Sessions"].filter { label in
            screen.lines.prefix(6).lazy.map(Self.words).contains { words in
                words.count > 1 && words[0] == label && Double(words[1].split(separator: "/").first ?? "") != nil
            }
        }
    }
    /// Without the cursor and without bars.
    private static func words(_ line: String) -> [String] {
        line.split { $0 == " " || $0 == "▸" || $0 == "·" || ("▀"..."▟").contains($0) }.map(String.init)
    }
}
