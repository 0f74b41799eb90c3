import Glibc
import TestSupport
import Testing

/// Hosts of one collector with a mistake each, and what `warte check --connect` prints of each: its row of the table, and what to do below it.
/// Each is said as the README has it.
struct MistakenHosts {
    private struct Host {
        let name: String
        let mistake: String
        let lines: String
    }
    private let collector: String
    private let table: MistakeTable
    private var hosts: [Host] = []
    private var made: Set<String> = []

    /// - Parameter heading: of the README's block with the table.
    init(_ collector: String, in heading: String) {
        self.collector = collector
        table = MistakeTable(of: heading)
    }

    /// - Parameter mistake: how the row of the README's table begins.
    mutating func make(_ mistake: String, _ endpoint: String? = nil, deadline: Int = 20, _ more: String...) {
        let name = "\(collector)-\(hosts.count)"
        let lines = endpoint.map { ["endpoint = \"\($0)\""] } ?? []
        hosts.append(Host(name: name, mistake: mistake, lines: (lines + ["deadline = \"\(deadline)s\""] + more).joined(separator: "\n")))
    }

    var configuration: String {
        hosts.map { "[[host]]\nname = \"\($0.name)\"\ncollector = \"\(collector)\"\ninterval = \"1s\"\n\($0.lines)\n" }.joined()
    }

    /// What was printed of them all; they are done with then.
    mutating func compare(with output: Output) throws {
        let lines = output.stdout.split(separator: "\n")
        for host in hosts {
            let row = try row(host.mistake)
            let said = [lines.last { $0.hasPrefix(host.name + " ") }] + lines.filter { $0.hasPrefix(host.name + ": ") }
            isSaid(row, in: said.compactMap { $0 }.joined(separator: "\n"), output.stderr)
        }
        #expect(!output.stdout.contains("marked") && !output.stderr.contains("marked"), "a secret")
        #expect(output.status == .exit(1) || output.status == .exit(0))
        hosts = []
    }

    /// What is wrong in the file alone `warte check` says without asking anybody.
    mutating func compare(_ mistake: String, _ lines: String..., in site: Site) throws {
        isSaid(try row(mistake), in: try refusal(lines, in: site))
    }
    /// The same of what could also become wrong while an engine runs: the table has the words of that, and the file's fault is said with its line.
    mutating func compare(_ mistake: String, says words: String, _ lines: String..., in site: Site) throws {
        made.insert(try row(mistake).mistake)
        let said = try refusal(lines, in: site)
        #expect(said.contains("warte.toml:") && MistakeTable.isSaid(words, in: said), "\(said)")
        #expect(!said.contains("marked"), "a secret")
    }
    private func refusal(_ lines: [String], in site: Site) throws -> String {
        try site.configure("[[host]]\nname = \"h\"\ncollector = \"\(collector)\"\n" + lines.joined(separator: "\n") + "\n")
        let output = try site.warte("check")
        #expect(output.status == .exit(2))
        return output.stderr
    }

    private func row(_ mistake: String) throws -> MistakeTable.Row {
        try #require(table.rows.first { $0.mistake.hasPrefix(mistake) }, "the README has no \"\(mistake)\"")
    }
    private mutating func isSaid(_ row: MistakeTable.Row, in said: String, _ complaints: String = "") {
        made.insert(row.mistake)
        #expect(row.sentences.contains { MistakeTable.isSaid($0, in: said) }, "\(row.mistake): \(said)\n\(complaints)")
    }

    /// All rows were made, but those: each by the beginning of its row, with where it is made instead, or why it cannot be.
    func expectAll(but elsewhere: [String: String]) {
        let left = table.rows.filter { row in
            !row.sentences.isEmpty && !made.contains(row.mistake) && !elsewhere.keys.contains { row.mistake.hasPrefix($0) }
        }
        #expect(left.map(\.mistake) == [], "nobody makes these")
        let needless = elsewhere.keys.filter { beginning in
            !table.rows.contains { $0.mistake.hasPrefix(beginning) && !made.contains($0.mistake) }
        }
        #expect(needless.sorted() == [], "these are made, or the README has them no more")
    }
}

/// Which real servers can run here.
enum RealPeers {
    private static func has(_ paths: String...) -> Bool { isRoot && paths.allSatisfy { access($0, F_OK) == 0 } }

    static let openVPN = has("/dev/net/tun", "/usr/sbin/openvpn")
    static let wireGuard = has("/dev/net/tun", "/usr/bin/wireguard-go", "/usr/bin/wg")
    static let exporterPrograms = ["/usr/bin/prometheus-node-exporter", "/usr/bin/prometheus-libvirt-exporter"]
    static let exporters = has(exporterPrograms[0], exporterPrograms[1])
    /// libvirtd with a bus and a polkit.
    static let guarded = has("/usr/sbin/libvirtd", "/usr/lib/polkit-1/polkitd", "/usr/bin/dbus-daemon", "/usr/bin/dbus-send")
}

extension Site {
    /// Whether a user who may do nothing can run what was built here.
    static let hasNobody =
        isRoot
        && (try? TestSupport.run(asNobody + ["test", "-x", try builtProgram("warte")], environment: ["PATH": "/usr/bin:/bin"]).status)
            == .exit(0)
    private static let asNobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]

    /// `warte` as that user, with a configuration and folders of its own.
    func warteAsNobody(_ words: [String], configuration: String, secrets: [String: String] = [:]) throws -> Output {
        let home = folder.file("nobody")
        chmod(folder.path, 0o711)
        for name in ["", "/run", "/state", "/config", "/config/warte"] {
            mkdir(home + name, 0o700)
            chown(home + name, 65_534, 65_534)
        }
        for (name, text) in secrets.merging(["config/warte/warte.toml": configuration], uniquingKeysWith: { first, _ in first }) {
            try folder.write(text, to: "nobody/" + name, mode: 0o600)
            chown(home + "/" + name, 65_534, 65_534)
        }
        let own = [
            "HOME": home, "XDG_RUNTIME_DIR": home + "/run", "XDG_STATE_HOME": home + "/state", "XDG_CONFIG_HOME": home + "/config",
        ]
        return try TestSupport.run(
            Self.asNobody + [try builtProgram("warte")] + words, environment: environment.merging(own) { $1 }, within: .seconds(120))
    }
}

/// A process of a test's own, which says a word when it is ready and is killed with the value.
final class Standby {
    private let terminal: PseudoTerminal

    init(_ program: String, _ arguments: String..., environment: [String: String], ready: String = "ready") async throws {
        terminal = try PseudoTerminal(["/usr/bin/env", "python3", "-c", program] + arguments, environment: environment)
        try await terminal.wait(forText: ready, within: .seconds(30))
    }
    deinit { terminal.signal(SIGKILL) }
}
