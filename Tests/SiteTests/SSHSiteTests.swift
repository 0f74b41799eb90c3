import Glibc
import TestSupport
import Testing

/// Machines that are reached through ssh, with the real programs and a real sshd.
@Suite(.serialized, .enabled(if: isRoot && LoopbackSSHD.missing == nil, "needs root, openssh-server and openssh-client"))
struct SSHSiteTests {
    private static let table = MistakeTable(of: "Through ssh")
    /// What no configuration alone provokes, and which suite has it.
    private static let elsewhere = [
        "there is no ssh client": "SSHMistakeTests", "sshd there does not reach it": "SSHWordsTests",
        "the ssh connection is gone": "SSHKilledTests",
    ]

    /// Each by what `warte check --connect` says, and each is in the README with what to do.
    @Test func eachMistakeIsNamed() async throws {
        let there = try SSHSite()
        let site = there.site
        defer { site.end() }
        let (good, none, forced, sftp) = (
            try LoopbackSSHD(["MaxStartups 100"]), try LoopbackSSHD(["MaxSessions 0", "AllowStreamLocalForwarding no"]),
            try LoopbackSSHD(["ForceCommand echo welcome"]), try LoopbackSSHD(["ForceCommand internal-sftp"])
        )
        let restricted = try LoopbackSSHD()
        try restricted.allow("restrict")
        let manyKeys = try LoopbackSSHD(["MaxAuthTries 1"])
        let (socket, closed) = try closedPort()
        defer { close(socket) }
        let mute = try PseudoTerminal(
            [
                "/usr/bin/env", "python3", "-c",
                "import socket, time; s = socket.create_server(('127.0.0.1', 0)); print('port', s.getsockname()[1], flush=True); time.sleep(600)",
            ], environment: site.environment)
        let said = try await mute.wait(for: "its port") { $0.text.contains(#/port \d+/#) }
        let silent = try #require(said.text.firstMatch(of: #/port (\d+)/#)).1
        let other = try PseudoTerminal(["/usr/bin/env", "python3", "-c", Self.web], environment: site.environment)
        let answered = try await other.wait(for: "its port") { $0.text.contains(#/port \d+/#) }
        let web = try #require(answered.text.firstMatch(of: #/port (\d+)/#)).1
        let openKey = try LoopbackSSHD()
        openKey.setMode(ofKey: "user", 0o644)
        let old = try LoopbackSSHD(["KexAlgorithms diffie-hellman-group14-sha256"])
        let gone = site.folder.file("nobody.sock")
        let mistakes: [(host: String, config: String, says: String)] = [
            (SSHSite.host("wrong-key"), try good.alias("wrong-key", key: "other"), "no key of this user is accepted there (publickey)"),
            (SSHSite.host("passphrase"), try good.alias("passphrase", key: "locked"), "no key of this user is accepted there (publickey)"),
            (SSHSite.host("no-agent"), try good.alias("no-agent", key: "nowhere"), "does not use a key: no such identity"),
            (SSHSite.host("open-key"), try openKey.alias("open-key"), "does not use a key: Permissions 0644"),
            (
                SSHSite.host("wrong-user", via: "nobody-at-all@wrong-user"), try good.alias("wrong-user"),
                "no key of this user is accepted there"
            ),
            (SSHSite.host("many-keys"), try manyKeys.alias("many-keys", key: "other"), "and says: Too many authentication failures"),
            (SSHSite.host("unknown"), try good.alias("unknown", knownBy: nil), "ssh does not know its host key"),
            (
                SSHSite.host("changed"), try good.alias("changed", knownBy: "other-host"),
                "its host key is another than the one that is known"
            ),
            (SSHSite.host("refused", via: "127.0.0.1:\(closed)"), "", "no sshd listens there"),
            (SSHSite.host("silent", via: "127.0.0.1:\(silent)"), "", "sshd there does not answer within"),
            (SSHSite.host("no-name", via: "nobody.invalid"), "", "ssh finds no address for its name"),
            // No system has a way for a TCP connection to many (tcp(7)).
            (SSHSite.host("no-route", via: "224.0.0.1"), "", "ssh finds no way there"),
            (SSHSite.host("no-sshd", via: "127.0.0.1:\(web)"), "", "what listens there is no sshd"),
            (
                SSHSite.host("too-old"), try old.alias("too-old", "KexAlgorithms curve25519-sha256"),
                "ssh and sshd have no method in common: "
            ),
            (
                SSHSite.host("restrict", "openvpn", "127.0.0.1:7505"), try restricted.alias("restrict"),
                "the key's line has restrict without port-forwarding"
            ),
            (SSHSite.host("no-socket", "openvpn", gone), try good.alias("no-socket"), "sshd there cannot open that socket"),
            (SSHSite.host("no-stream", "openvpn", gone), try none.alias("no-stream"), "AllowStreamLocalForwarding"),
            (SSHSite.host("no-session"), try none.alias("no-session"), "sshd there runs no program for this connection: MaxSessions"),
            (SSHSite.host("forced"), try forced.alias("forced"), "ForceCommand, command= in the key's line"),
            (SSHSite.host("sftp"), try sftp.alias("sftp"), "it says: This service allows sftp connections only."),
            (
                SSHSite.host("no-way", "prometheus", "https://nobody.invalid:9100"), try good.alias("no-way"),
                "ssh: connect failed: "
            ),
            (
                SSHSite.host("no-program", "wireguard", "all", "program = \"/nowhere/wg\""), try good.alias("no-program"),
                "/nowhere/wg cannot be run"
            ),
        ]
        try there.configure(ssh: mistakes.map(\.config), hosts: mistakes.map { $0.host + "deadline = \"20s\"\n" })
        // Two dozen ssh at once, on a machine that may have other things to do.
        let output = try site.warte("check", "--connect")
        #expect(output.status == .exit(1), "\(output.stderr)")
        let rows = output.stdout.split(separator: "\n")
        var told: [String] = []
        for mistake in mistakes {
            let name = try #require(mistake.host.firstMatch(of: #/name = "([^"]+)"/#)).1
            let row = try #require(rows.last { $0.hasPrefix(name + " ") }, "\(output.stdout)")
            #expect(row.contains(mistake.says), "\(row)")
            told.append(String(row))
        }
        // A configuration that ssh cannot read is of all hosts at once.
        try there.configure(ssh: ["Nonsense yes\n"], hosts: [SSHSite.host("spoiled", via: "127.0.0.1:\(closed)")])
        let spoiled = try site.warte("check", "--connect").stdout.split(separator: "\n").last { $0.hasPrefix("spoiled ") }
        told.append(String(try #require(spoiled)))
        #expect(Self.table.unlisted(among: told) == [], "the README does not list it")
        #expect(Set(Self.table.unsaid(among: told)) == Set(Self.elsewhere.keys), "the README lists what nobody says")
    }

    /// Another program that speaks first.
    private static let web = """
        import socket
        listener = socket.create_server(("127.0.0.1", 0))
        print("port", listener.getsockname()[1], flush=True)
        while True:
            client, _ = listener.accept()
            client.sendall(b"HTTP/1.1 400 Bad Request\\r\\n" + b"x" * 20000 + b"\\r\\n" * 2000)
            try:
                while client.recv(4096): pass
            except OSError: pass
            client.close()
        """

    private static let secrets = ["marked-in-a-file-7731", "marked-in-the-environment-7731"]

    /// A server that wants a password, and no other than the ones there are.
    private static let server = """
        import socket, sys, threading
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(sys.argv[1])
        listener.listen(9)
        print("ready", flush=True)
        while True:
            client, _ = listener.accept()
            try:
                client.sendall(b"ENTER PASSWORD:")
                with open(sys.argv[2], "ab") as heard: heard.write(client.recv(4096))
                client.sendall(b"ERROR: bad password\\r\\n")
            except OSError: pass
            client.close()

        """

    @Test func noSecretIsAnywhereAndNothingStaysOfAnEngineThatIsKilled() async throws {
        let there = try SSHSite()
        let site = there.site
        defer { site.end() }
        let sshd = try LoopbackSSHD(["MaxSessions 1000"])
        let heard = try TemporaryFolder()
        let socket = site.folder.file("m.sock")
        let server = try PseudoTerminal(
            ["/usr/bin/env", "python3", "-c", Self.server, socket, heard.file("heard")], environment: site.environment)
        try await server.wait(forText: "ready")
        let file = try site.folder.write(Self.secrets[0] + "\n", to: "config/password", mode: 0o600)
        try there.configure(
            ssh: [try sshd.alias("gw")],
            hosts: [
                SSHSite.host("there", via: "gw"), SSHSite.host("wg", "wireguard", "all", via: "gw", "program = \"/nowhere/wg\""),
                SSHSite.host("vpn-1", "openvpn", socket, via: "gw", "password_file = \"\(file)\""),
                SSHSite.host("vpn-2", "openvpn", socket, via: "gw", "password_env = \"WARTE_MARKED\""),
            ])
        let environment = site.environment.merging(["WARTE_MARKED": Self.secrets[1]]) { $1 }
        let engine = try PseudoTerminal(
            ["/bin/sh", "-c", "exec \"$WARTE_ENGINE\" > \"$1\" 2>&1", "sh", site.folder.file("engine.log")], environment: environment)
        let folder = site.folder.file("run") + "/warte-ssh-"
        try await eventually("the engine listens", within: .seconds(20)) { access(site.folder.file("run/warte/engine.sock"), F_OK) == 0 }
        var seen: Set<String> = []
        try await eventually("both passwords were sent, and programs were run there", within: .seconds(60)) {
            for arguments in SSHSite.processes(with: folder) { seen.insert(arguments) }
            for secret in Self.secrets {
                #expect(SSHSite.processes(with: secret).isEmpty)
                // The engine alone was given it.
                let holders = SSHSite.holders(of: secret)
                #expect(holders.allSatisfy { $0.contains("warted") || isSanitized && $0.contains("llvm-symbolizer") }, "\(holders)")
            }
            let words = (try? readText(heard.file("heard"))) ?? ""
            return Self.secrets.allSatisfy(words.contains) && seen.count > 5
        }
        #expect(sshd.connections.count == 1)
        var printed = ""
        for words in [["status"], ["status", "--json"], ["alarms", "--history", "--json"], ["journal", "export", "events"]] {
            let output = try TestSupport.run([try builtProgram("warte")] + words, environment: site.environment)
            printed += output.stdout + output.stderr
        }
        #expect(printed.contains("vpn-1"))
        func expectNothing() throws {
            let found = try TestSupport.run(
                ["grep", "-rlaF", "--exclude-dir=config", "-e", Self.secrets[0], "-e", Self.secrets[1], site.folder.path],
                environment: site.environment)
            #expect(found.stdout.isEmpty && !Self.secrets.contains { printed.contains($0) })
        }
        try expectNothing()

        let before = SSHSite.processes(with: folder)
        #expect(!before.isEmpty)
        for pid in site.runningEngines() { kill(pid, SIGKILL) }
        _ = try await engine.waitForEnd()
        try await eventually("the end of all that is its", within: .seconds(40)) {
            SSHSite.processes(with: folder).isEmpty && sshd.connections.isEmpty
        }
        try expectNothing()
    }
}

extension String {
    fileprivate var trimmed: String { String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
}
