import Alarms
import Glibc
import Telemetry
import TestSupport
import Testing

@testable import Journal

/// The folder, the file or its log goes away under the engine: what was confirmed stays, what cannot be written is refused.
@Suite struct PlaceTests {
    let folder: TemporaryFolder
    var state: String { folder.file("state") }
    var path: String { state + "/journal.sqlite" }
    init() throws {
        folder = try TemporaryFolder()
        mkdir(folder.file("state"), 0o700)
    }

    /// An alarm that stands, and a journal that knows it.
    private func standingAlarm() throws -> (Journal, AlarmState) {
        let journal = try Journal(path: path)
        journal.pause = .zero
        var nextID = journal.restore(at: noon).nextID
        var alarm = AlarmState(key: AlarmKey(rule: "cpu", host: "hv-1"))
        #expect(journal.record(alarm.step(.bad(.warning), at: noon, policy: Policy(), nextID: &nextID)))
        return (journal, alarm)
    }
    private func comments() throws -> [String] {
        try Journal(path: path).restore(at: noon).records.flatMap { $0.alarm.comments.map(\.text) }
    }
    private func reveal(_ reason: String) -> Reveal { Reveal(at: noon, host: "vpn-1", pseudonym: "u-1", author: "km", reason: reason) }

    @Test func withoutItsFolderAnActIsRefusedAndWhatHappensWaits() throws {
        var (journal, alarm) = try standingAlarm()
        #expect(try journal.commit(alarm.comment("before", by: "km", at: after(1)), at: after(1)))
        rename(state, folder.file("away"))
        var refused = alarm
        #expect(try !journal.commit(refused.comment("refused", by: "km", at: after(2)), at: after(2)))
        #expect(!journal.commit(reveals: [reveal("refused")], at: after(2)))
        #expect(journal.problem?.text.contains("there is no folder \(state)") == true, "\(journal.problem?.text ?? "")")
        #expect(!journal.record(events: [HostEvent(at: after(3), host: "hv-1", "went on")]))
        #expect(access(state, F_OK) != 0, "it is not made again")
        rename(folder.file("away"), state)
        #expect(try journal.commit(alarm.comment("after", by: "km", at: after(4)), at: after(4)), "\(journal.problem?.text ?? "")")
        #expect(journal.commit(reveals: [reveal("told")], at: after(4)))
        #expect(journal.problem == nil)
        #expect(try comments() == ["before", "after"])
        #expect(journal.steps(of: 1).map(\.comment) == ["", "before", "after"])
        #expect(journal.reveals().map(\.reason) == ["told"])
        #expect(journal.restore(at: noon).events.map(\.text).contains("went on"))
        #expect(journal.verify() == [])
        #expect(namesInFolder(state).allSatisfy { !$0.contains("damaged") })
    }

    /// The folder goes while an act is written: it is refused, and stands in the file that comes back.
    @Test func anActThatWasRefusedAndWrittenIsTakenBackBehindItself() throws {
        var (journal, alarm) = try standingAlarm()
        _ = journal.restore(at: noon)
        let refused = try alarm.shelve(Shelf(author: "km", at: after(9), reason: "refused", until: after(900)))
        let isDone = journal.commit(refused, at: after(9)) {
            rename(state, folder.file("away"))
            return true
        }
        #expect(!isDone)
        rename(folder.file("away"), state)
        #expect(journal.flush(), "\(journal.problem?.text ?? "")")
        #expect(journal.steps(of: 1).map(\.what) == ["raised", "shelved", "restored"])
        #expect(journal.steps(of: 1).last?.at == after(9))
        #expect(journal.verify() == [])
        #expect(try Journal(reading: path).restore(at: noon).records.map(\.alarm.shelf) == [nil])
    }

    @Test func aNewFolderInItsPlaceGetsAllThatStands() throws {
        var (journal, alarm) = try standingAlarm()
        #expect(try journal.commit(alarm.comment("before", by: "km", at: after(1)), at: after(1)))
        removeTree(state)
        #expect(!journal.commit(reveals: [reveal("refused")], at: after(2)))
        mkdir(state, 0o700)
        #expect(try journal.commit(alarm.comment("after", by: "km", at: after(3)), at: after(3)), "\(journal.problem?.text ?? "")")
        #expect(journal.problem?.text.contains("was removed; another journal was begun") == true, "\(journal.problem?.text ?? "")")
        #expect(try comments() == ["before", "after"])
        #expect(journal.reveals().isEmpty)
        #expect(try Journal(reading: path).verify() == [])
    }

    /// The engine looks even where nothing is to be written.
    @Test func thatTheFolderIsGoneIsAProblemAtOnce() throws {
        let (journal, _) = try standingAlarm()
        rename(state, folder.file("away"))
        #expect(!journal.flush())
        #expect(journal.problem?.text.contains("there is no folder") == true)
        rename(folder.file("away"), state)
        #expect(journal.flush())
        #expect(journal.problem == nil)
    }

    @Test(arguments: ["-wal", "-shm"]) func itsLogIsRemoved(_ suffix: String) throws {
        var (journal, alarm) = try standingAlarm()
        #expect(try journal.commit(alarm.comment("before", by: "km", at: after(1)), at: after(1)))
        unlink(path + suffix)
        #expect(try journal.commit(alarm.comment("after", by: "km", at: after(2)), at: after(2)), "\(journal.problem?.text ?? "")")
        // As a kill now would leave the files.
        mkdir(folder.file("copy"), 0o700)
        let copied = try run(["sh", "-c", "cp \(path) \(path)-wal \(folder.file("copy"))"])
        #expect(copied.status == .exit(0), "\(copied.stderr)")
        let copy = try Journal(path: folder.file("copy/journal.sqlite"))
        #expect(copy.restore(at: noon).records.flatMap { $0.alarm.comments.map(\.text) } == ["before", "after"])
        #expect(copy.verify() == [])
    }

    @Test(arguments: ["truncate -s 0", "truncate -s 5000", "dd if=/dev/zero bs=40 count=1 conv=notrunc of="])
    func itsLogIsCutOrOverwritten(_ damage: String) throws {
        var (journal, alarm) = try standingAlarm()
        #expect(try journal.commit(alarm.comment("before", by: "km", at: after(1)), at: after(1)))
        #expect(journal.commit(reveals: [reveal("told")], at: after(1)))
        let maintenance = MaintenanceWindow(host: "hv-1", from: after(2), until: after(9000), author: "eva", reason: "repair")
        #expect(journal.commit(maintenanceWindows: [maintenance], at: after(2)))
        #expect(try journal.commit(alarm.comment("between", by: "km", at: after(3)), at: after(3)))
        let done = try run(["sh", "-c", "\(damage)\(damage.hasSuffix("=") ? "" : " ")\(path)-wal"])
        #expect(done.status == .exit(0), "\(done.stderr)")
        #expect(journal.flush(), "\(journal.problem?.text ?? "")")
        #expect(journal.problem?.text.contains("-wal was cut or overwritten") == true, "\(journal.problem?.text ?? "")")
        #expect(try journal.commit(alarm.comment("after", by: "km", at: after(4)), at: after(4)), "\(journal.problem?.text ?? "")")
        // As a kill now would leave the files.
        mkdir(folder.file("copy"), 0o700)
        let copied = try run(["sh", "-c", "cp \(path) \(path)-wal \(folder.file("copy"))"])
        #expect(copied.status == .exit(0), "\(copied.stderr)")
        let copy = try Journal(path: folder.file("copy/journal.sqlite"))
        let found = copy.restore(at: noon)
        #expect(found.records.flatMap { $0.alarm.comments.map(\.text) } == ["before", "between", "after"])
        #expect(found.maintenanceWindows == [maintenance])
        #expect(copy.reveals().map(\.reason) == ["told"])
        #expect(copy.verify() == [])
        #expect(namesInFolder(state).allSatisfy { !$0.contains("damaged") })
    }

    /// A reader kept the log from being written back whole: what the file has of it may not fit together.
    @Test func itsLogIsCutWhenAPartOfItIsInTheFile() throws {
        var (journal, alarm) = try standingAlarm()
        #expect(try journal.commit(alarm.comment("before", by: "km", at: after(1)), at: after(1)))
        let reader = try Database(reading: path, busy: 0)
        try reader.execute("BEGIN")
        _ = try reader.number("SELECT count(*) FROM comment")
        #expect(try journal.commit(alarm.comment("between", by: "km", at: after(3)), at: after(3)))
        try journal.database?.run("PRAGMA wal_checkpoint(PASSIVE)")
        truncate(path + "-wal", 0)
        #expect(journal.flush(), "\(journal.problem?.text ?? "")")
        #expect(journal.problem?.text.contains("damaged-1") == true, "\(journal.problem?.text ?? "")")
        #expect(try comments() == ["before", "between"])
        #expect(journal.verify().count == 1, "only the notice")
    }

    /// What others may do to the log is no damage.
    @Test(arguments: ["PASSIVE", "RESTART", "TRUNCATE"]) func anotherProgramWritesItsLogBack(_ mode: String) throws {
        var (journal, alarm) = try standingAlarm()
        for turn in 1...5 {
            #expect(try journal.commit(alarm.comment("\(turn)", by: "km", at: after(1)), at: after(1)))
            let words = "import sqlite3; sqlite3.connect('\(path)').execute('PRAGMA wal_checkpoint(\(mode))').fetchall()"
            let done = try run(["python3", "-c", words])
            #expect(done.status == .exit(0), "\(done.stderr)")
            #expect(journal.flush() && journal.problem == nil, "\(journal.problem?.text ?? "")")
        }
        #expect(try comments() == ["1", "2", "3", "4", "5"])
    }

    @Test func anotherEnginesJournalInItsPlaceIsNotWrittenInto() throws {
        var (journal, alarm) = try standingAlarm()
        do {
            let other = try Journal(path: folder.file("other.sqlite"))
            var occurrences = Occurrences()
            for _ in 0..<100 { other.record(occurrences.some()) }
        }
        rename(folder.file("other.sqlite"), path)
        for suffix in ["-wal", "-shm"] { unlink(path + suffix) }
        let before = try readFile(path)
        #expect(try !journal.commit(alarm.comment("refused", by: "km", at: after(1)), at: after(1)))
        #expect(journal.problem?.text.contains("of another engine") == true, "\(journal.problem?.text ?? "")")
        #expect(try readFile(path).count == before.count)
        #expect(try Journal(path: path).verify() == [])
    }

    /// Somebody brought an older copy back: what stands now goes into it.
    @Test func anOlderCopyInItsPlaceIsBroughtUpToDate() throws {
        var (journal, alarm) = try standingAlarm()
        #expect(try run(["sh", "-c", "mkdir \(folder.file("old")) && cp \(state)/* \(folder.file("old"))"]).status == .exit(0))
        #expect(journal.commit(try alarm.acknowledge(by: "km", comment: "known", at: after(1), for: .seconds(600)), at: after(1)))
        rename(state, folder.file("away"))
        rename(folder.file("old"), state)
        #expect(journal.flush(), "\(journal.problem?.text ?? "")")
        #expect(standing(try Journal(path: path)).values.map(\.acknowledgement?.comment) == ["known"])
        #expect(journal.verify() == [])
        #expect(namesInFolder(state).allSatisfy { !$0.contains("damaged") })
    }

    @Test(arguments: [true, false]) func aFolderOfItsNameIsAProblemUntilItIsGone(atTheStart: Bool) throws {
        var journal: Journal?
        if !atTheStart {
            journal = try standingAlarm().0
            for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) }
        }
        mkdir(path, 0o700)
        let found = try journal ?? Journal(path: path)
        found.pause = .zero
        #expect(!found.commit(reveals: [reveal("refused")], at: after(2)))
        #expect(found.problem?.text.contains("\(path) is no file") == true, "\(found.problem?.text ?? "")")
        rmdir(path)
        #expect(found.commit(reveals: [reveal("told")], at: after(2)), "\(found.problem?.text ?? "")")
        #expect(found.reveals().map(\.reason) == ["told"])
    }

    @Test(.enabled(if: geteuid() == 0, "mounting a small disk needs root"))
    func whereItsDiskIsUnmountedNothingIsWrittenBesideIt() throws {
        let small = try SmallDisk(over: state, size: "4m")
        defer { small.remove() }
        var (journal, alarm) = try standingAlarm()
        small.remove()
        #expect(try !journal.commit(alarm.comment("refused", by: "km", at: after(1)), at: after(1)))
        #expect(journal.problem?.text.contains("is its own not mounted?") == true, "\(journal.problem?.text ?? "")")
        #expect(namesInFolder(state).isEmpty)
    }

    @Test(.enabled(if: geteuid() == 0, "mounting a small disk needs root"))
    func aFullDiskRefusesAndForgets() throws {
        let small = try SmallDisk(over: state, size: "1m")
        defer { small.remove() }
        var (journal, alarm) = try standingAlarm()
        var confirmed: [String] = []
        try small.fill()
        for turn in 0..<400 {
            var next = alarm
            let text = "full \(turn)"
            guard journal.commit(try next.comment(text, by: "km", at: after(1)), at: after(1)) else { break }
            alarm = next
            confirmed.append(text)
        }
        #expect(confirmed.count < 400)
        #expect(journal.problem?.text.contains("the disk is full") == true, "\(journal.problem?.text ?? "")")
        small.free()
        #expect(try journal.commit(alarm.comment("after", by: "km", at: after(3)), at: after(3)), "\(journal.problem?.text ?? "")")
        #expect(try comments() == confirmed + ["after"])
        #expect(journal.steps(of: 1).map(\.comment.text) == [""] + confirmed + ["after"])
        #expect(journal.verify() == [])
    }
}
