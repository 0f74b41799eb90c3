import Glibc
import Synchronization

/// A real sshd on a free port of 127.0.0.1, with keys and a configuration of its own, and a configuration for ssh that knows it. Ends with
/// the value.
public final class LoopbackSSHD: Sendable {
    /// What it needs, and nil where all is there.
    public static let missing: String? = {
        for program in ["/usr/sbin/sshd", "/usr/bin/ssh", "/usr/bin/ssh-keygen"] where access(program, X_OK) != 0 {
            return "needs \(program)"
        }
        return nil
    }()
    public static let comment = "needs openssh-server and openssh-client"

    private let folder: TemporaryFolder
    public let port: UInt16
    private let listener = Mutex<Int32>(0)
    private var process: Int32 { listener.withLock { $0 } }

    /// - Parameter settings: lines of sshd_config that come first.
    public init(_ settings: [String] = []) throws {
        folder = try TemporaryFolder()
        port = try freePort()
        for key in ["host", "other-host", "user", "other"] {
            try Self.success(["/usr/bin/ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", key, "-f", folder.file(key)])
        }
        try Self.success(["/usr/bin/ssh-keygen", "-q", "-t", "ed25519", "-N", "passphrase", "-C", "locked", "-f", folder.file("locked")])
        try allow()
        let lines =
            settings + [
                "Port \(port)", "ListenAddress 127.0.0.1", "HostKey \(folder.file("host"))",
                "AuthorizedKeysFile \(folder.file("authorized"))",
                "StrictModes no", "UsePAM no", "PasswordAuthentication no", "KbdInteractiveAuthentication no", "PermitRootLogin yes",
                "PidFile \(folder.file("pid"))",
            ]
        try folder.write(lines.joined(separator: "\n") + "\n", to: "sshd_config")
        try knowHost()
        try use(key: "user")
        try start()
    }
    deinit { stop() }

    /// Where ssh is told the way: keys and known hosts are this server's.
    public var configuration: String { folder.file("ssh_config") }
    /// `ssh://…` of it.
    public var place: String { "ssh://127.0.0.1:\(port)" }

    public func start() throws {
        if geteuid() == 0 { mkdir("/run/sshd", 0o755) }
        try Self.success(["/usr/sbin/sshd", "-f", folder.file("sshd_config"), "-E", folder.file("log")])
        let deadline = Deadline(after: .seconds(10))
        while process == 0 {
            let found = (try? readText(folder.file("pid"))).flatMap { Int32($0.dropLast()) } ?? 0
            listener.withLock { $0 = found }
            if deadline.isPast { throw TimedOut("sshd's pid: \((try? readText(folder.file("log"))) ?? "")", after: .seconds(10)) }
            if process == 0 { usleep(2000) }
        }
    }

    /// With all its connections.
    public func stop() {
        killConnections()
        if process > 0 { kill(process, SIGKILL) }
        listener.withLock { $0 = 0 }
        unlink(folder.file("pid"))
    }

    /// The processes that serve one connection each.
    public var connections: [Int32] {
        let process = process
        return namesInFolder("/proc").compactMap { Int32($0) }.filter { process > 0 && Self.parent(of: $0) == process }
    }
    public func killConnections() { for connection in connections { kill(connection, SIGKILL) } }
    public func freezeConnections() { for connection in connections { kill(connection, SIGSTOP) } }

    /// What stands before the keys in `authorized_keys`, such as `restrict`.
    public func allow(_ options: String = "") throws {
        let lines = try ["user", "locked"].map { options + (options.isEmpty ? "" : " ") + (try readText(folder.file("\($0).pub"))) }
        try folder.write(lines.joined(), to: "authorized", mode: 0o600)
    }
    public func setMode(ofKey key: String, _ mode: UInt32) { chmod(folder.file(key), mode) }

    /// Which of its keys ssh shows: `user`, `locked` (with a passphrase), `other` (which is not let in).
    public func use(key: String, _ more: String...) throws {
        let lines =
            ["Host *"] + ([key] + more).map { "IdentityFile \(folder.file($0))" } + [
                "IdentitiesOnly yes", "IdentityAgent none",
                "UserKnownHostsFile \(folder.file("known"))", "GlobalKnownHostsFile /dev/null",
            ]
        try folder.write(lines.joined(separator: "\n") + "\n", to: "ssh_config", mode: 0o600)
    }
    /// A paragraph of ssh's configuration that leads here by another name, with one of these keys and another known host's key.
    public func alias(_ name: String, key: String = "user", knownBy host: String? = "host", _ more: String...) throws -> String {
        let known = try host.map { "[127.0.0.1]:\(port) " + (try readText(folder.file("\($0).pub"))) } ?? ""
        let lines =
            more + [
                "HostName 127.0.0.1", "Port \(port)", "IdentityFile \(folder.file(key))", "IdentitiesOnly yes", "IdentityAgent none",
                "UserKnownHostsFile \(try folder.write(known, to: "known-\(name)"))", "GlobalKnownHostsFile /dev/null",
            ]
        return (["Host \(name)"] + lines).joined(separator: "\n  ") + "\n"
    }
    public func spoilConfiguration() throws { try folder.write("Nonsense yes\n", to: "ssh_config", mode: 0o600) }
    /// What ssh knows of the server's key: it, another one, or nothing.
    public func knowHost(by key: String? = "host") throws {
        let known = try key.map { "[127.0.0.1]:\(port) " + (try readText(folder.file("\($0).pub"))) } ?? ""
        try folder.write(known, to: "known")
    }

    private static func parent(of process: Int32) -> Int32? {
        guard let line = try? readText("/proc/\(process)/stat"), let end = line.lastIndex(of: ")") else { return nil }
        return line[end...].split(separator: " ").dropFirst(2).first.flatMap { Int32($0) }
    }

    private static func success(_ argv: [String]) throws {
        let output = try run(argv)
        guard output.status == .exit(0) else { throw TimedOut("\(argv): \(output.stderr)\(output.stdout)", after: .zero) }
    }
}
