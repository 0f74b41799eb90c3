import Collecting
import Feed
import Glibc
import Telemetry
import TestSupport
import Testing

@testable import Collectors

/// What people get wrong with libvirt, each made: all that the README lists is said, and nothing else.
@Suite(
    "libvirt: mistakes", .serialized, .enabled(if: LibvirtLab.isPossible, "needs root, libvirtd, virsh and QEMU"),
    .enabled(if: LoopbackSSHD.missing == nil, Comment(rawValue: LoopbackSSHD.comment)))
struct LibvirtSentencesTests {
    private static let table = MistakeTable(of: "libvirt")
    /// What takes a polkit that runs, SASL, a machine without KVM: made by `NobodyCheckConnectTests`, with libvirtds of its own. Machines that
    /// cannot have these have the words in LibvirtErrorTests and HostTrackerTests.
    private static let elsewhere = [
        "authentication unavailable: no polkit agent available …", "access denied: …", "authentication failed: authentication failed",
        "no KVM: …",
        "no storage pools: …",
    ]
    /// Root may open every socket: the last test.
    private static let denied = "Failed to connect socket to '…': Permission denied"

    /// As `warte check --connect` shows it: the failure and its hint, or the gaps of a host that answers.
    private func said(_ endpoint: String, _ options: Options = [:], deadline: Duration = .seconds(20)) async -> String {
        let collector: LibvirtCollector
        do throws(ConfigurationProblem) {
            collector = try LibvirtLab.collector(at: endpoint, deadline: deadline, options: options)
        } catch { return error.text }
        let text: String
        switch await collector.result() {
        case .success(let reading):
            text = HostState(id: "hv", inventory: reading.figures.inventory, isBlind: reading.figures.isBlind).gapsInWords ?? "ok"
        case .failure(let failure): text = failure.text + "\n" + (failure.hint?.text ?? "")
        }
        await collector.close()
        return text
    }

    /// A server whose certificate the authority in `pki` vouches for, but for what is wrong with it; nothing else of it matters.
    private func startTLS(_ folder: TemporaryFolder, _ name: String, days: Int, names: String) throws -> (
        server: QuietProcess, place: String
    ) {
        let port = try freePort()
        let (request, certificate, key) = (folder.file(name + ".csr"), folder.file(name + ".cert"), folder.file(name + ".key"))
        try openssl(
            ["req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x", "-addext", "subjectAltName=\(names)", "-keyout", key]
                + ["-out", request])
        try openssl(
            ["x509", "-req", "-in", request, "-copy_extensions", "copy", "-days", "\(days)", "-out", certificate]
                + ["-CA", folder.file("pki/cacert.pem"), "-CAkey", folder.file("pki/key.pem"), "-CAcreateserial"])
        let words = ["s_server", "-www", "-accept", "127.0.0.1:\(port)", "-cert", certificate, "-key", key]
        return (try QuietProcess("openssl", words, environment: ["PATH": "/usr/bin:/bin"]), "qemu+tls://127.0.0.1:\(port)/system")
    }

    private func certificates(_ folder: TemporaryFolder) async throws -> [String] {
        for name in ["pki", "strange"] {
            mkdir(folder.file(name), 0o755)
            try makeCertificate(folder.file(name + "/cacert.pem"), key: folder.file(name + "/key.pem"), subject: "CA", for: nil)
        }
        var texts = [await said("qemu+tls://127.0.0.1:1/system?pkipath=/no/such/folder")]
        for (name, days, names, pki) in [
            ("good", 2, "IP:127.0.0.1", "strange"), ("expired", -1, "IP:127.0.0.1", "pki"), ("other", 2, "DNS:elsewhere.test", "pki"),
        ] {
            let (server, place) = try startTLS(folder, name, days: days, names: names)
            defer { server.end() }
            var text = ""
            try await eventually("it listens", within: .seconds(20)) {
                text = await said(place + "?pkipath=" + folder.file(pki))
                return !text.contains("Connection refused")
            }
            texts.append(text)
        }
        return texts
    }

    private func throughSSH(_ folder: TemporaryFolder) async throws -> [String] {
        let sshd = try LoopbackSSHD()
        defer { withExtendedLifetime(sshd) {} }
        try folder.write(try sshd.alias("wrong-key", key: "other") + sshd.alias("unknown", knownBy: nil), to: "config", mode: 0o600)
        let ssh = try folder.write("#!/bin/sh\nexec ssh -F '\(folder.file("config"))' \"$@\"\n", to: "ssh", mode: 0o755)
        var texts: [String] = []
        for host in ["wrong-key", "unknown", "nobody.invalid"] { texts.append(await said("qemu+ssh://\(host)/system?command=\(ssh)")) }
        return texts
    }

    private func sockets(_ folder: TemporaryFolder) async throws -> [String] {
        let stale = try Listener(folder.file("stale.sock"))
        stale.end()
        let mute = try PlainSocket(folder.file("mute.sock"))
        var texts: [String] = []
        for path in ["/no/such/libvirt-sock", stale.path] { texts.append(await said("qemu+unix:///system?socket=\(path)")) }
        texts.append(await said("qemu+unix:///system?socket=\(mute.path)", deadline: .seconds(2)))
        return texts
    }

    @Test func isSaidAsTheReadmeHasIt() async throws {
        let folder = try TemporaryFolder()
        var texts: [String] = []
        try await LibvirtLab.running { lab in
            let (socket, reading) = ("\(lab.folder)/run/libvirt-sock", try await lab("uri-ro"))
            texts = [
                await said("qemu+unix:///sytem?socket=\(socket)"), await said("lxc+unix:///system?socket=\(socket)"),
                await said(reading, ["access": "write"]), await said("qemu+tcp://127.0.0.1:1/system"),
                await said("qemu+tcp://nobody.invalid/system"), await said("kvm:///system"), await said("qemu+shh:///system"),
            ]
            texts += try await sockets(folder) + certificates(folder) + throughSSH(folder)
        }
        let unsaid = Self.table.unsaid(among: texts)
        #expect(unsaid == Self.table.sentences.filter { $0 == Self.denied || Self.elsewhere.contains($0) }, "\(texts)")
        let unlisted = Self.table.unlisted(among: texts)
        #expect(unlisted == [])
        for text in texts where text.contains("certificate") { #expect(text.contains("check the certificates"), "\(text)") }
    }

    /// Who is not root and may not go into the folder of a socket, of libvirt and of OpenVPN.
    @Test func whoMayNotOpenASocketIsToldSo() async throws {
        let closed = try TemporaryFolder()
        setenv("WARTE_TEST_CLOSED", closed.path, 1)
        defer { unsetenv("WARTE_TEST_CLOSED") }
        await #expect(processExitsWith: .success) {
            let (libvirt, openVPN) = (MistakeTable(of: "libvirt"), MistakeTable(of: "OpenVPN"))
            let folder = String(cString: getenv("WARTE_TEST_CLOSED"))
            try #require(setuid(65_534) == 0)
            let text = await LibvirtSentencesTests().said("qemu+unix:///system?socket=\(folder)/libvirt-sock")
            let watch = try OpenVPNSiteTests.Watch(folder + "/management.sock")
            await watch.poll(atMost: .seconds(10))
            #expect(
                libvirt.sentences.contains("Failed to connect socket to '…': Permission denied") && libvirt.unlisted(among: [text]) == [])
            #expect(MistakeTable.isSaid("Failed to connect socket to '…': Permission denied", in: text), "\(text)")
            let row = try #require(openVPN.rows.first { $0.mistake == OpenVPNMistakesTests.elsewhere })
            let told = watch.failure.map { $0.text + "\n" + ($0.hint?.text ?? "") } ?? ""
            #expect(MistakeTable.isSaid(row.sentences[0], in: told), "\(told)")
        }
    }
}

/// A socket at which nobody answers.
private final class PlainSocket {
    let path: String
    private let descriptor: Int32

    init(_ path: String) throws {
        self.path = path
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
        guard bound == 0, listen(descriptor, 8) == 0 else { throw SystemFailure(path) }
    }
    deinit { close(descriptor) }
}
