import Glibc
import TestSupport
import Testing

/// The real programs and a simulated Proxmox cluster.
@Suite(.serialized) struct ProxmoxSiteTests {
    @Test func whatATokenDoesNotShowIsSaidByCheckAndStatus() async throws {
        let site = try Site()
        defer { site.end() }
        try site.pve("up")
        let url = try site.pve("url").filter { !$0.isNewline }
        func configure(_ authority: String) throws {
            try site.configure(
                """
                [[host]]
                name = "pve"
                collector = "proxmox"
                endpoint = "\(url)"
                token_file = "\(site.pve)/token"
                ca_file = "\(site.pve)/\(authority)"
                """)
        }
        /// Each with an engine of its own, which has seen nothing before.
        func warte(_ words: String...) async throws -> Output {
            try await eventually("the engine before is gone") { site.runningEngines().isEmpty }
            return words.count > 1 ? try site.warte(words[0], words[1]) : try site.warte(words[0])
        }
        try configure("nothing.pem")
        let missing = try await warte("check")
        #expect(missing.status == .exit(2) && missing.stderr.contains("warte.toml:6:11: ca_file names "), "\(missing)")
        try configure("ca.cert")
        let well = try await warte("check", "--connect")
        #expect(well.status == .exit(0) && well.stdout.contains(#/pve/pve-a +proxmox +ok: Proxmox VE /#), "\(well)")
        #expect(try await warte("status").status == .exit(0))

        try site.pve("role", "none")
        let why = "nothing is shown: no guests: no permission to see guests (PVEAuditor on / is missing)"
        let blind = try await warte("check", "--connect")
        #expect(blind.status == .exit(1) && blind.stdout.split(separator: "\n").count { $0.contains(why) } == 3, "\(blind)")
        let status = try await warte("status")
        #expect(status.status == .exit(1) && status.stdout.contains("shows nothing: no guests: no permission to see guests"), "\(status)")
        #expect(status.stdout.contains("warning: 3 of 3 hosts answer, 3 not in full, 1 alarm"), "\(status)")

        // A part of the rights: its nodes are seen, and what is missing is said.
        try site.pve("role", "Sys.Audit")
        let partly = try await warte("check", "--connect")
        #expect(partly.status == .exit(0) && partly.stdout.contains("partly: no guests: no permission"), "\(partly)")
        let half = try await warte("status")
        #expect(half.status == .exit(0) && half.stdout.contains("partly: no guests: no permission to see guests"), "\(half)")
        #expect(half.stdout.contains("ok: 3 of 3 hosts answer, 3 not in full"), "\(half)")
    }

    /// A node that was taken out of its cluster is missing until somebody says that it is gone for good.
    @Test func aMissingNodeIsForgottenByTheCommand() async throws {
        let site = try Site()
        defer { site.end() }
        try site.pve("up")
        let url = try site.pve("url").filter { !$0.isNewline }
        try site.configure(
            """
            [[host]]
            name = "pve"
            collector = "proxmox"
            endpoint = "\(url)"
            token_file = "\(site.pve)/token"
            ca_file = "\(site.pve)/ca.cert"
            """)
        try site.engine()
        func status() throws -> String { try site.warte("status").stdout }
        try await eventually("three nodes answer", within: .seconds(30)) { try status().contains("3 of 3 hosts answer") }
        let early = try site.warte("forget", "pve/pve-c")
        #expect(early.status == .exit(1) && early.stderr.contains("pve/pve-c"), "\(early)")
        try site.pve("node-gone", "pve-c")
        try await eventually("one is missing", within: .seconds(60)) { try status().contains("2 of 3 hosts answer") }
        try await eventually("and has an alarm", within: .seconds(60)) {
            try site.warte("alarms").stdout.contains("pve/pve-c")
        }
        let done = try site.warte("forget", "pve/pve-c")
        #expect(done.status == .exit(0) && done.stderr.isEmpty, "\(done)")
        #expect(try status().contains("2 of 2 hosts answer"))
        #expect(try !site.warte("alarms").stdout.contains("pve/pve-c"))
        #expect(try site.warte("journal", "export", "audit", "--format", "csv").stdout.contains(",forget,pve/pve-c,"))
        // It is on disk: the next engine does not know it either.
        for pid in site.runningEngines() { kill(pid, SIGTERM) }
        try await eventually("the engine has ended", within: .seconds(20)) { site.runningEngines().isEmpty }
        try site.engine()
        try await eventually("two nodes answer", within: .seconds(30)) { try status().contains("2 of 2 hosts answer") }
        #expect(try site.warte("forget", "pve/pve-c").stderr.contains("there is no host pve/pve-c"))
    }
}
