import Feed
import Journal
import Telemetry
import TestSupport
import Testing

@testable import Engine

/// What the journal is told of how hosts are.
@Suite struct ChronicleTests {
    private let noon = Moment(seconds: 1_795_521_600)
    private func after(_ seconds: Int64) -> Moment { noon + .seconds(seconds) }

    private func guest(_ id: String, _ state: Guest.State = .running, facts: GuestFacts = GuestFacts()) -> Guest {
        Guest(id: id, name: "desk-\(id)", state: state, vCPUs: 4, memoryMaximum: 1e9, memoryView: .guest, facts: facts)
    }
    private func host(_ guests: [Guest] = [], at seconds: Int64, failure: Message? = nil) -> HostState {
        HostState(
            id: "hv-1", inventory: Inventory(product: "QEMU"), answeredAt: failure == nil ? after(seconds) : noon, polledAt: after(seconds),
            failure: failure, nextPollAt: after(seconds + 5), guests: guests)
    }
    private func names(_ entries: [PastEntry]) -> [String] {
        entries.map {
            switch $0 {
            case .change(let change): change.part == nil ? "no \(change.name)" : change.name
            case .gap(let gap): "gap \((gap.from - noon).components.seconds)"
            }
        }
    }

    @Test func whatIsAsBeforeIsNotWritten() {
        var chronicle = Chronicle()
        #expect(chronicle.take(HostState(id: "hv-1"), at: noon).isEmpty, "not polled yet")
        #expect(
            names(chronicle.take(host([guest("a"), guest("b")], at: 0), at: noon)) == ["condition", "inventory", "guest/a", "guest/b"])
        for second in stride(from: Int64(5), to: 60, by: 5) {
            #expect(chronicle.take(host([guest("b"), guest("a")], at: second), at: after(second)).isEmpty)
        }
        #expect(names(chronicle.take(host([guest("a", .off)], at: 60), at: after(60))) == ["no guest/b", "guest/a"])
        #expect(names(chronicle.take(host([guest("a", .off)], at: 65, failure: .raw("refused")), at: after(65))) == ["condition"])
        #expect(chronicle.take(host([guest("a", .off)], at: 70, failure: .raw("timed out")), at: after(70)).isEmpty, "other words")
        #expect(names(chronicle.take(host([guest("a", .off)], at: 75), at: after(75))) == ["condition"])
    }

    /// What people wrote is not kept, and a job that goes on is told in tenths.
    @Test func ofAGuestOnlyWhatCountsIsKept() throws {
        var chronicle = Chronicle()
        func poll(_ seconds: Int64, done: Double?) -> [PastEntry] {
            let facts = GuestFacts(
                title: "of Anna", notes: "\(seconds)", job: GuestJob(operation: .save, done: done, elapsed: .seconds(seconds)),
                fileSystems: [GuestFileSystem(mountPoint: [.known("/home/anna")], used: Double(seconds))])
            return chronicle.take(host([guest("a", facts: facts)], at: seconds), at: after(seconds))
        }
        let first = poll(0, done: 0)
        guard case .change(let change)? = first.last, case .guest(let kept)? = change.part else {
            Issue.record("\(first)")
            return
        }
        #expect(
            kept.facts.title.isEmpty && kept.facts.notes.isEmpty && kept.facts.fileSystems.isEmpty && kept.facts.job?.operation == .save)
        #expect((1...100).count { !poll(Int64($0), done: Double($0)).isEmpty } == 10)
        #expect(poll(101, done: .nan).count == 1 && poll(102, done: .infinity).isEmpty && poll(103, done: nil).count == 1)
    }

    /// A machine that slept, or an engine that hung: nobody knows how it was meanwhile.
    @Test func ofALongSilenceNothingIsKnown() {
        var chronicle = Chronicle()
        _ = chronicle.take(host([guest("a")], at: 0), at: noon)
        #expect(chronicle.take(host([guest("a")], at: 125), at: after(125)).isEmpty)
        #expect(names(chronicle.take(host([guest("a")], at: 251), at: after(251))) == ["gap 125", "condition", "inventory", "guest/a"])
        #expect(names(chronicle.close(at: after(260))) == ["gap 260"])
        #expect(chronicle.close(at: after(261)).isEmpty)
    }

    /// The time from now on comes a second time. A clock that is days behind may be the wrong one: nothing that was told before ends by it.
    @Test func aClockThatWasSetBackBeginsAnew() {
        var chronicle = Chronicle()
        for second in [0, 50, 100] as [Int64] { _ = chronicle.take(host([guest("a")], at: second), at: after(second)) }
        #expect(names(chronicle.take(host([guest("a")], at: 40), at: after(40))) == ["gap 40", "condition", "inventory", "guest/a"])
        #expect(chronicle.take(host([guest("a")], at: 45), at: after(45)).isEmpty)
        let years = -731 * Int64(86_400)
        #expect(names(chronicle.take(host([guest("a")], at: years), at: after(years))).first == "gap 45")
        #expect(chronicle.take(host([guest("a")], at: years + 5), at: after(years + 5)).isEmpty)
        _ = chronicle.take(host([guest("a")], at: 100), at: after(100))
        #expect(names(chronicle.close(at: after(years))) == ["gap 100"])
    }

    /// The journal dropped something: all is told anew, from when on it lacks it.
    @Test func whatWasDroppedIsToldAnew() {
        var chronicle = Chronicle()
        _ = chronicle.take(host([guest("a")], at: 0), at: noon)
        _ = chronicle.take(host([guest("a", .off)], at: 5), at: after(5))
        chronicle.lose(since: after(3))
        #expect(names(chronicle.take(host([guest("a", .off)], at: 10), at: after(10))) == ["gap 3", "condition", "inventory", "guest/a"])
        chronicle.lose(since: Moment(milliseconds: .max))
        #expect(chronicle.take(host([guest("a", .off)], at: 15), at: after(15)).isEmpty, "once a minute")
        #expect(names(chronicle.take(host([guest("a", .off)], at: 70), at: after(70))).first == "gap 15", "another file")
        #expect(chronicle.take(host([guest("a", .off)], at: 75), at: after(75)).isEmpty)
    }

    /// A thousand guests that come and go at every poll: what is written is bounded, it is said, and in the end it is as it is.
    @Test func aFloodOfChangesIsWrittenAtAPace() throws {
        var chronicle = Chronicle()
        var written: [String: Guest] = [:]
        var rows = 0
        func poll(_ guests: [Guest], at seconds: Int64) {
            let out = chronicle.take(host(guests, at: seconds), at: after(seconds))
            rows += out.count
            for case .change(let change) in out where change.name.hasPrefix("guest/") {
                if case .guest(let guest)? = change.part { written[change.name] = guest } else { written[change.name] = nil }
            }
        }
        let all = (0..<1000).map { guest("\($0)") }
        poll(all, at: 0)
        #expect(rows == 1002, "what a host is at first is written at once")
        for round in 1...100 { poll(round % 2 == 0 ? all : [], at: Int64(round) * 5) }
        #expect(Double(rows) <= 1002 + Chronicle.burst + 500 * Chronicle.perSecond)
        let told = chronicle.tell(at: after(500))
        #expect(told.map(\.host) == ["hv-1"] && told.first?.text.contains("written down later") == true)
        #expect(chronicle.tell(at: after(501)).isEmpty)
        for round in 101...1500 { poll(all, at: Int64(round) * 5) }
        #expect(written.count == 1000)
        #expect(chronicle.tell(at: after(7600)).count == 1 && chronicle.tell(at: after(7700)).isEmpty)
    }

    /// A storage that comes and goes at every poll of a day: a row a minute, and in the end it is as it is.
    @Test func anInventoryThatChangesAtEveryPollIsWrittenOnceAMinute() {
        var chronicle = Chronicle()
        var (rows, last) = (0, StoragePool.State.unknown)
        func poll(_ state: StoragePool.State, at seconds: Int64) {
            let host = HostState(
                id: "pve/a", inventory: Inventory(product: "Proxmox VE", storages: [StoragePool(name: "nfs", state: state)]),
                answeredAt: after(seconds), polledAt: after(seconds), nextPollAt: after(seconds + 10))
            for case .change(let change) in chronicle.take(host, at: after(seconds)) {
                guard case .inventory(let inventory)? = change.part else { continue }
                (rows, last) = (rows + 1, inventory.storages.first?.state ?? .unknown)
            }
        }
        for round in 0..<8640 as Range<Int64> { poll(round % 2 == 0 ? .running : .inaccessible, at: round * 10) }
        #expect(rows <= 1 + Int(Chronicle.inventoryBurst) + 1440, "\(rows)")
        for round in 8640..<8650 as Range<Int64> { poll(.running, at: round * 10) }
        #expect(last == .running)
    }

    /// The journal that people read is not full of it: one line until it has ceased, however long that is; then of the next time.
    @Test func aFloodIsSaidOnce() {
        var chronicle = Chronicle()
        var told: [Int64] = []
        func churn(_ minutes: Range<Int64>) {
            for minute in minutes {
                for poll in 0..<12 as Range<Int64> {
                    let at = minute * 60 + poll * 5
                    // So that of some polls nothing waits.
                    let many = (0..<(minute % 7 == 0 ? 1 : 100)).map { guest("\($0)", poll % 2 == 0 ? .running : .paused) }
                    _ = chronicle.take(host(many, at: at), at: after(at))
                }
                if !chronicle.tell(at: after(minute * 60 + 56)).isEmpty { told.append(minute) }
            }
        }
        churn(1..<130)
        #expect(told == [1])
        for minute in 130..<200 as Range<Int64> {
            _ = chronicle.take(host([], at: minute * 60), at: after(minute * 60))
            if !chronicle.tell(at: after(minute * 60 + 56)).isEmpty { told.append(minute) }
        }
        churn(260..<270)
        #expect(told.count == 2)
    }

    /// A poll that takes all the time that it may is no silence: its report is dated at its end.
    @Test func aSlowPollIsNoSilence() {
        var chronicle = Chronicle()
        let deadline = Duration.seconds(300)
        _ = chronicle.take(host([guest("a")], at: 0), within: deadline, at: noon)
        #expect(chronicle.take(host([guest("a")], at: 305), within: deadline, at: after(305)).isEmpty)
        #expect(names(chronicle.take(host([guest("a")], at: 736), within: deadline, at: after(736))).first == "gap 305")
    }

    /// Ten guests that never rest keep nobody else from being written, at the end of the list or gone from it.
    @Test func aFloodOfSomeGuestsHidesNoOthers() {
        var chronicle = Chronicle()
        var written: [String: Guest?] = [:]
        func poll(_ round: Int, _ quiet: [Guest]) {
            let flapping = (0..<10).map {
                Guest(id: "\($0)", name: "round \(round)", state: .running, vCPUs: 4, memoryMaximum: 1e9, memoryView: .guest)
            }
            let at = Int64(round) * 5
            for case .change(let change) in chronicle.take(host(flapping + quiet, at: at), at: after(at)) {
                if case .guest(let guest)? = change.part { written[change.name] = guest } else { written[change.name] = .some(nil) }
            }
        }
        for round in 0..<200 { poll(round, [guest("y"), guest("z")]) }
        for round in 200..<230 { poll(round, [guest("z", .off)]) }
        #expect(written["guest/z"]??.state == .off)
        #expect(written["guest/y"] == .some(nil))
    }

    /// An interface that names one guest twice costs no row at each poll.
    @Test func aGuestThatIsNamedTwiceIsWrittenOnce() {
        var chronicle = Chronicle()
        #expect(chronicle.take(host([guest("a"), guest("a")], at: 0), at: noon).count == 3)
        #expect(chronicle.take(host([guest("a"), guest("a")], at: 5), at: after(5)).isEmpty)
    }
}
