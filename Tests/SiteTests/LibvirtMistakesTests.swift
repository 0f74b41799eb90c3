import Glibc
import Telemetry
import TestSupport
import Testing

/// The commonest mistakes with libvirt, made: `warte check --connect` names each and says what to do.
@Suite(.serialized, .enabled(if: isRoot, "needs root: libvirtd, a mount namespace")) struct LibvirtMistakesTests {
    /// A socket of a daemon that was killed.
    private func leaveSocket(at path: String) throws {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
        try #require(bound == 0)
    }

    /// In a namespace where `/run/libvirt` has the sockets that a modular libvirt has, and no libvirtd's.
    private func checkBesideModular(_ site: Site) throws -> Output {
        let sockets = site.folder.file("modular")
        mkdir(sockets, 0o755)
        mkdir("/run/libvirt", 0o755)
        for name in ["sock", "sock-ro"] { symlink("\(site.virt)/run/libvirt-\(name)", "\(sockets)/virtqemud-\(name)") }
        return try run(
            [
                "unshare", "--mount", "--propagation", "private", "sh", "-euc", "mount --bind \"$0\" /run/libvirt; exec \"$@\"", sockets,
                try builtProgram("warte"), "check", "--connect",
            ], environment: site.environment)
    }

    @Test func eachIsNamedAndSaysWhatToDo() throws {
        let site = try Site()
        defer { site.end() }
        try site.virt("up")
        let lab = site.virt + "/run/libvirt-sock"
        let stale = site.folder.file("stale.sock")
        try leaveSocket(at: stale)
        let mistakes: [(name: String, endpoint: String, hint: CollectFailure.Hint)] = [
            ("absent", "qemu+unix:///system?socket=/no/such/libvirt-sock", .libvirtSocket),
            ("killed", "qemu+unix:///system?socket=\(stale)", .nobodyListens),
            ("path", "qemu+unix:///sytem?socket=\(lab)", .libvirtPath), ("driver", "lxc+unix:///system?socket=\(lab)", .libvirtDriver),
            ("mode", "qemu:///system?mode=direkt", .endpoint), ("port", "qemu+tcp://127.0.0.1:1/system", .nobodyListens),
            ("authority", "qemu+tls://127.0.0.1:1/system?pkipath=/no/such/folder", .pki),
            ("ssh", "qemu+ssh://127.0.0.1:1/system", .nobodyListens),
        ]
        let hosts =
            mistakes.map { ($0.name, $0.endpoint, "") } + [
                ("modular", "qemu:///system", ""), ("reader", "qemu+unix:///system?socket=\(lab)-ro", "access = \"write\""),
            ]
        try site.configure(
            hosts.map { "[[host]]\nname = \"\($0.0)\"\ncollector = \"libvirt\"\nendpoint = \"\($0.1)\"\n\($0.2)\n" }.joined())
        let output = try checkBesideModular(site)
        #expect(output.status == .exit(1))
        let lines = output.stdout.split(separator: "\n")
        for mistake in mistakes {
            #expect(lines.contains("\(mistake.name): \(mistake.hint.text)"), "\(mistake.name): \(output)")
        }
        // Of the two tables that name it, the later one.
        func row(_ name: String) -> Substring { lines.last { $0.hasPrefix("\(name) ") } ?? "" }
        #expect(row("modular").contains(" ok: qemu · libvirt ") && row("modular").contains("3 of 3 guests run"), "\(output)")
        #expect(row("reader").contains(" partly: no answers of guest agents: this connection may only read"), "\(output)")
    }
}
