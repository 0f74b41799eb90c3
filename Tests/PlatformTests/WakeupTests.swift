import Platform
import Testing

@Suite struct WakeupTests {
    private func first<C: Clock>(on clock: C) async -> Int where C.Duration == Duration, C.Instant: Sendable {
        let race = Race<Int>()
        let early = clock.call(at: clock.now.advanced(by: .milliseconds(30))) { race.finish(1) }
        _ = clock.call(at: clock.now.advanced(by: .milliseconds(60))) { race.finish(2) }
        early.takeBack()
        return await race.value
    }

    @Test func whatIsTakenBackIsNotCalled() async {
        #expect(await first(on: TimerClock.shared) == 2)
        #expect(await first(on: ContinuousClock()) == 2)
    }

    @Test func whatIsDueIsCalledAtOnceAndInOrder() async {
        let clock = TimerClock.shared
        let (past, soon) = (Race<TimerClock.Instant>(), Race<TimerClock.Instant>())
        _ = clock.call(at: clock.now.advanced(by: .milliseconds(100))) { soon.finish(.now) }
        _ = clock.call(at: clock.now.advanced(by: .seconds(-3))) { past.finish(.now) }
        #expect(await past.value < soon.value)
    }
}
