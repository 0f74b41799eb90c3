import Engine
import Feed
import Synchronization
import TestSupport
import Testing

/// Reloads that overlap.
@Suite struct OneAtATimeTests {
    private final class Log: Sendable {
        private let lines = Mutex<[String]>([])
        func add(_ line: String) { lines.withLock { $0.append(line) } }
        var all: [String] { lines.withLock { $0 } }
    }

    @Test func nobodyBeginsBeforeTheLastHasEndedAndWhoeverWaitsSharesOneTurn() async throws {
        let queue = OneAtATime()
        let log = Log()
        let (gate, open) = AsyncStream<Void>.makeStream()
        let first = Task {
            await queue.run {
                log.add("first begins")
                for await _ in gate { break }
                log.add("first ends")
                return nil
            }
        }
        try await eventually("the first has begun") { log.all == ["first begins"] }
        let later = (0..<5).map { _ in
            Task {
                log.add("asked")
                return await queue.run {
                    log.add("second")
                    return CommandRefusal("no")
                }
            }
        }
        try await eventually("all have asked") { log.all.count { $0 == "asked" } == 5 }
        open.yield()
        #expect(await first.value == nil)
        for task in later { #expect(await task.value == CommandRefusal("no")) }
        let order = log.all.filter { $0 != "asked" }
        #expect(order.starts(with: ["first begins", "first ends", "second"]))
    }

    @Test func oneAfterTheOther() async {
        let queue = OneAtATime()
        for number in 0..<20 { #expect(await queue.run { CommandRefusal("\(number)") } == CommandRefusal("\(number)")) }
    }
}
