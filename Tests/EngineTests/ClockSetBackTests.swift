import Feed
import Telemetry
import Testing

@testable import Engine

/// Whoever reads a journal in which lines of two times stand between each other finds the reason in it.
@Suite struct ClockSetBackTests {
    @Test func itIsSaidOnce() async throws {
        let bench = try EngineBench()
        let engine = try await bench.engine()
        // A clock that is put right by seconds, and a machine that slept, are none.
        for step: Int64 in [1, -7200, 1, -3, 86_400, 1] { await bench.tick(engine, seconds: step) }
        let said = bench.heard.all.flatMap { update -> [Message] in if case .events(let list) = update { list.map(\.message) } else { [] } }
        #expect(said.filter { $0.id == Message.clockSetBack.id } == [.clockSetBack(.seconds(7200))])
        #expect(
            Message.clockSetBack(.seconds(7200)).text == "the clock was set back by 2 h: that time comes a second time")
    }
}
