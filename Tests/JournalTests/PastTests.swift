import Alarms
import Dispatch
import Glibc
import JSON
import Telemetry
import TestSupport
import Testing

@testable import Journal

/// How hosts were.
@Suite struct PastTests {
    let folder: TemporaryFolder
    var path: String { folder.file("journal.sqlite") }
    init() throws { folder = try TemporaryFolder() }

    private func guest(_ id: String, _ state: Guest.State = .running, name: String? = nil) -> Guest {
        Guest(id: id, name: name ?? "desk-\(id)", state: state, vCPUs: 4, memoryMaximum: 8_589_934_592, memoryView: .guest)
    }
    private func change(_ part: PastPart, at seconds: Int64, host: Host.ID = "hv-1") -> PastEntry {
        .change(PastChange(host: host, at: after(seconds), part))
    }
    private func gone(_ id: String, at seconds: Int64, host: Host.ID = "hv-1") -> PastEntry {
        .change(PastChange(host: host, at: after(seconds), gone: PastPart.name(ofGuest: id)))
    }
    private func past(_ journal: Journal, at seconds: Int64, of hosts: [Host.ID] = ["hv-1"], most: Int = 1000) throws -> KeptPast {
        try #require(journal.past(at: after(seconds), of: hosts, most: most))
    }

    /// What is written and read again is the same, whatever stands in it.
    @Test func everyPartIsReadAsItWasWritten() throws {
        let condition = HostCondition(
            failure: .pollFailed(.raw("\u{1B}[31m\"lost\"\0")), hint: .nobodyListens, answeredAt: noon, isBlind: true, sessionLimit: 50)
        let inventory = Inventory(
            product: "QEMU", version: "7.2", processors: 16, memory: 68_719_476_736,
            storages: [StoragePool(name: "ssd", state: .running, isAutostarted: true)],
            gaps: [Inventory.Gap(figure: .raw("sessions"), reason: .raw("no permission"))])
        var busy = guest("b", .paused)
        busy = Guest(
            id: "b", name: "erp", state: .paused, vCPUs: 2, memoryMaximum: 1, memoryView: .host, console: "spice",
            facts: GuestFacts(
                isAutostarted: true, isPersistent: false,
                job: GuestJob(operation: .migrationOut, done: 41.5, dirtyRate: 1e6, timeLeft: .seconds(9), elapsed: .seconds(40)),
                system: GuestSystem(name: "Debian", version: "12", kernel: "6.1")))
        let journal = try Journal(path: path)
        journal.record(past: [
            change(.condition(condition), at: 0), change(.inventory(inventory), at: 0),
            change(.unlisted(UnlistedSessions(7, .vpn)), at: 0), change(.guest(busy), at: 0), change(.guest(guest("a")), at: 0),
        ])
        let host = try #require(try past(journal, at: 0).hosts["hv-1"])
        #expect(host.condition == condition && host.inventory == inventory && host.unlisted == UnlistedSessions(7, .vpn))
        #expect(host.guests == [guest("a"), busy], "by name")
        #expect(journal.verify() == [])
    }

    /// Two hosts whose guests come, go and change for a night, and one that is not watched all the time: at each of eighty moments the
    /// journal says what was so then, or that nobody knows.
    @Test(arguments: 1...3 as ClosedRange<UInt64>) func everyMomentIsAsItWas(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let journal = try Journal(path: path)
        var now: [Host.ID: [String: Guest]] = [:]
        var seen: [(at: Int64, hosts: [Host.ID: [Guest]])] = []
        for second in Int64(0)..<800 {
            let host = ["hv-1", "hv-2"].randomElement(using: &random)!
            let id = "\(Int.random(in: 0..<6, using: &random))"
            switch Int.random(in: 0..<40, using: &random) {
            case 0 where now[host] != nil:
                now[host] = nil
                journal.record(past: [.gap(PastGap(host: host, from: after(second), at: after(second + 9)))])
            case 1:
                now = [:]
                journal.record(past: [.gap(PastGap(host: nil, from: after(second), at: after(second)))])
            case 2..<20 where now[host]?[id] != nil:
                now[host]?[id] = nil
                journal.record(past: [gone(id, at: second, host: host)])
            default:
                if now[host] == nil {
                    now[host] = [:]
                    journal.record(past: [change(.condition(HostCondition()), at: second, host: host)])
                }
                let new = guest(id, Guest.State.allCases.randomElement(using: &random)!, name: "\(Int.random(in: 0..<3, using: &random))")
                now[host]?[id] = new
                journal.record(past: [change(.guest(new), at: second, host: host)])
            }
            if second % 10 == 0 { seen.append((second, now.mapValues { $0.values.sorted { ($0.name, $0.id) < ($1.name, $1.id) } })) }
        }
        for moment in seen {
            let found = try past(journal, at: moment.at, of: ["hv-1", "hv-2", "hv-3"])
            #expect(found.hosts.mapValues(\.guests) == moment.hosts, "\(moment.at) s")
        }
        #expect(journal.verify() == [])
    }

    @Test func sessionsAndMaintenanceAreThoseOfTheirOwnTables() throws {
        let journal = try Journal(path: path)
        let session = SessionRecord(
            target: "hv-1", host: "hv-1", id: "1", kind: .vpn, began: after(-50), ended: after(10), cause: .idle, user: "u-1")
        let window = MaintenanceWindow(host: "hv-1", from: after(5), until: after(99), author: "km", reason: "disk", endedAt: after(20))
        journal.record(past: [change(.condition(HostCondition()), at: 0), change(.condition(HostCondition()), at: 0, host: "hv-1/a")])
        journal.record(sessions: [session])
        journal.record(maintenanceWindows: [window])
        func found(_ seconds: Int64, _ host: Host.ID = "hv-1") throws -> KeptPast.PastHost? {
            try past(journal, at: seconds, of: [host]).hosts[host]
        }
        #expect(try found(-1) == nil && found(0)?.sessions == [session] && found(10)?.sessions == [])
        #expect(try found(4)?.maintenance == nil && found(5)?.maintenance == window && found(20)?.maintenance == nil)
        #expect(try found(5, "hv-1/a")?.maintenance == window, "one of its target's")
    }

    /// Whatever is left of a time in which something was deleted says less than there was.
    @Test func whatWasBeforeTheFirstDeletionIsNotKept() throws {
        let journal = try Journal(path: path)
        let day: Int64 = 86_400
        journal.record(past: [
            change(.condition(HostCondition()), at: -50 * day), change(.guest(guest("a")), at: -50 * day), gone("a", at: -40 * day),
            change(.guest(guest("b")), at: -39 * day), gone("b", at: -3 * day),
        ])
        journal.record(sessions: [
            SessionRecord(target: "hv-1", host: "hv-1", id: "1", kind: .vpn, began: after(-3 * day), ended: after(-2 * day), cause: .idle)
        ])
        #expect(try past(journal, at: -45 * day).hosts["hv-1"]?.guests == [guest("a")])
        for hour in 0..<3 { journal.prune(at: after(Int64(hour) * 3600)) }
        let before = try past(journal, at: -45 * day)
        #expect(before.hosts.isEmpty && before.keptSince == after(-40 * day))
        let then = try past(journal, at: -20 * day)
        #expect(then.hosts["hv-1"]?.guests == [guest("b")])
        #expect(try #require(then.sessionsKeptSince) > after(-2 * day))
    }

    @Test func thereIsNeverMoreThanThereIsRoomForAndTheNewestStays() throws {
        let journal = try Journal(path: path)
        journal.pastRoom = 100_000
        journal.record(past: [change(.condition(HostCondition()), at: 0)])
        for second in Int64(1)..<600 { journal.record(past: [change(.guest(guest("a", name: "name \(second)")), at: second)]) }
        let size = try #require(try journal.database?.number("SELECT size FROM past_extent"))
        #expect(size <= 100_000)
        #expect(try journal.database?.number("SELECT total(size) FROM past") == size)
        #expect(try past(journal, at: 599).hosts["hv-1"]?.guests.map(\.name) == ["name 599"])
        #expect(try past(journal, at: 3).hosts.isEmpty)
        let since = try #require(try past(journal, at: 3).keptSince)
        let first = (since - noon).components.seconds
        #expect(try past(journal, at: first).hosts["hv-1"]?.guests.map(\.name) == ["name \(first)"])
    }

    /// What is so now stays, however much it is.
    @Test func whatIsSoNowIsNeverDeletedForRoom() throws {
        let journal = try Journal(path: path)
        journal.pastRoom = 1000
        journal.record(past: [change(.condition(HostCondition()), at: 0)] + (0..<50).map { change(.guest(guest("\($0)")), at: 0) })
        #expect(try past(journal, at: 1).hosts["hv-1"]?.guests.count == 50)
        #expect(journal.problem == nil)
    }

    @Test func whatOneAnswerHasNoRoomForIsLeftToTheNext() throws {
        let journal = try Journal(path: path)
        let hosts = ["hv-1", "hv-2", "hv-3"]
        journal.record(
            past: hosts.flatMap { host in
                [change(.condition(HostCondition()), at: 0, host: host)] + (0..<5).map { change(.guest(guest("\($0)")), at: 0, host: host) }
            })
        let first = try past(journal, at: 1, of: hosts, most: 7)
        #expect(Set(first.hosts.keys) == ["hv-1"] && first.left == ["hv-2", "hv-3"])
        let alone = try past(journal, at: 1, of: first.left, most: 3)
        #expect(Set(alone.hosts.keys) == ["hv-2"] && alone.left == ["hv-3"], "the first is there, however much it is")
    }

    /// Written before there was a table for it.
    @Test func aFileOfVersion10HasRoomForIt() throws {
        do {
            let journal = try Journal(path: path, steps: Array(Schema.steps.prefix(10)))
            journal.record(events: [HostEvent(at: noon, host: "", "started")])
            try journal.database?.run(
                "INSERT INTO session (target, host, id, kind, began, network, user) VALUES ('hv-1', 'hv-1', '1', 'vpn', ?, '', 'u-1')",
                [.int(noon.milliseconds)])
        }
        let journal = try Journal(path: path)
        #expect(journal.problem == nil && journal.restore(at: noon).sessions.count == 1)
        #expect(try past(journal, at: 0) == KeptPast(), "of then nothing is kept")
        journal.record(past: [change(.condition(HostCondition()), at: 5)])
        #expect(try past(journal, at: 5).hosts["hv-1"]?.sessions.count == 1)
        #expect(try past(journal, at: 4).hosts.isEmpty)
        #expect(journal.verify() == [])
    }

    /// A newer engine may keep what this one does not know.
    @Test func whatNobodyKnowsOrCanReadIsLeftOut() throws {
        let journal = try Journal(path: path)
        journal.record(past: [change(.condition(HostCondition()), at: 0), change(.guest(guest("a")), at: 0)])
        for (part, body) in [("weather", "{}"), ("guest/b", "{\"id\":"), ("guest/c", "{}")] {
            try journal.database?.run(
                "INSERT INTO past (host, part, since, size, body) VALUES ('hv-1', ?, 0, 1, ?)", [.text(part), .text(body)])
        }
        #expect(try past(journal, at: 0).hosts["hv-1"]?.guests == [guest("a")])
    }

    /// `u-` and hex digits alone are none: a pseudonym has 4 to 32 of them.
    @Test func whatIsNoPseudonymIsAName() throws {
        let journal = try Journal(path: path)
        let users = [
            "u-ada", "u-12", "u-7f3a", "alice", "u-" + String(repeating: "a", count: 32), "u-" + String(repeating: "b", count: 33),
        ]
        for (number, user) in users.enumerated() {
            journal.record(sessions: [SessionRecord(target: "v", host: "v", id: "\(number)", kind: .vpn, began: noon, user: user)])
        }
        journal.record(
            ends: ["u-bee", "u-beef"].map { user in
                SessionEnd(at: noon, host: "v", kind: .vpn, session: "1", user: user, cause: .idle, confidence: .exact, evidence: "")
            })
        #expect(Set(journal.names(most: 99)) == ["u-ada", "u-12", "alice", "u-" + String(repeating: "b", count: 33), "u-bee"])
    }

    /// Dropped for a disk that does not answer: whoever tells it begins anew, and is told from when on.
    @Test func whatIsDroppedIsSaidToWhoeverToldIt() async throws {
        let writer = JournalWriter(try Journal(path: path))
        let gate = DispatchSemaphore(value: 0)
        writer.run { _ in gate.wait() }
        #expect(writer.takePastLoss() == nil)
        writer.record(past: (0..<120_000).map { change(.condition(HostCondition()), at: Int64($0)) })
        #expect(writer.takePastLoss() == noon, "the oldest of them goes first")
        #expect(writer.takePastLoss() == nil)
        gate.signal()
        try await eventually("it goes on") { await writer.drained() }
        #expect(try Journal(reading: path).restore(at: noon).events.contains { $0.message.id == Message.entriesLost.id })
    }

    /// Another file knows nothing of how hosts are.
    @Test func aFileThatWasReplacedIsSaidToWhoeverToldIt() async throws {
        let writer = JournalWriter(try Journal(path: path))
        writer.record(past: [change(.condition(HostCondition()), at: 0)])
        try await eventually("it is written") { await writer.drained() }
        #expect(writer.takePastLoss() == nil)
        for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) }
        writer.record(past: [change(.guest(guest("a")), at: 1)])
        try await eventually("it is said") {
            _ = await writer.drained()
            return writer.takePastLoss() == Moment(milliseconds: .max)
        }
    }
}
