import Glibc

/// A real server without clients, with these lines in its configuration; it ends with the value.
public final class OpenVPNServer {
    public let folder: TemporaryFolder
    public let port = freeDatagramPort()
    private let process: QuietProcess
    private var client: QuietProcess?
    public var socket: String { folder.file("socket") }

    private static let program = ["/usr/sbin/openvpn", "/sbin/openvpn"].first { (path: String) in access(path, X_OK) == 0 } ?? "openvpn"
    public static let server = [
        "dev tun", "mode server", "tls-server", "topology subnet", "ifconfig-noexec", "route-noexec", "dh none", "ca c", "cert c", "key k",
    ]

    /// - Parameter kind: the lines that make it a server.
    public init(_ lines: [String] = [], management: String = "management socket unix", kind: [String] = server) async throws {
        folder = try TemporaryFolder()
        try makeCertificate(folder.file("c"), key: folder.file("k"))
        try folder.write("let-me-in\n", to: "password", mode: 0o600)
        let all = kind + ["proto udp4", "local 127.0.0.1", "lport \(port)", "verb 3", "log log", management] + lines
        try folder.write(all.joined(separator: "\n") + "\n", to: "server.conf")
        process = try QuietProcess(Self.program, ["--cd", folder.path, "--config", "server.conf"], environment: [:])
        let log = folder.file("log")
        try await eventually("the management interface", within: .seconds(30)) {
            (try? readText(log))?.contains("MANAGEMENT: unix domain socket listening on") == true
        }
    }
    deinit {
        client?.end()
        process.end()
    }

    /// Somebody comes, who wants to be let in.
    public func knock() throws {
        try folder.write("alice\nhush\n", to: "user", mode: 0o600)
        client = try QuietProcess(
            Self.program,
            [
                "--cd", folder.path, "--client", "--dev", "null", "--nobind", "--proto", "udp4", "--remote", "127.0.0.1", "\(port)", "--ca",
                "c",
            ]
                + ["--auth-user-pass", "user", "--ifconfig-noexec", "--route-noexec"], environment: [:])
    }
    public func kill() { process.end() }
}
