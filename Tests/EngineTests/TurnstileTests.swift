import Synchronization
import TestSupport
import Testing

@testable import Engine

@Suite struct TurnstileTests {
    private final class Log: Sendable {
        private let lines = Mutex<[Int]>([])
        func add(_ line: Int) { lines.withLock { $0.append(line) } }
        var all: [Int] { lines.withLock { $0 } }
    }

    /// One after the other, in the order in which they came; whoever is cancelled while he waits has his turn all the same.
    @Test func oneAtATimeInOrder() async throws {
        let turnstile = Turnstile()
        let (asked, begun, ended) = (Log(), Log(), Log())
        let (gate, open) = AsyncStream<Void>.makeStream()
        var works: [Task<Void, Never>] = []
        for number in 0..<100 {
            works.append(
                Task {
                    asked.add(number)
                    await turnstile.pass {
                        begun.add(number)
                        if number == 0 { for await _ in gate { break } }
                        await Task.yield()
                        ended.add(number)
                    }
                })
            // The first is in before there is a second.
            try await eventually("it waits") { asked.all.count == number + 1 && turnstile.waiting == number && begun.all == [0] }
        }
        #expect(begun.all == [0] && ended.all == [])
        works[50].cancel()
        open.yield()
        for work in works { await work.value }
        #expect(begun.all == Array(0..<100) && ended.all == Array(0..<100) && turnstile.waiting == 0)
        var isThrough = false
        await turnstile.pass { isThrough = true }
        #expect(isThrough)
    }
}
