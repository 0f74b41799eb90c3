import Collecting
import Telemetry
import TestSupport
import Testing
import Transports

@testable import Collectors

/// Who is let in, and the sentence for each common mistake.
@Suite(.serialized) struct ProxmoxAccessTests {
    private func failure(_ target: Target) async throws -> String {
        let failure = try #require(await ProxmoxWatch(target).failure())
        // Whatever went wrong: no secret is in it.
        let whole = "\(failure) \(failure.text)"
        #expect(!whole.contains("marked") && !whole.contains(ProxmoxLab.secret), "\(whole)")
        return failure.text
    }

    @Test func aTokenThatIsNoneOrAnotherIsRefused() async throws {
        let lab = try await ProxmoxLab()
        func target(_ token: String) throws -> Target {
            try lab.folder.write(token, to: "other", mode: 0o600)
            return try lab.target(secrets: ["token": .file(lab.folder.file("other"))])
        }
        for token in ["warte@pve!monitor=wrong", "warte@pve!nobody=" + ProxmoxLab.secret] {
            let text = try await failure(try target(token))
            #expect(text.hasPrefix("refused: the API token is unknown, has expired, or its secret is another"), "\(text)")
        }
        for token in [ProxmoxLab.secret, "warte@pve", "warte=x", "monitor!x=y", "warte@pve!x=", "warte@pve!a b=c"] {
            let text = try await failure(try target(token))
            #expect(
                text == "refused: this is no API token: it is one line without blanks, USER@REALM!NAME=SECRET: token", "\(token)")
        }
        let asked = try lab.requests()
        #expect(asked.count == 2, "what is no token goes nowhere: \(asked)")
    }

    /// Proxmox lets who is refused wait for three seconds; that is no reason to ask the next node.
    @Test func aRefusalThatComesLateIsARefusal() async throws {
        let lab = try await ProxmoxLab()
        try lab.change {
            $0.tokens["warte@pve!monitor"]?.secret = "another"
            $0.penalty = 3
        }
        let text = try await failure(try lab.target("a", entries: ["b", "c"], deadline: .seconds(5)))
        #expect(text.hasPrefix("refused: the API token is unknown"), "\(text)")
        #expect(try lab.requests().count == 1)
    }

    @Test func aTokenWithoutRightsIsTold() async throws {
        let lab = try await ProxmoxLab()
        try lab.change { $0.tokens["warte@pve!monitor"]?.rights = [:] }
        let watch = try ProxmoxWatch(try lab.target())
        var reading = try await watch.poll().get()
        #expect(reading.hosts.map(\.node) == ["a", "b", "c"])
        var a = try #require(reading.figures("a"))
        #expect(a.samples.isEmpty, "\(a.samples)")
        #expect(
            a.gaps.contains("no guests: no permission to see guests (PVEAuditor on / is missing)"), "\(a.gaps)")
        let node =
            "no figures of the node: refused: Permission check failed (/nodes/a, Sys.Audit): the token, and its user too, need the role"
            + " PVEAuditor on /: "
        #expect(a.gaps.contains { $0.hasPrefix(node) } && a.gaps.contains { $0.hasPrefix("no sessions: ") }, "\(a.gaps)")
        // Granted: seen at the next look but two, without a restart.
        try lab.change { $0.tokens["warte@pve!monitor"]?.rights = ["/": ["PVEAuditor"]] }
        watch.advance()
        reading = try await watch.poll().get()
        a = try #require(reading.figures("a"))
        #expect(a.gaps.isEmpty && a.guests.count == 1 && a.value(.sessions) == 0)
        // An empty cluster is another thing.
        try lab.change { $0.guests = [] }
        let other = try ProxmoxWatch(try lab.target())
        let empty = try #require(try await other.poll().get().figures("a"))
        #expect(empty.gaps.isEmpty && empty.value(.guestsDefined) == 0)
    }

    /// What one may not see is left out without a word: a list with some guests in it is not the list of all.
    @Test func aTokenThatSeesSomeGuestsSaysSo() async throws {
        let lab = try await ProxmoxLab()
        try lab.change { $0.tokens["warte@pve!monitor"]?.rights = ["/nodes": ["PVEAuditor"], "/vms/100": ["PVEAuditor"]] }
        let watch = try ProxmoxWatch(try lab.target())
        var a = try #require(try await watch.poll().get().figures("a"))
        #expect(a.guests.map(\.id) == ["100"])
        #expect(
            a.gaps.first
                == "no other guests: those alone are shown on which one has the right VM.Audit (PVEAuditor on / is missing)", "\(a.gaps)")
        try lab.change { $0.tokens["warte@pve!monitor"]?.rights = ["/": ["PVEAuditor"]] }
        for _ in 0..<3 {
            watch.advance()
            a = try #require(try await watch.poll().get().figures("a"))
        }
        #expect(a.gaps == [])
        // Nobody asks again and again where all are seen.
        let asked = try lab.requests("/access/permissions").count
        for _ in 0..<10 {
            watch.advance()
            _ = try await watch.poll().get()
        }
        #expect(try lab.requests("/access/permissions").count == asked)
    }

    @Test func aTicketIsRenewedInTime() async throws {
        let lab = try await ProxmoxLab()
        let target = try lab.target(
            options: ["ca_file": .text(lab.folder.file("ca.cert")), "user": "warte@pve"],
            secrets: ["password": .file(lab.folder.file("password"))])
        let watch = try ProxmoxWatch(target)
        for _ in 0..<3 {
            #expect(try await watch.poll().get().figures("a")?.value(.cpu) == 25)
            watch.advance(.seconds(600))
        }
        #expect(try lab.requests("/access/ticket").count == 1)
        // The old ticket is as good as the password, which may have gone by now.
        try lab.folder.write("another\n", to: "password", mode: 0o600)
        watch.advance(.seconds(2400))
        #expect(try await watch.poll().get().figures("a")?.value(.cpu) == 25)
        #expect(try lab.requests("/access/ticket").count == 2)
        // After a night nothing holds.
        watch.advance(.seconds(40_000))
        #expect(await watch.failure()?.text.hasPrefix("refused: user or password is wrong, or the realm") == true)
        try lab.folder.write("marked-password\n", to: "password", mode: 0o600)
        #expect(try await watch.poll().get().figures("a")?.value(.cpu) == 25)
    }

    @Test func aTicketThatHoldsNoMoreIsReplacedAtOnce() async throws {
        let lab = try await ProxmoxLab()
        let target = try lab.target(
            options: ["ca_file": .text(lab.folder.file("ca.cert")), "user": "warte@pve"],
            secrets: ["password": .file(lab.folder.file("password"))])
        let watch = try ProxmoxWatch(target)
        _ = try await watch.poll().get()
        // The nodes' clocks leap: what was given is old.
        try lab.change { $0.clock = 8000 }
        watch.advance()
        #expect(try await watch.poll().get().figures("a")?.value(.cpu) == 25)
        #expect(try lab.requests("/access/ticket").count == 2 && lab.requests(" 401").count == 1)
    }

    @Test func passwordsThatDoNotDo() async throws {
        let lab = try await ProxmoxLab()
        func target(user: String) throws -> Target {
            try lab.target(
                options: ["ca_file": .text(lab.folder.file("ca.cert")), "user": .text(user)],
                secrets: ["password": .file(lab.folder.file("password"))])
        }
        let wrong = "refused: user or password is wrong, or the realm (USER@pam, USER@pve): \(try lab.url("a"))/api2/json/access/ticket"
        #expect(try await failure(try target(user: "warte@pam")) == wrong)
        try lab.change { $0.users["warte@pve"]?.secondFactor = true }
        #expect(try await failure(try target(user: "warte@pve")).hasPrefix("refused: the user has a second factor"))
        try lab.change {
            $0.users["warte@pve"]?.secondFactor = false
            $0.ticketsHold = false
        }
        #expect(try await failure(try target(user: "warte@pve")).contains("is refused: do the nodes' clocks agree?"))
        let missing = try lab.target(secrets: ["token": .file(lab.folder.file("nothing"))])
        #expect(try await failure(missing).hasPrefix("refused: No such file or directory: /"))
    }

    @Test func certificatesAreTrustedAsConfigured() async throws {
        let lab = try await ProxmoxLab()
        let cure =
            "name the cluster's own CA in ca_file (on a node: /etc/pve/pve-root-ca.pem), or the certificate's SHA-256 in fingerprints"
        #expect(try await failure(try lab.target(options: [:])).contains(cure))
        let (a, b) = (try lab.fingerprint("a"), try lab.fingerprint("b"))
        let other = try await failure(try lab.target(options: ["fingerprints": .texts([b])]))
        #expect(other.contains("its certificate is not the one that is pinned, but SHA-256 \(a)") && other.contains(cure), "\(other)")
        let pinned = try ProxmoxWatch(try lab.target(options: ["fingerprints": .texts([a])]))
        #expect(try await pinned.poll().get().hosts.count == 3)
        // Each entry node has a certificate of its own.
        try lab.change { $0.nodes["a"]?.api = "closed" }
        let both = try ProxmoxWatch(try lab.target("a", entries: ["b"], options: ["fingerprints": .texts([a, b])]))
        #expect(try await both.poll().get().hosts.count == 3)
        let nowhere = try await failure(try lab.target("b", options: ["ca_file": .text("/nowhere/ca.pem")]))
        #expect(nowhere.contains("/nowhere/ca.pem") && nowhere.contains(cure), "\(nowhere)")
    }

    @Test func whatIsNoProxmoxIsTold() async throws {
        let lab = try await ProxmoxLab()
        try lab.change { $0.nodes["a"]?.api = "html" }
        let watch = try ProxmoxWatch(try lab.target())
        let failure = try #require(await watch.failure())
        #expect(failure.hint == .otherInterface && failure.text.hasPrefix("it answered 200, and not as Proxmox does: "), "\(failure)")
        try lab.change { $0.nodes["a"]?.api = "slow" }
        let slow = try ProxmoxWatch(try lab.target(deadline: .seconds(1)))
        #expect(await slow.failure()?.hint == .silent)
        let target = try lab.target()
        let closed = Target(
            id: "pve", area: "a", collector: "proxmox", endpoint: "https://127.0.0.1:1", secrets: target.secrets, options: target.options)
        #expect(try await ProxmoxWatch(closed).failure()?.hint == .nobodyListens)
    }

    @Test(arguments: [
        ("https://pve", "https://pve:8006"), ("https://pve:443/", "https://pve:443"),
        ("https://[2001:db8::1]", "https://[2001:db8::1]:8006"),
        ("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"), ("https://10.0.0.1:8006", "https://10.0.0.1:8006"),
    ]) func endpointsAreCompleted(_ written: String, _ meant: String) throws {
        #expect(try EntryNode.list([written], authority: nil, fingerprints: []).map(\.url) == [meant])
    }

    @Test(
        arguments: [
            ("http://pve:8006", .proxmoxWriteURL()), ("pve:8006", .proxmoxWriteURL()), ("https://", .proxmoxWriteURL()),
            ("https://pve:8006/api2", .proxmoxWriteURL()), ("https://u:p@pve:8006", .proxmoxWriteURL()),
            ("https://pve:8006?x", .proxmoxWriteURL()), ("https://pve 1", .proxmoxWriteURL()), ("", .proxmoxWriteURL()),
            ("https://[pve]:8006", .proxmoxWriteURL()), ("https://pve:0", .portIsANumber()), ("https://pve:x", .portIsANumber()),
            ("https://pve:+8006", .portIsANumber()), ("https://:8006", .addressMissing()), ("https://[]", .addressMissing()),
            ("https://2001:db8::1", .bracketsMissing("2001:db8::1")),
        ] as [(String, Message)]) func endpointsThatAreNone(_ written: String, why: Message)
    {
        #expect(throws: ConfigurationProblem(key: "endpoint", .ofEndpoint(written, why))) {
            try EntryNode.list([written], authority: nil, fingerprints: [])
        }
    }

    @Test func whatTheConfigurationLacksIsSaid() throws {
        func problem(_ options: Options, _ secrets: [String: SecretSource]) -> ConfigurationProblem? {
            let target = Target(id: "pve", area: "a", collector: "proxmox", endpoint: "https://pve", secrets: secrets, options: options)
            do throws(ConfigurationProblem) {
                _ = try ProxmoxCollector(target: target, transports: ScriptedTransports().transports)
                return nil
            } catch { return error }
        }
        let token = ["token": SecretSource.environment("T")]
        let password = ["password": SecretSource.environment("P")]
        #expect(
            problem([:], token) == nil && problem(["user": "w@pve"], password) == nil && problem([:], token.merging(password) { $1 }) == nil
        )
        #expect(problem([:], [:])?.message == .proxmoxNeedsAccess() && problem([:], password)?.message == .proxmoxNeedsAccess())
        #expect(problem(["user": "root"], password) == ConfigurationProblem(key: "user", .proxmoxUserForm()))
        #expect(problem(["user": "warte@pve!monitor"], password) == ConfigurationProblem(key: "user", .proxmoxUserIsToken()))
        #expect(problem(["fingerprints": .texts(["5A:5A"])], token)?.key == "fingerprints")
        let print = String(repeating: "5A", count: 32)
        #expect(
            problem(["fingerprints": .texts([print, print])], token)?.text
                == "write one fingerprint for all, or one for each: 1 node is asked")
        #expect(problem(["entries": .texts(["https://b/x"])], token)?.key == "entries")
    }
}
