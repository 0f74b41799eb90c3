import Glibc
import TestSupport
import Testing

/// A real libvirtd with real guests, watched through the real terminal.
@Suite(.serialized, .enabled(if: isRoot, "needs root: libvirtd")) struct HypervisorTests {
    func configuration(_ site: Site) throws -> String {
        """
        site = "Lab"
        [[host]]
        name = "hv-1"
        collector = "libvirt"
        endpoint = "\(try site.virt("uri").trimmed)"
        interval = "1s"
        """
    }

    @Test func guestsAndNumbersAgreeWithVirshAndFaultsAreSeenAndMended() async throws {
        let site = try Site()
        defer { site.end() }
        try site.virt("up")
        try site.configure(try configuration(site))
        let front = try site.front()
        front.send("2")
        let names = try virsh(site, "list", "--name").split(separator: "\n").map(String.init)
        #expect(names.count >= 3)
        let screen = try await front.wait(for: "all guests with their CPU", within: .seconds(30)) { screen in
            names.allSatisfy { name in screen.lines.contains { $0.contains(name) && $0.contains("running") } }
                && screen.contains(#/CPU .*[0-9]+ %/#)
        }
        #expect(screen.contains("\(names.count) run"))

        // Memory of the host as virsh has it, within one part in fifty.
        let memory = try virsh(site, "nodememstats")
        let total = figure("total", in: memory)
        let available = figure("free", in: memory) + figure("buffers", in: memory) + figure("cached", in: memory)
        let json = try site.warte("status", "--json").stdout
        let ours = try number("memory", in: json, site)
        #expect(abs(ours - (1 - available / total) * 100) < 2)
        // CPU over about the same second: on a machine where all is quiet or all is busy for two of them, both say the same.
        try await eventually("virsh and Warte agree on the CPU", within: .seconds(40)) {
            let theirs = figure("usage", in: try virsh(site, "nodecpustats", "--percent"))
            let ours = try number("cpu", in: try site.warte("status", "--json").stdout, site)
            return (0...100).contains(ours) && abs(ours - theirs) < 6
        }
        // A guest's share as domstats has it: the busy one's, over the whole time between two looks.
        try await eventually("virsh and Warte agree on a guest", within: .seconds(40)) {
            let before = try guestTime(site, names[0])
            try await Task.sleep(for: .seconds(2))
            let after = try guestTime(site, names[0])
            let theirs = (after.cpu - before.cpu) / (after.at - before.at) * 100
            let row = front.screen.lines.first { $0.contains(names[0]) && $0.contains("running") } ?? ""
            let ours = row.split(separator: " ").drop { $0 != "running" }.dropFirst(2).first.flatMap { Double($0) }
            return ours.map { abs($0 - theirs) < 8 } ?? false
        }
        #expect(try number("guests.running", in: json, site) == Double(names.count))

        // A guest's QEMU hangs: it is named, and the host and the others go on.
        try site.virt("freeze-guest", names[1])
        try await front.wait(for: "the guest that hangs", within: .seconds(30)) { screen in
            screen.lines.contains { $0.contains(names[1]) && $0.contains("hung") }
        }
        let polled = try site.warte("status")
        #expect(polled.stdout.contains("1 of 1 host"), "\(polled.stdout)")
        #expect(front.screen.lines.contains { $0.contains(names[0]) && $0.contains("running") })
        #expect(!front.screen.contains("stale"))
        try site.virt("thaw-guest", names[1])
        try await front.wait(for: "its answer", within: .seconds(30)) { screen in
            screen.lines.contains { $0.contains(names[1]) && $0.contains("running") }
        }

        // A guest is killed.
        try site.virt("kill-guest", names[0])
        try await front.wait(for: "that it is gone", within: .seconds(20)) { screen in
            screen.lines.contains { $0.contains(names[0]) && !$0.contains("running") }
        }

        // libvirtd stops: stale, with its own words; the history has a gap and goes on.
        try site.virt("stop-libvirtd")
        try await front.wait(for: "stale, and why", within: .seconds(30)) { $0.contains("stale") && $0.contains("socket") }
        front.send("1")
        try await front.wait(forText: "Overview", within: .seconds(2))
        try site.virt("start-libvirtd")
        try await front.wait(for: "fresh again", within: .seconds(60)) { !$0.contains("stale") && $0.contains("hv-1") }
    }

    private func virsh(_ site: Site, _ words: String...) throws -> String {
        let uri = try site.virt("uri").trimmed
        return try run(["virsh", "-r", "-c", uri] + words, environment: site.environment).stdout
    }

    /// CPU seconds of a guest so far, and when that was, in seconds.
    private func guestTime(_ site: Site, _ guest: String) throws -> (cpu: Double, at: Double) {
        let text = try virsh(site, "domstats", "--cpu-total", guest)
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        let line = text.split(separator: "\n").first { $0.contains("cpu.time=") } ?? ""
        let nanoseconds = Double(line.split(separator: "=").last ?? "") ?? .nan
        return (nanoseconds / 1e9, Double(now.tv_sec) + Double(now.tv_nsec) / 1e9)
    }

    private func figure(_ name: String, in text: String) -> Double {
        for line in text.split(separator: "\n") where line.hasPrefix(name) {
            return Double(line.split(separator: ":").last?.split(whereSeparator: { " %".contains($0) }).first ?? "") ?? .nan
        }
        return .nan
    }

    private func number(_ metric: String, in json: String, _ site: Site) throws -> Double {
        let program = "import json,sys; print([n['value'] for n in json.load(sys.stdin)['numbers'] if n['metric']==sys.argv[1]][0])"
        let output = try run(["python3", "-c", program, metric], environment: site.environment, input: json)
        return try #require(Double(output.stdout.trimmed), "\(output.stderr)")
    }
}

extension String {
    fileprivate var trimmed: String { String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed()) }
}
extension TerminalScreen {
    func contains(_ pattern: Regex<Substring>) -> Bool { text.contains(pattern) }
}
