import Glibc
import TestSupport
import Testing

/// What somebody is told who may not: `warte check --connect` of a user without any right, against real servers of root's.
@Suite(
    .serialized,
    .enabled(
        if: Site.hasNobody && RealPeers.guarded && RealPeers.openVPN && RealPeers.wireGuard,
        "needs root, libvirtd, polkitd and dbus-daemon, openvpn, wireguard-go"))
struct NobodyCheckConnectTests {
    /// polkit that wants a password, SASL, libvirt's own access rules, a machine without KVM: two libvirtds of `guarded.sh`.
    @Test func libvirtSaysWhatIsMissing() async throws {
        let site = try Site()
        defer { site.end() }
        let script = ["/bin/bash", Site.lab + "/libvirt/guarded.sh"]
        let lab = site.folder.file("guarded")
        func ask(_ words: String...) throws -> String {
            let done = try TestSupport.run(
                script + [words[0], lab] + words.dropFirst(), environment: site.environment, within: .seconds(120))
            guard done.status == .exit(0) else { throw SystemFailure("guarded.sh: \(done.stderr)", number: 0) }
            return done.stdout.filter { !$0.isNewline }
        }
        defer { _ = try? ask("down") }
        chmod(site.folder.path, 0o711)
        _ = try ask("up")
        func socket(_ name: String) throws -> String { "qemu+unix:///system?socket=" + (try ask("socket", name)) }
        func address(_ name: String) throws -> String { "qemu+tcp://" + (try ask("address", name)) + "/system" }
        var hosts = MistakenHosts("libvirt", in: "libvirt")
        hosts.make("authentication unavailable", try socket("asking"))
        hosts.make(
            "authentication failed: authentication failed", try address("asking"), "user = \"zacharias\"",
            "password_file = \"\(site.folder.file("nobody/password"))\"")
        hosts.make("access denied", try address("strict"))
        hosts.make("no KVM", try socket("strict"))
        hosts.make("no storage pools", try socket("strict"))
        try hosts.compare(
            with: try site.warteAsNobody(["check", "--connect"], configuration: hosts.configuration, secrets: ["password": "marked\n"]))
    }

    @Test func socketsOfRootAreNamed() async throws {
        let site = try Site()
        defer { site.end() }
        let device = "wn\(getpid())"
        let gateway = try QuietProcess(
            "/usr/bin/unshare", ["--net", "/usr/bin/wireguard-go", "-f", device], environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"])
        let socket = "/var/run/wireguard/\(device).sock"
        defer {
            gateway.end()
            unlink(socket)
        }
        try await eventually("its socket", within: .seconds(30)) { access(socket, F_OK) == 0 }
        let server = try await OpenVPNServer()
        defer { withExtendedLifetime(server) {} }
        var gateways = MistakenHosts("wireguard", in: "WireGuard")
        gateways.make("the socket is root's alone", socket)
        try gateways.compare(with: try site.warteAsNobody(["check", "--connect"], configuration: gateways.configuration))
        var servers = MistakenHosts("openvpn", in: "OpenVPN")
        servers.make("the engine's user may not open the socket", server.socket)
        try servers.compare(with: try site.warteAsNobody(["check", "--connect"], configuration: servers.configuration))
    }
}
