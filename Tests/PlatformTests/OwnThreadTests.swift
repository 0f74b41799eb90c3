import Platform
import Synchronization
import TestSupport
import Testing

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

    @Test func whatIsToBeDoneIsDoneInOrderBesideAnActorsJobs() async throws {
        actor Line {
            let executor = OwnThreadExecutor(named: "in-order")
            nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
            func call(_ body: @Sendable () -> Void) { body() }
        }
        let line = Line()
        let seen = Mutex<[Int]>([])
        for number in 0..<50 {
            line.executor.perform { seen.withLock { $0.append(2 * number) } }
            await line.call { seen.withLock { $0.append(2 * number + 1) } }
        }
        #expect(seen.withLock { $0 } == Array(0..<100))
        let place = Race<CallingThread>()
        line.executor.perform { place.finish(CallingThread()) }
        let thread = await place.value
        #expect(thread.name == "in-order")
        line.executor.stop()
        try await eventually("its thread ends") { !thread.isThere }
    }

    @Test func aSignalIsHeardAlsoWhereItCameBefore() throws {
        let signal = ThreadSignal()
        signal.ring()
        signal.wait()
        signal.wait(atMost: .milliseconds(1))
        let isThere = ThreadSignal()
        let thread = try OwnThread {
            isThere.ring()
            signal.wait()
        }
        isThere.wait()
        signal.ring()
        thread.join()
    }
}
