import Alarms
import Telemetry
import Testing

/// What is silenced elsewhere is shown as suppressed, and nothing else about it changes.
@Suite struct SilenceTests {
    let memory = AlarmKey(rule: "memory", host: "hv-1")
    let noData = AlarmKey(rule: "no_data", host: "hv-1")

    func standing() -> Watch {
        var watch = Watch(site(host("hv-1"), host("hv-2")))
        watch.run(30, [("hv-1", .memory, 92)])
        return watch
    }

    @Test func itSuppressesUntilItEndsAndThenTheLiveConditionCounts() throws {
        var watch = standing()
        let before = watch.book.revision
        let made = watch.book.silence([memory: .silence("known", "karl")], at: watch.now)
        #expect(made.map(\.what) == [.suppressed] && made[0].comment.text == "silence: known by karl" && !made[0].isAnnounced)
        #expect(watch.book.revision > before)
        #expect(watch.run(3, [("hv-1", .memory, 92)]).isEmpty, "rules do not lift it")
        #expect(watch.alarm("memory")?.suppressedBy?.text == "silence: known by karl")
        #expect(watch.alarm("memory")?.flag == .suppressed)
        let other = watch.book.revision
        #expect(watch.book.silence([memory: .silence("other words", nil)], at: watch.now).isEmpty)
        #expect(watch.alarm("memory")?.suppressedBy?.text == "silence: other words" && watch.book.revision > other)
        let over = watch.book.silence([:], at: watch.now)
        #expect(over.map(\.what) == [.unsuppressed] && over[0].isAnnounced)
        #expect(watch.alarm("memory")?.phase == .unacknowledged)
        #expect(watch.book.silence([:], at: watch.now).isEmpty)
    }

    @Test func itHoldsForTheNextOccurrence() throws {
        var watch = standing()
        _ = watch.book.silence([memory: .silence("x", nil)], at: watch.now)
        watch.run(60, [("hv-1", .memory, 20)])
        let again = watch.run(30, [("hv-1", .memory, 92)])
        #expect(again.contains { $0.what == .raised } && !again.contains { $0.isAnnounced })
        #expect(watch.alarm("memory")?.suppressedBy?.text == "silence: x")
    }

    @Test func oneThatWasThereBeforeTheAlarmHolds() {
        var watch = Watch(site(host("hv-1")))
        #expect(watch.book.silence([memory: .silence("x", nil)], at: watch.now).isEmpty)
        watch.run(30, [("hv-1", .memory, 92)])
        #expect(watch.alarm("memory")?.suppressedBy?.text == "silence: x")
    }

    @Test func aHostThatIsDownIsTheStrongerCauseAndLeavesTheSilence() {
        var watch = standing()
        _ = watch.book.silence([memory: .silence("x", nil)], at: watch.now)
        watch.fail("hv-1", 3)
        #expect(watch.alarm("memory")?.suppressedBy?.text == "no data")
        #expect(watch.alarm("no_data")?.suppressedBy == nil && watch.alarm("no_data")?.suppresses == 1)
        // The silence ends meanwhile: the host is still down.
        #expect(watch.book.silence([:], at: watch.now).isEmpty)
        #expect(watch.alarm("memory")?.suppressedBy?.text == "no data")
        _ = watch.book.silence([memory: .silence("x", nil)], at: watch.now)
        watch.answer("hv-1")
        let back = watch.run(1, [("hv-1", .memory, 92)])
        #expect(!back.contains { $0.isAnnounced } && watch.alarm("memory")?.suppressedBy?.text == "silence: x")
    }

    @Test func theAlarmOfTheConnectionItselfCanBeSilenced() {
        var watch = standing()
        watch.fail("hv-1", 3)
        let made = watch.book.silence([noData: .silence("rebuilt", nil)], at: watch.now)
        #expect(made.map(\.what) == [.suppressed])
        watch.fail("hv-1", 2)
        #expect(watch.alarm("no_data")?.suppressedBy?.text == "silence: rebuilt")
        #expect(watch.alarm("memory")?.suppressedBy?.text == "no data")
        #expect(watch.alarm("no_data")?.suppresses == 1, "a silence is not a consequence")
    }

    @Test func afterARestartItHoldsUntilSomebodySaysWhatIsSilenced() {
        var watch = standing()
        _ = watch.book.silence([memory: .silence("x", nil)], at: watch.now)
        var second = Watch(site(host("hv-1"), host("hv-2")))
        second.now = watch.now
        second.book.restore(from: watch.book.records)
        #expect(!second.run(3, [("hv-1", .memory, 92)]).contains { $0.what == .unsuppressed })
        #expect(second.alarm("memory")?.suppressedBy?.text == "silence: x")
        #expect(second.book.silence([:], at: second.now).map(\.what) == [.unsuppressed])
    }
}
