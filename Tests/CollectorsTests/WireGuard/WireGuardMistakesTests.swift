import Collecting
import Glibc
import Synchronization
import Telemetry
import TestSupport
import Testing
import Transports

@testable import Collectors

/// What people get wrong, and the sentence that says so: all that `warte check --connect` shows of a host.
final class WireGuardMistakesTests {
    typealias Machine = WireGuardCollectorTests.Machine

    /// Of this test.
    private let texts = Mutex<[String]>([])

    /// As `warte check --connect` shows it: a line, and another with a hint; of a host that answers, what is missing of it.
    private func shown(_ collector: WireGuardCollector) async -> String {
        let text = await outcome(of: collector)
        texts.withLock { $0.append(text) }
        return text
    }
    private func outcome(of collector: WireGuardCollector) async -> String {
        do throws(CollectFailure) {
            let reading = try await collector.collect(at: WireGuardCollectorTests.now)
            return "ok: " + reading.figures.inventory.gaps.map { "no \($0.figure.text): \($0.reason.text)" }.joined(separator: " · ")
        } catch { return "\(error.text)\n\(error.hint?.text ?? "")" }
    }
    private func failing(_ failure: CollectFailure) -> Transports {
        Transports(
            secret: { _ throws(CollectFailure) in throw failure }, connect: { _ throws(CollectFailure) in throw failure })
    }

    /// Behind `sudo` or on another machine `wg` is run: how it ended, and what it complained of.
    static let tools: [(end: RunResult.End, complaint: String, sudo: Bool, words: String)] = [
        (.exit(1), "Unable to access interface wg0: Operation not permitted", false, "CAP_NET_ADMIN"),
        (.exit(1), "Unable to access interface: Operation not permitted", false, "sudo = \"yes\""),
        (.exit(1), "Unable to access interface: No such device", false, "no WireGuard interface of that name: is it up (wg-quick up)"),
        (.exit(1), "Unable to access interface: Protocol not supported", false, "this kernel has no WireGuard"),
        (.exit(1), "Unable to access interface: Connection refused", false, "its program is gone and left it behind"),
        (.exit(1), "sudo: a password is required", true, "allow it in /etc/sudoers.d (NOPASSWD: /usr/bin/wg show all dump)"),
        (.exit(1), "Sorry, user alice is not allowed to execute '/usr/bin/wg show all dump' as root on gw.", true, "/etc/sudoers.d"),
        (.exit(127), "sh: 1: /usr/bin/wg: not found", false, "install wireguard-tools"),
        (.exit(127), "bash: line 1: /usr/bin/wg: No such file or directory", false, "install wireguard-tools"),
        (.exit(1), "sudo: /usr/bin/wg: command not found", true, "install wireguard-tools"),
        (.exit(0), "", false, "there is no WireGuard interface on this machine: is it up"),
        (.signal(9), "", false, "it was ended by signal 9"),
        (.exit(1), "This account of alice is not available.", false, "ended with status 1, in words that are not shown"),
    ]
    @Test(arguments: tools.indices) func whatTheToolSays(_ index: Int) async throws {
        let (end, complaint, sudo, words) = Self.tools[index]
        let result = RunResult(end, complaints: Array("\(complaint)\n".utf8))
        let scripted = ScriptedTransports(run: { _ throws(CollectFailure) in result })
        let text = await shown(try Machine().collector("all", scripted, options: ["sudo": .flag(sudo)], isHere: false))
        #expect(text.contains(words), "\(text)")
        #expect(!text.contains("libvirt") && !text.contains("pkipath") && !text.contains("alice"))
    }

    /// Whatever a program writes there, and however much: no key, no escape, no name, and no more than a line.
    @Test func whatTheToolSaysIsNotShown() async throws {
        let key = "PRIVATEKK" + String(repeating: "K", count: 34) + "="
        let texts = [
            String(repeating: "x ", count: 145) + key, key, "wg: \(key): Operation not permitted", "peer alice \u{1B}[2J\u{202E} \(key)",
            String(repeating: key, count: 2000), "Unable to access interface \(key): Operation not permitted",
            "Unable to access interface wg0: \(key)", "Unable to access interface wg0: \(key)\nsudo: \(key)", "Sorry, user \(key)",
            "\(key) command not found", key.map { "\($0)\n" }.joined(), "PRIVATEKK\0\(key)",
        ]
        for text in texts {
            for (end, sudo) in [(RunResult.End.exit(1), false), (.exit(1), true), (.exit(0), false), (.exit(127), true)] {
                let result = RunResult(end, complaints: Array(text.utf8))
                let scripted = ScriptedTransports(run: { _ throws(CollectFailure) in result })
                let collector = try Machine().collector("all", scripted, options: ["sudo": .flag(sudo)], isHere: false)
                let told = await shown(collector)
                #expect(!told.contains("PRIVATEKK") && !told.contains("alice") && !told.contains("\u{1B}"), "\(told)")
                #expect(told.utf8.count < 400)
            }
        }
    }

    @Test func whatTheSocketSays() async throws {
        let folder = try TemporaryFolder()
        func text(_ path: String, _ transports: Transports = .system) async throws -> String {
            let target = Target(id: "wg", area: "a", collector: "wireguard", endpoint: path, deadline: .seconds(5))
            return await shown(try WireGuardCollector(target: target, transports: transports))
        }
        #expect(try await text(folder.file("wg0.sock")).hasPrefix("there is no such socket: is the interface up, and the path right"))
        let old = try Listener(folder.file("old.sock"))
        old.end()
        #expect(try await text(old.path).hasPrefix("nobody listens at the socket: its program is gone and left it behind"))
        let web = try Listener(folder.file("web.sock"), says: "HTTP/1.1 400 Bad Request\r\n\r\n")
        #expect(try await text(web.path).contains("something else than this collector's interface answers there"))
        let refused = CollectFailure.refused(asked: "/w.sock", reason: "Permission denied", hint: .noPermission)
        let denied = try await text("/w.sock", failing(refused))
        #expect(denied.hasPrefix("refused: the socket is root's alone: set endpoint") && !denied.contains("libvirt"), "\(denied)")
        // Of the way there, through ssh, its own words stay.
        let away = CollectFailure.unreachable(asked: "ssh://gw", reason: "Connection refused", hint: .nobodyListens)
        let target = Target(
            id: "wg", area: "a", collector: "wireguard", endpoint: "/w.sock", via: SSHPlace("ssh://gw"))
        #expect(await shown(try WireGuardCollector(target: target, transports: failing(away))).hasPrefix("Connection refused: ssh://gw"))
    }

    /// Nobody says so where it is asked: it is told as what is missing.
    @Test func whatIsSetUpAndDoesNotWork() async throws {
        func text(_ lines: [String]) async throws -> String {
            let dump = Array((["wg0\ta\tb\t1\toff"] + lines).map { "\($0)\n" }.joined().utf8)
            return await shown(try Machine(dump: dump).collector("all", ScriptedTransports()))
        }
        func peer(_ letter: String, handshake: Int64) -> String {
            "wg0\t\(String(repeating: letter, count: 42))A=\t(none)\t(none)\t(none)\t\(handshake)\t0\t148\toff"
        }
        let now = WireGuardCollectorTests.now.seconds
        #expect(try await text([]).contains("no peers of wg0: none is set up on it"))
        #expect(try await text([peer("B", handshake: 0)]).contains("no handshake on wg0: its only peer never had one"))
        #expect(
            try await text([peer("B", handshake: 0), peer("C", handshake: 0)]).contains(
                "none of its 2 peers ever had one: does its UDP port get through"))
        #expect(try await text([peer("B", handshake: 0), peer("C", handshake: now - 5)]) == "ok: ")
        #expect(
            try await text([peer("B", handshake: now + 3600)]).contains(
                "no common clock: the gateway's is 3600 s ahead of this machine's: set both by NTP"))
    }

    @Test func theKernelOfThisMachineHasNoSuchInterface() async throws {
        let target = Target(id: "wg", area: "a", collector: "wireguard", endpoint: "wg-nowhere", deadline: .seconds(20))
        let text = await shown(try WireGuardCollector(target: target, transports: .system))
        let isThere = access("/sys/module/wireguard", F_OK) == 0
        #expect(text.hasPrefix(isThere ? "there is no WireGuard interface of that name" : "this kernel has no WireGuard"), "\(text)")
    }

    /// All that the README lists is said here, and nothing else.
    @Test func isSaidAsTheReadmeHasIt() async throws {
        for index in Self.tools.indices { try await whatTheToolSays(index) }
        try await whatTheSocketSays()
        try await whatIsSetUpAndDoesNotWork()
        let many = (10_000..<20_001).map { number in
            "wg0\t\(number)\(String(repeating: "B", count: 37))A=\t(none)\t(none)\t(none)\t\(WireGuardCollectorTests.now.seconds - 5)\t0\t148\toff\n"
        }
        let crowd = try Machine(dump: Array(("wg0\ta\tb\t1\toff\n" + many.joined()).utf8))
        _ = await shown(try crowd.collector("all", ScriptedTransports(), options: ["names": "/no/such/file"]))
        let target = Target(id: "wg", area: "a", collector: "wireguard", endpoint: "/w.sock", deadline: .seconds(5))
        _ = await shown(
            try WireGuardCollector(target: target, transports: failing(.timedOut(asked: "/w.sock", after: .seconds(5)))))
        let kernel = [EAFNOSUPPORT, EPERM, ENOENT].map { KernelInterfaces.failure(.system($0), "wg0", within: .seconds(1)).text }
        let texts = texts.withLock { $0 }.filter { $0 != "ok: " && !$0.contains("ssh://") } + kernel
        let table = MistakeTable(of: "WireGuard")
        #expect(table.rows.count >= 12)
        let unsaid = table.unsaid(among: texts)
        #expect(unsaid == [])
        let unlisted = table.unlisted(among: texts)
        #expect(unlisted == [])
    }

    /// Sentences for what no test can provoke on every machine.
    @Test(arguments: [
        (EAFNOSUPPORT, "AF_NETLINK"), (EPERM, "CAP_NET_ADMIN"), (ENOENT, "modprobe wireguard"), (ENOMEM, "Cannot allocate memory"),
    ]) func whatTheKernelSays(code: Int32, words: String) {
        let failure = KernelInterfaces.failure(.system(code), "wg0", within: .seconds(1))
        #expect(failure.text.contains(words) && failure.hint == nil)
    }
}
