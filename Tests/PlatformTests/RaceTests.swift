import Platform
import Testing

struct RaceTests {
    @Test func theFirstAnswerCountsEvenBeforeAnybodyWaits() async {
        let race = Race<Int>()
        #expect(race.finish(1))
        #expect(!race.finish(2))
        #expect(await race.value(cancelled: 3) == 1)
        #expect(await race.value(within: .seconds(60), late: 4) == 1)
    }

    @Test func aCancelledTaskGoesOnAtOnce() async {
        let race = Race<Int>()
        let task = Task { await race.value(within: .seconds(3600), late: 3) }
        task.cancel()
        #expect(await task.value == 3)
    }

    @Test func whoHangsIsNotWaitedFor() async { #expect(await Race<Int>().value(within: .milliseconds(20), late: 7) == 7) }
}
