import Alarms
import CSQLite
import Glibc
import Telemetry
import TestSupport
import Testing

@testable import Journal

@Suite struct TroubleTests {
    let folder: TemporaryFolder
    var path: String { folder.file("journal.sqlite") }
    init() throws { folder = try TemporaryFolder() }

    private func noise(_ count: Int = 40_000, seed: UInt64 = 5) -> [UInt8] {
        var random = SeededGenerator(seed: seed)
        return Noise.bytes(count, using: &random)
    }
    /// Into the file as it is, without making another.
    private func overwrite(_ bytes: [UInt8], at offset: Int = 0) throws {
        let file = open(path, O_WRONLY | O_CLOEXEC)
        try #require(file >= 0)
        defer { close(file) }
        #expect(pwrite(file, bytes, bytes.count, off_t(offset)) == bytes.count)
    }

    @Test func noiseInsteadOfAFileIsSetAside() throws {
        try writeFile(path, noise())
        do {
            let journal = try Journal(path: path)
            #expect(journal.problem?.text.contains("set aside as \(path).damaged-1") == true)
            #expect(try readFile(path + ".damaged-1") == noise())
            var occurrences = Occurrences()
            #expect(journal.record(occurrences.some()))
            #expect(journal.verify().count == 1, "only the notice")
        }
        try writeFile(path, noise())
        _ = try Journal(path: path)
        #expect(namesInFolder(folder.path).contains("journal.sqlite.damaged-2"))
    }

    @Test func anyCutOrWoundedFileOpens() throws {
        var occurrences = Occurrences()
        do {
            let journal = try Journal(path: path)
            for _ in 0..<60 { journal.record(occurrences.some()) }
        }
        let good = try readFile(path)
        var random = SeededGenerator(seed: 9)
        for turn in 0..<40 {
            let cut = turn % 2 == 0 ? Array(good.prefix(Int.random(in: 0..<good.count, using: &random))) : nil
            try writeFile(path, cut ?? Noise.mutation(of: good, using: &random))
            for suffix in ["-wal", "-shm"] { unlink(path + suffix) }
            let journal = try Journal(path: path)
            _ = journal.restore(at: noon)
            let event = HostEvent(at: noon, host: "", "turn \(turn)")
            #expect(journal.record(events: [event]) || journal.flush(), "turn \(turn): \(journal.problem?.text ?? "")")
        }
    }

    @Test func noiseUnderAnOpenJournalLosesNothingThatStands() throws {
        let journal = try Journal(path: path)
        var occurrences = Occurrences()
        for _ in 0..<80 { #expect(journal.record(occurrences.some())) }
        try overwrite(noise())
        #expect(journal.record(occurrences.some()))
        #expect(journal.problem?.text.contains("damaged-1") == true)
        for _ in 0..<20 { #expect(journal.record(occurrences.some())) }
        let again = try Journal(path: path)
        #expect(standing(again) == occurrences.alarms)
        #expect(again.verify() == [])
    }

    @Test func aJournalThatIsRemovedIsWrittenAnew() throws {
        let journal = try Journal(path: path)
        var occurrences = Occurrences()
        for _ in 0..<40 { journal.record(occurrences.some()) }
        for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) }
        #expect(journal.record(occurrences.some()))
        #expect(journal.problem?.text == "\(path) was removed; another journal was begun there, with all that stands")
        #expect(namesInFolder(folder.path).allSatisfy { !$0.contains("damaged") })
        #expect(standing(try Journal(path: path)) == occurrences.alarms)
    }

    /// One number that was wounded on the disk must not keep anybody from starting, or from reading the rest.
    @Test func numbersAtTheEndOfTheirRangeAreNotGoneOnFrom() throws {
        var occurrences = Occurrences()
        do {
            let journal = try Journal(path: path)
            for _ in 0..<60 { journal.record(occurrences.some()) }
        }
        let before = try Journal(path: path).restore(at: occurrences.now)
        let last = try #require(before.records.map(\.alarm.id).max())
        do {
            let file = try Database(path: path, busy: 1)
            try file.execute("PRAGMA foreign_keys = OFF")
            try file.execute("UPDATE occurrence SET id = 9223372036854775807 WHERE id = (SELECT max(id) FROM occurrence)")
            try file.execute("UPDATE occurrence SET count = -9223372036854775808, unseen = 9223372036854775807 WHERE id < 3")
        }
        let journal = try Journal(path: path)
        let found = journal.restore(at: occurrences.now)
        #expect((last - 1...last + 1).contains(found.nextID))
        #expect(found.records.count == before.records.count - 1)
        let history = journal.history(since: noon - .seconds(1), until: occurrences.now, limit: 1000)
        #expect(history.allSatisfy { $0.id > 0 && (0...1_000_000_000).contains($0.count) && (0...1_000_000_000).contains($0.unseen) })
        var book = AlarmBook(site: Site(name: "S", areas: [], hosts: []), limits: ThresholdBook())
        book.restore(from: found.records, nextID: found.nextID)
        for _ in 0..<20 { #expect(journal.record(occurrences.some())) }
    }

    /// Times are read as numbers that can be reckoned with, and written on from there.
    @Test func timesAtTheEndOfTheirRangeAreNoEndOfAnybody() throws {
        var occurrences = Occurrences()
        do { try Journal(path: path).record(occurrences.some()) }
        let alarm = try #require(occurrences.alarms.values.first)
        for at in ["-9223372036854775808", "9223372036854775807"] {
            do {
                let file = try Database(path: path, busy: 1)
                let tables: [StaticString] = [
                    "UPDATE transition SET at = CAST(? AS INTEGER)", "UPDATE event SET at = CAST(? AS INTEGER)",
                    "DELETE FROM clock WHERE ? <> ''",
                ]
                try file.execute("INSERT INTO event (at, host, text) VALUES (0, '', 'x')")
                for table in tables { try file.run(table, [.text(at)]) }
            }
            let journal = try Journal(path: path)
            #expect(journal.record([Transition(alarm: alarm, what: .commented, at: noon)]))
            journal.prune(at: noon)
            #expect(journal.problem == nil)
        }
    }

    @Test func lockedByAnotherProcess() async throws {
        let journal = try Journal(path: path)
        journal.pause = .zero
        var occurrences = Occurrences()
        for _ in 0..<20 { journal.record(occurrences.some()) }
        let before = occurrences.alarms
        let mark = folder.file("locked")
        let script = """
            import sqlite3, sys
            c = sqlite3.connect(sys.argv[1], isolation_level=None)
            c.execute('BEGIN IMMEDIATE')
            open(sys.argv[2], 'w').close()
            sys.stdin.read()
            """
        try folder.write(script, to: "lock.py")
        let other = try #require(popen("exec python3 \(folder.file("lock.py")) \(path) \(mark)", "w"))
        try await eventually("the other one holds the lock") { access(mark, F_OK) == 0 }
        let began = ContinuousClock.now
        for _ in 0..<5 { #expect(journal.record(occurrences.some()) == false) }
        #expect(ContinuousClock.now - began < .seconds(2), "a lock must not freeze anybody")
        #expect(journal.problem?.text.contains("another program holds it locked") == true)
        #expect(journal.waiting > 4)
        #expect(standing(try Journal(path: path)) == before)
        pclose(other)
        #expect(journal.flush())
        #expect(journal.problem == nil)
        #expect(journal.waiting == 0)
        let found = standing(try Journal(path: path))
        #expect(found == occurrences.alarms)
        #expect(journal.verify() == [])
    }

    @Test func afterAFailureItWaitsBeforeItTriesAgain() throws {
        let journal = try Journal(path: path)
        journal.pause = .seconds(3600)
        let other = try Database(path: path, busy: 0)
        try other.execute("BEGIN IMMEDIATE")
        #expect(journal.record(events: [HostEvent(at: noon, host: "", "one")]) == false)
        try other.execute("COMMIT")
        #expect(journal.record(events: [HostEvent(at: noon, host: "", "two")]) == false)
        journal.pause = .zero
        #expect(journal.flush())
        #expect(journal.restore(at: noon).events.map(\.text) == ["one", "two"])
    }

    @Test func whatWaitsHasABoundAndActsAreKeptLongest() throws {
        let journal = try Journal(path: path)
        journal.pause = .seconds(3600)
        let other = try Database(path: path, busy: 0)
        try other.execute("BEGIN IMMEDIATE")
        var occurrences = Occurrences()
        for _ in 0..<100 { journal.record(occurrences.some()) }
        for _ in 0..<30 { journal.record(events: (0..<500).map { HostEvent(at: noon, host: "", "event \($0)") }) }
        #expect((Journal.longestQueue...Journal.longestQueue * 9 / 8).contains(journal.waiting))
        #expect(journal.problem?.text.contains("were lost") == true)
        try other.execute("COMMIT")
        journal.pause = .zero
        #expect(journal.flush())
        #expect(standing(try Journal(path: path)) == occurrences.alarms)
        #expect(journal.problem == nil)
        #expect(
            journal.restore(at: noon).events.contains {
                $0.text.hasSuffix("entries of the journal were lost while it could not be written")
            })
    }

    /// Hours without a disk: of each alarm the last step stays.
    @Test func ofTooManyStepsTheLastOfEachAlarmStays() throws {
        let journal = try Journal(path: path)
        journal.pause = .seconds(3600)
        let other = try Database(path: path, busy: 0)
        try other.execute("BEGIN IMMEDIATE")
        var occurrences = Occurrences()
        for _ in 0..<15_000 { journal.record(occurrences.some()) }
        #expect(journal.waiting <= Journal.longestQueue * 9 / 8)
        try other.execute("COMMIT")
        journal.pause = .zero
        #expect(journal.flush())
        #expect(standing(try Journal(path: path)) == occurrences.alarms)
    }

    @Test func aLockAtTheStartIsGotOver() throws {
        var occurrences = Occurrences()
        do {
            let journal = try Journal(path: path)
            for _ in 0..<20 { journal.record(occurrences.some()) }
        }
        var other: Database? = try Database(path: path, busy: 0)
        try other?.execute("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE")
        let journal = try Journal(path: path)
        let first = journal.restore(at: noon)
        #expect(first.isComplete == false)
        #expect(first.nextID == noon.seconds, "no id that the file may hold")
        #expect(journal.problem?.text.contains("locked") == true)
        other = nil
        journal.pause = .zero
        #expect(journal.flush())
        #expect(standing(journal) == occurrences.alarms)
        #expect(journal.problem == nil)
    }

    @Test(.enabled(if: geteuid() == 0, "mounting a small disk needs root"))
    func aFullDisk() throws {
        let disk = folder.file("disk")
        mkdir(disk, 0o700)
        let small = try SmallDisk(over: disk, size: "1m")
        defer { small.remove() }
        let journal = try Journal(path: disk + "/journal.sqlite")
        journal.pause = .zero
        var occurrences = Occurrences()
        for _ in 0..<20 { #expect(journal.record(occurrences.some())) }
        try small.fill()
        var isFull = false
        for _ in 0..<400 where !isFull { isFull = !journal.record(occurrences.some()) }
        #expect(isFull)
        for _ in 0..<20 { journal.record(occurrences.some()) }
        #expect(journal.problem?.text.contains("the disk is full") == true, "\(journal.problem?.text ?? "")")
        #expect(journal.waiting > 20)
        small.free()
        #expect(journal.flush(), "\(journal.problem?.text ?? "")")
        #expect(journal.problem == nil)
        #expect(standing(try Journal(path: disk + "/journal.sqlite")) == occurrences.alarms)
        #expect(journal.verify() == [])
    }

    @Test(.enabled(if: geteuid() == 0, "mounting a small disk needs root"))
    func aFullDiskAtTheStart() throws {
        let disk = folder.file("disk")
        mkdir(disk, 0o700)
        let small = try SmallDisk(over: disk, size: "64k")
        defer { small.remove() }
        let journal = try Journal(path: disk + "/journal.sqlite")
        journal.pause = .zero
        var occurrences = Occurrences()
        #expect(journal.record(occurrences.some()) == false)
        #expect(journal.problem?.text.contains("the disk is full") == true, "\(journal.problem?.text ?? "")")
        try small.resize(to: "4m")
        #expect(journal.record(occurrences.some()), "\(journal.problem?.text ?? "")")
        #expect(standing(journal) == occurrences.alarms)
    }

    @Test(.enabled(if: geteuid() == 0, "mounting a disk read-only needs root"))
    func aReadOnlyDisk() throws {
        let disk = folder.file("disk")
        mkdir(disk, 0o700)
        let small = try SmallDisk(over: disk, size: "4m")
        defer { small.remove() }
        var occurrences = Occurrences()
        do {
            let journal = try Journal(path: disk + "/journal.sqlite")
            for _ in 0..<20 { journal.record(occurrences.some()) }
        }
        try small.forbidWriting()
        let journal = try Journal(path: disk + "/journal.sqlite")
        journal.pause = .zero
        let remembered = journal.restore(at: noon)
        #expect(remembered.isComplete && remembered.nextID == noon.seconds, "it can be read, and which ids were given cannot be kept")
        #expect(remembered.records.count == occurrences.alarms.count)
        #expect(journal.record(occurrences.some()) == false)
        #expect(journal.problem?.text.contains("it is read-only") == true, "\(journal.problem?.text ?? "")")
        try small.allowWriting()
        #expect(journal.record(occurrences.some()), "\(journal.problem?.text ?? "")")
        #expect(standing(journal) == occurrences.alarms)
    }
}
