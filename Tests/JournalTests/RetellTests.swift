import Alarms
import Glibc
import Telemetry
import TestSupport
import Testing

@testable import Journal

/// What a journal that knows more tells a file that was away, was begun anew or cannot be written to.
@Suite struct RetellTests {
    let folder: TemporaryFolder
    private var path: String { folder.file("journal.sqlite") }
    init() throws { folder = try TemporaryFolder() }

    private let hosts = ["a", "b", "c"].map { KnownHost(target: "pve", node: $0, since: noon) }
    private let window = MaintenanceWindow(host: "pve", from: noon, until: after(60), author: "km", reason: "update")

    @Test func aFileThatIsBegunAnewKnowsAllNodes() throws {
        let journal = try Journal(path: path)
        journal.pause = .zero
        var missing = hosts[2]
        missing.missingSince = after(5)
        #expect(journal.record(hosts: hosts) && journal.record(hosts: [missing]))
        unlink(path)
        #expect(journal.flush(), "\(journal.problem?.text ?? "")")
        #expect(try Journal(reading: path).knownHosts == [hosts[0], hosts[1], missing])
    }

    /// A disk on which opening works and writing does not is opened anew each second.
    @Test func nothingIsToldTwiceWhileItWaits() throws {
        var occurrences = Occurrences()
        let journal = try Journal(path: path)
        _ = journal.restore(at: noon)
        for _ in 0..<30 { journal.record(occurrences.some()) }
        journal.record(hosts: hosts)
        journal.record(maintenanceWindows: [window])
        let known = try #require(journal.database)
        try journal.retell(to: known)
        #expect(journal.queue.isEmpty, "it has all of it")

        // One that has nothing yet.
        try writeFile(folder.file("other.sqlite"), [])
        let other = try Database(path: folder.file("other.sqlite"), busy: 0)
        _ = try Schema.migrate(other, steps: Schema.steps)
        try journal.retell(to: other)
        let first = journal.queue.count
        #expect(first == standing(journal).count + 4)
        for _ in 0..<3 { try journal.retell(to: other) }
        #expect(journal.queue.count == first)
        // Nor to one that has some.
        try other.run("INSERT INTO host (target, node, since) VALUES ('pve', 'a', 0)")
        let standing = try #require(journal.queue.compactMap { if case .standing(let alarm) = $0 { alarm } else { nil } }.first)
        try JournalEntry.standing(standing).write(to: other)
        for _ in 0..<3 { try journal.retell(to: other) }
        #expect(journal.queue.count == first)
    }

    /// Events and ends are seen elsewhere, too; who is missing is known to nobody after a restart.
    @Test func nodesAreKeptWhereThereIsTooMuchToWait() {
        var queue: [JournalEntry] = [.host(hosts[0])] + (0..<50).map { .end(end("u\($0)")) } + hosts.dropFirst().map { .host($0) }
        let lost = queue.shorten(to: 10) { $0 }
        #expect(lost.count == 43 && queue.count == 10)
        #expect(queue.count { if case .host = $0 { true } else { false } } == 3)
    }

    /// Acknowledged at its worst, it may become so again after a restart as before.
    @Test func whatAnAcknowledgementWasGivenForIsRemembered() throws {
        let journal = try Journal(path: path)
        var state = AlarmState(key: AlarmKey(rule: "cpu", host: "hv-1"))
        var nextID: Int64 = 1
        func step(_ severity: Severity, at seconds: Int64) {
            journal.record(state.step(.bad(severity), at: after(seconds), policy: Policy(), nextID: &nextID))
        }
        func remembered() throws -> Severity? { try Journal(reading: path).restore(at: noon).records.first?.acknowledgedFor }
        step(.critical, at: 0)
        #expect(try remembered() == nil)
        journal.record(try state.acknowledge(by: "km", comment: "", at: after(1), for: .seconds(600)))
        step(.warning, at: 550)
        #expect(try remembered() == .critical)
        let record = try #require(try Journal(reading: path).restore(at: noon).records.first)
        #expect(record.alarm.severity == .warning && record.alarm.phase == .acknowledged)
        var again = AlarmState(restoring: record)
        _ = again.step(.bad(.critical), at: after(560), policy: Policy(), nextID: &nextID)
        #expect(again.alarm?.severity == .critical && again.phase == .acknowledged)
        // A later one that was given for a warning alone holds for that.
        step(.warning, at: 602)
        journal.record(state.step(.unknown, at: after(700), policy: Policy(), nextID: &nextID))
        #expect(state.phase == .unacknowledged, "its time is over")
        journal.record(try state.acknowledge(by: "eva", comment: "", at: after(701), for: .seconds(600)))
        #expect(try remembered() == .warning)
    }
}
