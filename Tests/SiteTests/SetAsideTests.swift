import Glibc
import Telemetry
import TestSupport
import Testing

@testable import Journal
@testable import warted

/// Files that an engine could not go on with: the next one says that they are there, and what can be done with them.
@Suite struct SetAsideTests {
    private let folder: TemporaryFolder
    private var path: String { folder.file(StatePaths.journalName) }
    private var names: [String] { get throws { SetAside(try StatePaths(environment: [:], state: folder.path)).names } }
    private var text: String? { get throws { SetAside(try StatePaths(environment: [:], state: folder.path)).message?.text } }
    private let start = Moment(seconds: 1_795_770_790)
    init() throws { folder = try TemporaryFolder() }

    private func open(_ version: Int) throws -> Journal { try Journal(path: path, steps: Array(Schema.steps.prefix(version))) }

    @Test func whatAnOlderEngineSetAsideIsToldAndCanBeTakenBack() throws {
        #expect(try text == nil)
        let version = Schema.steps.count
        do { try open(version).record(events: [HostEvent(at: start, host: "", "from before")]) }
        do { #expect(try open(version - 1).problem != nil) }
        do {
            let journal = try open(version)
            #expect(journal.problem == nil && journal.restore(at: start).events.isEmpty)
        }
        let name = "journal.sqlite.version-\(version)"
        #expect(try names == [name])
        let said = try #require(try text)
        #expect(said.hasPrefix("set aside before and kept in \(folder.path), neither shown nor deleted: \(name) (version \(version); "))
        #expect(said.hasSuffix("end the engine and move it, with its -wal if there is one, to journal.sqlite)"))
        #expect(rename(folder.file(name), path) == 0)
        #expect(try open(version).restore(at: start).events.map(\.text) == ["from before"])
        #expect(try text == nil)
    }

    @Test func ofManySomeAreNamedAndTheLogsAreNotFilesOfTheirOwn() throws {
        for name in ["damaged-1", "damaged-1-wal", "version-2", "version-2.2", "version-2-shm", "version-99"] {
            try writeFile(path + "." + name, "x")
        }
        try writeFile(folder.file("metrics.ring.set-aside-1"), "x")
        #expect(
            try names == [
                "journal.sqlite.damaged-1", "journal.sqlite.version-2", "journal.sqlite.version-2.2", "journal.sqlite.version-99",
                "metrics.ring.set-aside-1",
            ])
        #expect(try text?.contains("damaged-1 (damaged: sqlite3 may recover what is in it); ") == true)
        #expect(try text?.hasSuffix("; 2 more files") == true)
        for name in ["damaged-1", "version-2", "version-2.2"] { unlink(path + "." + name) }
        #expect(try text?.contains("version-99 (version 99; a newer engine reads it, once it is moved to journal.sqlite") == true)
        #expect(
            try text?.hasSuffix(
                "metrics.ring.set-aside-1 (numbers of another version, or damaged: end the engine and move it to metrics.ring to try it)")
                == true)
    }

    @Test func engineVerifyAndPrivacyNameIt() throws {
        let site = try Site()
        defer { site.end() }
        try site.configure("[[host]]\nname = \"here\"\ncollector = \"local\"\ninterval = \"1s\"\n")
        mkdir(site.folder.file("state/warte"), 0o700)
        try site.folder.write("x", to: "state/warte/journal.sqlite.version-2")
        #expect(try site.warte("status").status == .exit(0))
        #expect(try site.warte("journal", "export", "events").stdout.contains("set aside before and kept in"))
        let verified = try site.warte("journal", "verify")
        #expect(verified.status == .exit(0) && verified.stdout.contains("journal.sqlite.version-2 (version 2; this engine reads it"))
        #expect(try site.warte("privacy").stdout.contains("journal.sqlite.version-2  somebody deletes it"))
    }
}
