import Glibc
import TestSupport
import Testing

/// Names that were chosen to do harm: escape sequences, wide and combining letters, right-to-left text, 4,000 letters.
@Suite(.serialized) struct HostileTextTests {
    /// libvirt's own test driver, with guests of such names (XML lets no control characters through, so those come by the gateway).
    static let guests = [
        "漢字漢字漢字漢字", "a" + String(repeating: "\u{301}", count: 200), "\u{202e}سلام", String(repeating: "y", count: 4000), "👩‍👩‍👧‍👦",
    ]

    @Test(arguments: [(45, 20), (80, 24), (120, 40), (200, 60)])
    func noNameHarmsAnyScreen(columns: Int, rows: Int) async throws {
        let site = try Site()
        defer { site.end() }
        let socket = site.folder.file("m.sock")
        let gateway = try PseudoTerminal(
            ["/usr/bin/env", "python3", folderOf(#filePath) + "/hostile_gateway.py", socket], environment: site.environment)
        defer { gateway.signal(SIGKILL) }
        try await gateway.wait(forText: "ready")
        let domains = Self.guests.enumerated().map { index, name in
            """
            <domain type='test'><name>\(name)</name><uuid>00000000-0000-4000-8000-00000000000\(index)</uuid>
            <memory>65536</memory><vcpu>1</vcpu><os><type>hvm</type></os></domain>
            """
        }
        try site.folder.write(
            "<node><cpu><active>2</active><nodes>1</nodes><sockets>1</sockets><cores>2</cores><threads>1</threads></cpu>\(domains.joined())</node>",
            to: "node.xml")
        try site.configure(
            """
            [[host]]
            name = "vpn-1"
            collector = "openvpn"
            endpoint = "\(socket)"
            interval = "1s"
            [[host]]
            name = "hv-1"
            collector = "libvirt"
            endpoint = "test://\(site.folder.file("node.xml"))"
            interval = "1s"
            [privacy]
            names = "plain"
            """)
        let front = try site.front(columns: columns, rows: rows)
        try await front.wait(for: "eight sessions", within: .seconds(20)) { $0.contains(#/\b8\b/#) }
        for screen in ["1", "2", ".", "4", "5", "3"] {
            front.send(screen)
            try await front.wait(for: "screen \(screen) drawn") { Self.isWhole($0) }
        }
        front.send("\r")
        try await front.wait(for: "the detail drawn") { Self.isWhole($0) }
        let sent = String(decoding: front.received, as: UTF8.self)
        #expect(!sent.contains("\u{1b}]0;pwned"))
        #expect(!sent.contains("\u{9b}31m") && !sent.contains("\u{90}q"))
        #expect(!sent.contains("\u{202e}") && !sent.contains("\u{2066}"))
        // The same through the command line.
        for arguments in [["status"], ["alarms"]] {
            let output = try run([try builtProgram("warte")] + arguments, environment: site.environment)
            #expect(!output.stdout.contains("\u{1b}") && !output.stdout.contains("\u{202e}"))
        }
        front.send("q")
        #expect(try await front.waitForEnd() == .exit(0))
    }

    /// The title is where it belongs and nothing has pushed a line over the edge: the bottom lines are still the keys.
    private static func isWhole(_ screen: TerminalScreen) -> Bool {
        (screen.lines.first ?? "").contains("Warte") || screen.columns < 80 && !(screen.lines.first ?? "").isEmpty
    }
}
