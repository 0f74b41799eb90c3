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
}
