import Glibc
import TestSupport
import Testing

/// The commonest mistakes with a real OpenVPN server, each made, and what `warte check --connect` prints.
@Suite(.serialized, .enabled(if: RealPeers.openVPN && LoopbackSSHD.missing == nil, "needs root, openvpn, openssl, sshd and /dev/net/tun"))
struct OpenVPNCheckConnectTests {
    private static let holder = """
        import socket, sys, time
        port = socket.socket(socket.AF_UNIX)
        port.connect(sys.argv[1])
        port.recv(99)
        print("ready", flush=True)
        time.sleep(600)
        """

    /// A queue that is full: what knocks is dropped.
    private static let firewall = """
        import socket, sys, time
        port = socket.socket()
        port.bind(("127.0.0.1", int(sys.argv[1])))
        port.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(port.getsockname())
        print("ready", flush=True)
        time.sleep(600)
        """

    @Test func eachIsNamedWithItsCure() async throws {
        let site = try Site()
        defer { site.end() }
        var hosts = MistakenHosts("openvpn", in: "OpenVPN")
        let asking = "management socket unix password"
        let (killed, other, held) = (
            try await OpenVPNServer(), try await OpenVPNServer(["management-client-user nobody"]), try await OpenVPNServer()
        )
        let (unsaid, wrong, hold) = (
            try await OpenVPNServer(management: asking), try await OpenVPNServer(management: asking),
            try await OpenVPNServer(["management-hold"])
        )
        let pair = try await OpenVPNServer(kind: ["dev null", "ifconfig-noexec"])
        killed.kill()
        let holder = try await Standby(Self.holder, held.socket, environment: site.environment)
        let dropped = try freePort()
        let firewall = try await Standby(Self.firewall, "\(dropped)", environment: site.environment)
        let sshd = try LoopbackSSHD()
        defer { withExtendedLifetime((killed, other, held, unsaid, wrong, hold, pair, holder, firewall, sshd)) {} }

        let down = "the server is down, another port"
        hosts.make(down, "127.0.0.1:1")
        hosts.make(down, killed.socket)
        hosts.make("a socket that is not there", "/run/openvpn/no-such-server.sock")
        hosts.make("management-client-user", other.socket)
        hosts.make("a name that DNS does not know", "nowhere.invalid:7505")
        hosts.make("a firewall", "127.0.0.1:\(dropped)", deadline: 2)
        hosts.make("another program holds the port", held.socket)
        hosts.make("no password where", unsaid.socket)
        hosts.make("another password", wrong.socket, "password_file = \"\(try site.folder.write("marked\n", to: "p1", mode: 0o600))\"")
        hosts.make("management-hold", hold.socket)
        hosts.make("a client, or a tunnel", pair.socket)
        hosts.make("another service's port", String(sshd.place.dropFirst(6)))
        try site.configure(hosts.configuration)
        try hosts.compare(with: try site.warte("check", "--connect"))
        for (text, mode, words) in [
            ("marked\nmarked\n", 0o600, "the password file … has more than one line: write the password alone into it"),
            ("marked\n", 0o644, "the password file … is open to others (mode 0644) and is refused; write: chmod 600 …"),
        ] as [(String, UInt32, String)] {
            unlink(site.folder.file("p2"))
            let file = try site.folder.write(text, to: "p2", mode: mode)
            try hosts.compare(
                "the password's file is missing", says: words, "endpoint = \"127.0.0.1:1\"", "password_file = \"\(file)\"", in: site)
        }
        try hosts.compare("no port in the endpoint", "endpoint = \"vpn.example.org\"", in: site)
        hosts.expectAll(but: [
            "the engine's user may not open the socket": "NobodyCheckConnectTests",
            "management-client-auth": "OpenVPNMistakesTests: somebody has to come while the server is watched",
        ])
    }
}
