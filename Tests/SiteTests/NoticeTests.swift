import Glibc
import TestSupport
import Testing

/// Being told, through the real programs: a host that never answers.
@Suite(.serialized) struct NoticeTests {
    @Test func aCriticalAlarmReachesTheCommandTheTerminalAndAComplaintTheJournal() async throws {
        let site = try Site()
        defer { site.end() }
        let script = try site.folder.write(
            "#!/bin/sh\ncat >> '\(site.folder.file("seen"))'\necho >> '\(site.folder.file("seen"))'\n", to: "tell", mode: 0o755)
        func configure(_ notify: String) throws {
            try site.configure(
                """
                [[host]]
                name = "vpn-1"
                area = "Lab"
                collector = "openvpn"
                endpoint = "\(site.folder.file("nobody.sock"))"
                interval = "1s"
                [limits.no_data]
                warning = 2
                critical = 3
                [notify]
                \(notify)
                """)
        }
        // Nobody listens on port 1.
        try configure("osc = 777\ncommand = [\"\(script)\"]\nalertmanager = \"http://127.0.0.1:1\"")
        let front = try site.front()
        func sent() -> String { String(decoding: front.received, as: UTF8.self) }
        try await front.wait(for: "a notification", within: .seconds(40)) { _ in
            sent().contains("\u{1B}]777;notify;Warte;Warte: 1 new critical alarm: no_data\u{07}")
        }
        #expect(front.screen.bells == 1)
        try await eventually("the command's input", within: .seconds(20)) {
            let seen = (try? readText(site.folder.file("seen"))) ?? ""
            return seen.contains("\"what\":\"raised\"") && seen.contains("\"severity\":\"critical\"")
        }
        front.send("1")
        try await front.wait(for: "the complaint", within: .seconds(20)) {
            $0.contains("Alertmanager at http://127.0.0.1:1: Couldn't connect")
        }
    }
}
