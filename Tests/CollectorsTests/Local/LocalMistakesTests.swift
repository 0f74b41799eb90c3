import Collecting
import Configuration
import Feed
import Glibc
import TOMLReading
import Telemetry
import TestSupport
import Testing

@testable import Collectors
@testable import Transports

/// What people get wrong with `local`, each made: what the README promises is what is said.
@Suite(.serialized, .enabled(if: LoopbackSSHD.missing == nil, Comment(rawValue: LoopbackSSHD.comment)))
struct LocalMistakesTests {
    private static let table = MistakeTable(of: "local")
    /// The kernel lets nobody read it, not even root.
    private static let closed = "/proc/sys/vm/compact_memory"

    /// A copy of the recorded Debian, after a change by a shell in its folder.
    private func system(_ change: String) async throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try await Shell.shared.run("cp -r '\(casesFolder("local"))/debian/.' '\(folder.path)' && cd '\(folder.path)' && \(change)")
        return folder
    }

    /// As `warte check --connect` shows it: the failure and its hint, or the gaps of a host that answers.
    private func said(of root: String, through server: LoopbackSSHD? = nil, deadline: Duration = .seconds(20)) async throws -> String {
        let target = Target(
            id: "here", area: "a", collector: "local", endpoint: "", deadline: deadline, options: ["root": .text(root)],
            via: server.flatMap { SSHPlace($0.place) })
        let folder = try TemporaryFolder()
        let machines = server.map { SSHMachines(configuration: $0.configuration, parent: folder.path) }
        var transports = noTransports
        if let machines, let via = target.via { transports = Transports.system.through(via, deadline: deadline, machines) }
        let collector = try LocalCollector(target: target, transports: transports)
        let text: String
        do throws(CollectFailure) {
            let figures = try await collector.collect(at: Moment(seconds: 1)).figures
            text = HostState(id: "here", inventory: figures.inventory, isBlind: figures.isBlind).gapsInWords ?? "ok"
        } catch { text = error.text + "\n" + (error.hint?.text ?? "") }
        await machines?.end()
        return text
    }
    /// What a configuration with this line is told.
    private func told(_ line: String) -> String {
        let text = "[[host]]\nname = \"here\"\ncollector = \"local\"\n\(line)\n"
        do { return "\(try parseSettings(text, file: "warte.toml", collectors: knownCollectors))" } catch { return "\(error)" }
    }

    private func make(_ mistake: String) async throws -> [String] {
        func here(_ change: String, deadline: Duration = .seconds(20)) async throws -> [String] {
            let folder = try await system(change)
            return [try await said(of: folder.path, deadline: deadline)]
        }
        switch mistake {
        case "root is another folder, or that system's /proc is not mounted in it":
            return [try await said(of: "/no/such/folder")] + (try await here("rm -r proc"))
        case "ProcSubset=pid in warted's unit, or a container without /proc/stat and /proc/meminfo":
            return try await here("rm proc/stat proc/meminfo")
        case "root is not absolute": return [told("root = \"host\"")]
        case "an endpoint, which this collector has not": return [told("endpoint = \"127.0.0.1\"")]
        case "a machine in via that is no ssh://…": return [told("via = \"gw\""), told("via = \"root@gw\"")]
        case "files that this user may not read":
            return try await here("ln -sf \(Self.closed) proc/stat && ln -sf \(Self.closed) proc/meminfo")
        case "one file that this user may not read": return try await here("ln -sf \(Self.closed) proc/meminfo")
        case "a login file that this user may not read (with logins = \"no\" it is not asked for)":
            return try await here("ln -sf \(Self.closed) run/utmp")
        case "the processes of others are hidden: hidepid on /proc, or ProtectProc in warted's unit":
            return try await here("rm -r proc/[0-9]*")
        case "a file system that does not answer (NFS, FUSE)":
            let folder = try await system("rm proc/stat && mkfifo proc/stat")
            let text = try await said(of: folder.path, deadline: .milliseconds(200))
            // Its thread goes home.
            try await Shell.shared.run("echo > '\(folder.file("proc/stat"))'")
            return [text]
        case "one whose files are no kernel's (an lxcfs that broke)":
            return try await here("printf 'MemTotal: 5 kB\\nMemAvailable: 6 kB\\nSwapTotal: 0 kB\\nSwapFree: 0 kB\\n' > proc/meminfo")
        case "through ssh: the account there runs no shell":
            let nologin = try LoopbackSSHD(["ForceCommand echo This account is currently not available."])
            return [try await said(of: "/", through: nologin)]
        case "through ssh: that machine is no Linux, or root is another folder there":
            return [try await said(of: "/no/such/folder", through: try LoopbackSSHD())]
        default:
            Issue.record("nobody makes the mistake \"\(mistake)\"")
            return []
        }
    }

    /// Twelve that have a sentence; one row more is a link to another table.
    @Test func thereIsATable() { #expect(Self.table.rows.count { !$0.sentences.isEmpty } >= 12) }

    @Test(arguments: table.rows.filter { !$0.sentences.isEmpty }.map(\.mistake)) func isSaidAsTheReadmeHasIt(mistake: String) async throws {
        let words = try #require(Self.table.rows.first { $0.mistake == mistake }?.sentences.first)
        let made = try await make(mistake)
        #expect(!made.isEmpty)
        for said in made { #expect(MistakeTable.isSaid(words, in: said), "\(mistake): \(said)") }
    }
}
