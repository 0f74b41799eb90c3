import Glibc
import TestSupport
import Testing

/// The commonest mistakes with real exporters, each made, and what `warte check --connect` prints.
@Suite(
    .serialized, .enabled(if: RealPeers.exporters && LoopbackSSHD.missing == nil, "needs root, node_exporter, libvirt's exporter and sshd"))
struct ExporterCheckConnectTests {
    /// A web server on a port of its own; it ends with the value.
    private final class Server {
        let port: UInt16
        private let process: QuietProcess
        var place: String { "127.0.0.1:\(port)" }

        init(_ program: String, _ arguments: (UInt16) -> [String]) async throws {
            let port = try freePort()
            self.port = port
            process = try QuietProcess(program, arguments(port), environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"])
            try await eventually("\(program) listens", within: .seconds(30)) {
                // By the kernel's list: a connection would be one that it has to answer.
                try TestSupport.readText("/proc/net/tcp").contains(":" + hexadecimal(port) + " 00000000:0000 0A")
                    || TestSupport.readText("/proc/net/tcp6").contains(
                        ":" + hexadecimal(port) + " 00000000000000000000000000000000:0000 0A")
            }
        }
        deinit { process.end() }
        func freeze() { process.signal(SIGSTOP) }
    }

    private static func hexadecimal(_ port: UInt16) -> String {
        let digits = String(port, radix: 16, uppercase: true)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }

    /// - Parameter web: its web configuration (exporter-toolkit).
    private func node(_ site: Site, _ more: String..., web: String = "") async throws -> Server {
        let file = web.isEmpty ? "" : try site.folder.write(web, to: "web-\(web.hashValue).yml")
        let configured = web.isEmpty ? [] : ["--web.config.file=\(file)"]
        return try await Server(RealPeers.exporterPrograms[0]) { ["--web.listen-address=127.0.0.1:\($0)"] + configured + more }
    }

    /// A certificate of an authority's of our own, in NAME.cert and NAME.key.
    private func issue(_ site: Site, _ name: String, _ names: String, days: String) throws -> String {
        let (key, certificate) = (site.folder.file(name + ".key"), site.folder.file(name + ".cert"))
        try openssl(
            ["req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x", "-addext", "subjectAltName=\(names)", "-keyout", key]
                + ["-out", certificate + ".csr"])
        try openssl(
            ["x509", "-req", "-in", certificate + ".csr", "-copy_extensions", "copy", "-CA", site.folder.file("ca.pem")]
                + ["-CAkey", site.folder.file("ca.key"), "-CAcreateserial", "-days", days, "-out", certificate])
        return "tls_server_config:\n  cert_file: \(certificate)\n  key_file: \(key)\n"
    }

    @Test func eachIsNamedWithItsCure() async throws {
        let site = try Site()
        defer { site.end() }
        try makeCertificate(site.folder.file("ca.pem"), key: site.folder.file("ca.key"), subject: "CA", for: nil)
        try makeCertificate(site.folder.file("self.cert"), key: site.folder.file("self.key"))
        for name in ["pages/metrics", "own"] { _ = try run(["mkdir", "-p", site.folder.file(name)], environment: site.environment) }
        try site.folder.write("base = \"windows_exporter\"\n[figures]\ncpuu = 'a'\n", to: "own/rds.toml")
        let (plain, frozen) = (try await node(site), try await node(site))
        let bare = try await node(site, "--collector.disable-defaults")
        // The password is "right", in bcrypt.
        let locked = try await node(site, web: "basic_auth_users:\n  warte: $2b$04$TsN0OeTwxuZRCC6ArkzBIeucFUNkCkETQPBeMR0FI.Ov4YlKdTQve\n")
        let lonely = try await node(
            site, web: "tls_server_config:\n  cert_file: \(site.folder.file("self.cert"))\n  key_file: \(site.folder.file("self.key"))\n")
        let good = try await node(site, web: try issue(site, "good", "IP:127.0.0.1", days: "2"))
        let expired = try await node(site, web: try issue(site, "expired", "IP:127.0.0.1", days: "-1"))
        let other = try await node(site, web: try issue(site, "other", "DNS:elsewhere.test", days: "2"))
        let blind = try await Server(RealPeers.exporterPrograms[1]) {
            ["--web.listen-address=127.0.0.1:\($0)", "--libvirt.uri=qemu+unix:///system?socket=/no/such/socket"]
        }
        let pages = try await Server("/usr/bin/python3") {
            ["-m", "http.server", "\($0)", "--bind", "127.0.0.1", "--directory", site.folder.file("pages")]
        }
        let sshd = try LoopbackSSHD()
        frozen.freeze()
        defer { withExtendedLifetime((plain, frozen, bare, locked, lonely, good, expired, other, blind, pages, sshd)) {} }
        func file(_ name: String, _ text: String) throws -> String {
            "password_file = \"\(try site.folder.write(text, to: name, mode: 0o600))\""
        }
        let (authority, closed) = ("trust = \"\(site.folder.file("ca.pem"))\"", try freePort())

        var hosts = MistakenHosts("prometheus", in: "Prometheus exporters")
        hosts.make("Couldn't connect to server", "http://127.0.0.1:\(closed)")
        hosts.make("Name or service not known", "http://nowhere.invalid:9100")
        hosts.make("no answer within", "http://\(frozen.place)", deadline: 2)
        hosts.make("a web page answers", "http://\(plain.place)/graph")
        hosts.make("there is nothing under this path", "http://\(pages.place)/metrix")
        hosts.make("what answers speaks no HTTP", "http://\(sshd.place.dropFirst(6))")
        hosts.make("it closes the connection", "http://\(good.place)")
        hosts.make("it sends to another page", "http://\(pages.place)")
        hosts.make("no TLS with it", "https://\(plain.place)")
        hosts.make("its certificate is self-signed", "https://\(lonely.place)")
        hosts.make("its certificate is self-signed", "https://\(good.place)")
        hosts.make("its certificate has expired", "https://\(expired.place)", authority)
        hosts.make("its certificate is for other names", "https://\(other.place)", authority)
        hosts.make("its certificate is not the one", "https://\(good.place)", "trust = \"\(String(repeating: "ab", count: 32))\"")
        hosts.make("it lets nobody in", "http://\(locked.place)")
        hosts.make("it lets nobody in", "http://\(locked.place)", "user = \"warte\"", try file("wrong", "marked\n"))
        hosts.make("profile \"windows_exporter\" does not fit", "http://\(plain.place)", "profile = \"windows_exporter\"")
        hosts.make("it serves nothing", "http://\(bare.place)")
        hosts.make("the exporter answers, and cannot", "http://\(blind.place)")
        try site.configure(hosts.configuration)
        try hosts.compare(with: try site.warte("check", "--connect"))
        try hosts.compare(
            "there is no profile", "endpoint = \"http://127.0.0.1:\(closed)\"", "profile = \"node\"", in: site)
        let place = "endpoint = \"http://127.0.0.1:\(closed)\""
        try hosts.compare(
            "it has more than one line", says: "the password file … has more than one line: write the password alone into it", place,
            try file("lines", "marked\nmarked\n"), in: site)
        try hosts.compare("the profiles cannot be used", place, "profiles = \"\(site.folder.file("own"))\"", in: site)
        let scripted = "ScrapeMistakesTests: an exporter of its own does that"
        hosts.expectAll(but: [
            "it forbids this": scripted, "no profile fits": scripted, "no sessions": scripted, "its answer is longer": scripted,
            "it answers compressed": scripted, "cannot read the answer": scripted, "the exporter itself failed": scripted,
        ])
    }
}
