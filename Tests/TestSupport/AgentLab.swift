import Glibc

/// A real snmpd on loopback, with its own configuration and state; it ends with the value.
public final class AgentLab: @unchecked Sendable {
    /// What it needs, and nil where all is there.
    public static let missing: String? =
        ["/usr/sbin/snmpd", "/sbin/snmpd"].contains(where: { (path: String) in access(path, X_OK) == 0 }) ? nil : "needs snmpd"

    /// A user for each protocol besides.
    public static let others = ["SHA-384", "SHA-224", "SHA", "MD5"].map { (user: "with-\($0.lowercased())", authentication: $0) }

    public let folder: TemporaryFolder
    public let port: UInt16
    private var process: QuietProcess?
    public var address: String { "127.0.0.1:\(port)" }

    public init(port: UInt16 = freeDatagramPort()) throws {
        folder = try TemporaryFolder()
        self.port = port
        try folder.write(
            """
            agentaddress udp:127.0.0.1:\(port)
            view nothing included .1.3.6.1.9999
            view systemonly included .1.3.6.1.2.1.1
            view all included .1
            rocommunity marked-community 127.0.0.1
            rocommunity blind-community 127.0.0.1 -V nothing
            rocommunity narrow-community 127.0.0.1 -V systemonly
            com2sec old 127.0.0.1 old-community
            group old v1 old
            access old "" v1 noauth exact all none none
            com2sec new 127.0.0.1 new-community
            group new v2c new
            access new "" v2c noauth exact all none none
            rouser watch authpriv
            rouser strong authpriv
            createUser watch SHA-256 "marked-password" AES "marked-privacy"
            createUser strong SHA-512 "marked-password" AES-256 "marked-privacy"
            \(Self.others.map { "rouser \($0.user) authpriv\ncreateUser \($0.user) \($0.authentication) \"marked-password\" AES \"marked-privacy\"" }
                .joined(separator: "\n"))
            createUser stranger SHA-256 "marked-password" AES "marked-privacy"
            """, to: "snmpd.conf")
        for (name, text) in [
            ("community", "marked-community"), ("blind", "blind-community"), ("password", "marked-password"),
            ("privacy", "marked-privacy"), ("other", "another-password"), ("short", "short"), ("narrow", "narrow-community"),
            ("old", "old-community"), ("new", "new-community"), ("lines", "marked-community\nmarked-community"),
        ] { try folder.write(text + "\n", to: name, mode: 0o600) }
        try folder.write("marked-community\n", to: "open", mode: 0o644)
        try start()
    }
    deinit { stop() }

    /// - Parameter state: Where it keeps its engine's id and number of restarts.
    public func start(state: String = "state") throws {
        mkdir(folder.file(state), 0o700)
        // Of the system's configuration nothing; with `-C` its own state would not be read either.
        process = try QuietProcess(
            access("/usr/sbin/snmpd", X_OK) == 0 ? "/usr/sbin/snmpd" : "/sbin/snmpd",
            ["-f", "-c", folder.file("snmpd.conf"), "-Lf", folder.file("snmpd.log"), "-I", "-smux"],
            environment: [
                "SNMP_PERSISTENT_DIR": folder.file(state), "SNMPCONFPATH": folder.file(state), "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
                "MIBS": "",
            ])
    }

    /// It is there and hears nothing, or goes on.
    public func freeze(_ isFrozen: Bool) { process?.signal(isFrozen ? SIGSTOP : SIGCONT) }

    public func stop() {
        process?.end()
        process = nil
    }
}
