import Platform
import TestSupport
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

struct OwnThreadTests {
    @Test func aThreadIsJoinedAfterItsWork() throws {
        let done = Race<Bool>()
        try OwnThread { done.finish(true) }.join()
        #expect(!done.finish(false))
    }

    @Test func jobsOfOneActorRunInOrderOnOneThread() async {
        actor Line {
            private let executor = OwnThreadExecutor()
            nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
            private var seen: [Int] = []
            func add(_ number: Int) { seen.append(number) }
            var all: [Int] { seen }
            func end() { executor.stop() }
        }
        let line = Line()
        for number in 0..<100 { await line.add(number) }
        await line.end()
        // One that comes after the end starts another thread.
        await line.add(100)
        #expect(await line.all == Array(0...100))
        await line.end()
    }
}
