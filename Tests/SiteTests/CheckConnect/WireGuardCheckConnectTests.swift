import Glibc
import TestSupport
import Testing

/// The commonest mistakes with a real wireguard-go, `wg` and sshd, each made, and what `warte check --connect` prints.
@Suite(
    .serialized,
    .enabled(
        if: RealPeers.wireGuard && RealPeers.openVPN && LoopbackSSHD.missing == nil,
        "needs root, wireguard-go, wg, openvpn, sshd and /dev/net/tun"))
struct WireGuardCheckConnectTests {
    /// One in a network namespace of its own, with a key and no peers; it ends with the value.
    private final class Gateway {
        let name: String
        private let process: QuietProcess
        var socket: String { "/var/run/wireguard/\(name).sock" }

        /// - Parameter letter: of its own: sockets of all namespaces are in one folder, and a name has at most 15 letters.
        init(_ letter: String, _ site: Site) async throws {
            name = "wm\(getpid())\(letter)"
            process = try QuietProcess("/usr/bin/unshare", ["--net", "/usr/bin/wireguard-go", "-f", name], environment: site.environment)
            let key = try site.folder.write(try run(["wg", "genkey"], environment: site.environment).stdout, to: name, mode: 0o600)
            try await eventually("\(name) answers", within: .seconds(30)) {
                try access(socket, F_OK) == 0
                    && run(["wg", "set", name, "private-key", key], environment: site.environment).status == .exit(0)
            }
        }
        deinit {
            process.end()
            unlink(socket)
        }
        /// It leaves its socket behind.
        func kill() { process.end() }
        func freeze() { process.signal(SIGSTOP) }
        /// Somebody who never comes.
        func expectPeer(_ site: Site) throws {
            let pair = try run(["sh", "-c", "wg genkey | wg pubkey"], environment: site.environment).stdout.filter { !$0.isNewline }
            try #require(try run(["wg", "set", name, "peer", pair], environment: site.environment).status == .exit(0))
        }
    }

    @Test func eachIsNamedWithItsCure() async throws {
        let there = try SSHSite()
        let site = there.site
        defer { site.end() }
        let (empty, lonely) = (try await Gateway("a", site), try await Gateway("b", site))
        let (killed, frozen) = (try await Gateway("c", site), try await Gateway("d", site))
        let (sshd, management) = (try LoopbackSSHD(["MaxSessions 100"]), try await OpenVPNServer())
        try lonely.expectPeer(site)
        killed.kill()
        frozen.freeze()
        defer { withExtendedLifetime((empty, lonely, killed, frozen, sshd, management)) {} }
        let isInKernel = access("/sys/module/wireguard", F_OK) == 0
        let nowhere = isInKernel ? "there is no WireGuard interface on this machine" : "this kernel has no WireGuard"
        let via = "via = \"ssh://gw\""
        var hosts = MistakenHosts("wireguard", in: "WireGuard")
        hosts.make(nowhere, "wm-nowhere")
        hosts.make(nowhere, "wm-nowhere", via)
        hosts.make("nobody listens at the socket", killed.socket)
        hosts.make("there is no such socket", "/var/run/wireguard/wm-nowhere.sock")
        hosts.make("cannot read the answer", management.socket)
        hosts.make("no answer within", frozen.socket, deadline: 2)
        hosts.make("…/wg cannot be run", "all", via, "program = \"/nowhere/wg\"")
        hosts.make("it ended with status 1", "all", via, "program = \"/bin/false\"")
        hosts.make("no peers of", empty.socket)
        hosts.make("no handshake on", lonely.socket)
        hosts.make("no handshake on", lonely.name, via)
        hosts.make("no names of peers", lonely.socket, "names = \"/no/such/file\"")
        try there.configure(ssh: [try sshd.alias("gw")], hosts: [hosts.configuration])
        try hosts.compare(with: try site.warte("check", "--connect"))
        try clocks(site, &hosts)
        hosts.expectAll(but: [
            isInKernel ? "this kernel has no WireGuard" : "there is no WireGuard interface on this machine":
                "WireGuardMistakesTests: of the kernel's two answers each machine has one",
            "only root or who has CAP_NET_ADMIN": "WireGuardMistakesTests: a kernel with WireGuard, and not root",
            "the system lets warted open no netlink socket": "WireGuardMistakesTests: a unit of systemd's",
            "the socket is root's alone": "NobodyCheckConnectTests",
            "sudo does not run it": "WireGuardMistakesTests: not every machine has sudo",
            "no list of all sessions": "WireGuardMistakesTests: 10,001 peers that are there",
        ])
    }

    /// A peer has just shaken hands with a real gateway, and our programs believe that it is an hour earlier.
    private func clocks(_ site: Site, _ hosts: inout MistakenHosts) throws {
        let (script, lab) = (Site.lab + "/wireguard/wireguard.sh", site.folder.file("wg"))
        func ask(_ words: String...) throws -> String {
            let done = try run(
                ["/bin/bash", script, words[0], lab] + words.dropFirst(), environment: site.environment, within: .seconds(120))
            guard done.status == .exit(0) else { throw SystemFailure("wireguard.sh: \(done.stderr)", number: 0) }
            return done.stdout.filter { !$0.isNewline }
        }
        defer { _ = try? ask("down") }
        _ = try ask("up", "alice")
        hosts.make("no common clock", "/var/run/wireguard/\(try ask("interface")).sock")
        try site.configure(hosts.configuration)
        try site.moveClock(by: .seconds(-3600))
        try hosts.compare(with: try site.warte("check", "--connect"))
    }
}
