import Alarms
import Telemetry
import TestSupport
import Testing

/// What an engine tells after one that was killed, and after one that was not.
@Suite struct InterruptionRestartTests {
    private var desk = Desk()

    /// Another engine that knows what the journal does, some seconds later.
    private func restarted(after seconds: Int64, untoldSince: Moment? = nil) -> Desk {
        var next = Desk()
        next.second = desk.second + seconds
        (next.states, next.nextID) = (desk.states, desk.nextID)
        let records = desk.states.values.compactMap { state in state.alarm.map { AlarmRecord(alarm: $0) } }
        next.policy.restore(records, at: next.now, untoldSince: untoldSince)
        return next
    }

    /// Hosts that nobody was told of: they waited as those of a wave do.
    @Test mutating func whatWaitedInAWaveIsToldAfterAKill() {
        for number in 0..<20 {
            desk.become(.critical, "no_data", "host-\(number)")
            desk.pass(1)
        }
        desk.pass(70)
        let told = Set(desk.calls.flatMap { $0.call.items.map(\.alarm.key.host) })
        #expect(told.count < 20)
        var next = restarted(after: 5, untoldSince: desk.now - .seconds(10))
        next.pass(299)
        #expect(next.calls.isEmpty, "it may well have been told: it waits for company")
        next.pass(1)
        #expect(told.union(next.calls.flatMap { $0.call.items.map(\.alarm.key.host) }).count == 20)
        next.pass(600)
        #expect(next.calls.count == 1)
    }

    /// Told to nobody, be it that it gathered or that it waited: the next one is news.
    @Test(arguments: [2, 200] as [Int64]) mutating func whatIsOverAtAKillIsNotTold(lasts: Int64) {
        desk.become(.critical)
        desk.pass(lasts)
        desk.become(nil)
        var next = restarted(after: 2, untoldSince: desk.now - .seconds(10))
        next.pass(20)
        #expect(next.calls.isEmpty, "\(next.told)")
        next.become(.critical)
        next.pass(5)
        #expect(next.told == ["\(lasts + 25): new cpu hv-1"])
    }

    /// An engine that said goodbye has told all but what came and went within moments.
    @Test(arguments: [5, 60] as [Int64]) mutating func whatWasOverBeforeItWasToldIsNewWhenItComesAgain(lasts: Int64) {
        desk.become(.critical)
        if lasts > 5 { desk.pass(lasts) } else { desk.second += 2 }
        desk.become(nil)
        var next = restarted(after: 2)
        next.pass(20)
        next.become(.critical)
        next.pass(5)
        #expect(next.calls.count == (lasts > 5 ? 0 : 1), "\(next.told)")
    }

    /// A link that comes and goes says nothing new of a crash.
    @Test(arguments: [false, true]) mutating func aCrashIsToldOnceHoweverOftenItsHostIsSilent(isRestarted: Bool) {
        desk.become(.critical, "guest_crashed", latches: true)
        desk.pass(1)
        desk.become(nil, "guest_crashed", latches: true)
        desk.pass(60)
        #expect(desk.told == ["3: new guest_crashed hv-1"])
        var next = isRestarted ? restarted(after: 60) : desk
        next.calls = []
        for _ in 0..<3 {
            next.act("guest_crashed") { $0.suppress(by: "no data", at: $1) }
            next.pass(30)
            next.act("guest_crashed") { $0.suppress(by: nil, at: $1) }
            next.pass(400)
        }
        #expect(next.calls.isEmpty, "\(next.told)")
        next.become(.critical, "guest_crashed", latches: true)
        next.become(nil, "guest_crashed", latches: true)
        next.pass(5)
        #expect(next.told.count == 1, "the next crash is another")
    }

    /// Told long ago; that a silence of its host lay over it since makes it no news to the engine after one that was killed.
    @Test mutating func whatWasToldBeforeASilenceIsNotNewAfterAKill() {
        desk.become(.critical)
        desk.pass(600)
        #expect(desk.told == ["3: new cpu hv-1"])
        desk.act { $0.suppress(by: "no data", at: $1) }
        desk.pass(25)
        desk.act { $0.suppress(by: nil, at: $1) }
        desk.pass(10)
        var next = restarted(after: 5, untoldSince: desk.now - .seconds(10))
        next.pass(400)
        #expect(next.calls.isEmpty, "\(next.told)")
    }

    /// One that was never told, since it began under the silence, is.
    @Test mutating func whatBeganUnderASilenceIsNewAfterAKill() {
        desk.act { $0.suppress(by: "no data", at: $1) }
        desk.become(.critical)
        desk.pass(600)
        desk.act { $0.suppress(by: nil, at: $1) }
        var next = restarted(after: 5, untoldSince: desk.now - .seconds(10))
        next.pass(20)
        #expect(next.told.count == 1, "\(next.told)")
    }

    /// Crashes that come so often that they chatter are told so, and no more once they are quiet.
    @Test mutating func crashesThatChatteredAreNotToldAgainForTheLink() {
        for _ in 0..<5 {
            desk.become(.critical, "guest_crashed", latches: true)
            desk.become(nil, "guest_crashed", latches: true)
            desk.pass(60)
        }
        desk.pass(1200)
        let before = desk.calls.count
        desk.act("guest_crashed") { $0.suppress(by: "no data", at: $1) }
        desk.pass(30)
        desk.act("guest_crashed") { $0.suppress(by: nil, at: $1) }
        desk.pass(400)
        #expect(desk.calls.count == before, "\(desk.told)")
    }
}
