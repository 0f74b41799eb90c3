import Alarms
import Feed
import Journal
import Telemetry
import TestSupport
import Testing

@testable import Engine

@Suite struct UndoTests {
    let bench: EngineBench
    init() throws { bench = try EngineBench() }

    /// What was before an act is in memory alone.
    @Test func afterARestartItIsSaidWhyNothingIsTakenBack() async throws {
        var engine: Engine? = try await bench.engine()
        await bench.loseOne(try #require(engine))
        let id = try #require(bench.heard.alarms.first?.id)
        try await engine?.perform(.acknowledge(ids: [id], comment: "known"), author: "km")
        engine = nil
        bench.clock.advance(2)
        let second = try await bench.engine()
        bench.clock.advance(3)
        let words = await bench.refusal(second, .undo)
        #expect(
            words == "the engine started anew 3 s ago and takes back nothing from before: "
                + "unshelve what was shelved; an acknowledgement ends with its time")
        #expect(await second.alarms.first?.acknowledgement?.comment == "known")
        // What is done since can be.
        #expect(await bench.refusal(second, .acknowledge(ids: [id], comment: "again")) == nil)
        #expect(await bench.refusal(second, .undo) == nil)
        bench.clock.advance(8)
        #expect(await bench.refusal(second, .undo) == "nothing of yours from the last 10 s to take back")
    }

    /// Its clock goes faster than that of who acts.
    @Test func inADemoThereAreTenSecondsOfOurs() async throws {
        var settings = bench.settings()
        settings.demo = DemoClock(begin: bench.clock.now, beganAt: 0, speed: 10)
        let engine = try await bench.engine(settings)
        await bench.loseOne(engine)
        let id = try #require(bench.heard.alarms.first?.id)
        for (seconds, words) in [(99, nil), (101, "nothing of yours from the last 10 s to take back")] as [(Int64, String?)] {
            #expect(await bench.refusal(engine, .acknowledge(ids: [id], comment: "")) == nil)
            bench.clock.advance(seconds)
            #expect(await bench.refusal(engine, .undo) == words)
        }
    }

    /// What was acknowledged and is over stands in no list any more, but in a line of the journal.
    @Test(arguments: ["km", "eva"]) func onlyWhoActedIsToldOfTheRestart(_ author: String) async throws {
        do {
            let step = Message.stepAcknowledged(.clientsLost(2, nil), "km", nil)
            try Journal(path: bench.folder.file("journal")).record(events: [HostEvent(at: bench.clock.now, host: "vpn-1", step)])
        }
        bench.clock.advance(4)
        let engine = try await bench.engine()
        let isTold = await bench.refusal(engine, .undo, by: Principal(name: author))?.hasPrefix("the engine started anew")
        #expect(isTold == (author == "km"))
        bench.clock.advance(7)
        #expect(await bench.refusal(engine, .undo, by: Principal(name: author)) == "nothing of yours from the last 10 s to take back")
    }

    /// The list has a new alarm at once; the number beside it must not lag behind.
    @Test func aNewAlarmIsCountedWhenItIsShown() async throws {
        let engine = try await bench.engine()
        await bench.tick(engine)
        #expect(bench.statistics?.new == 0)
        await bench.loseOne(engine)
        #expect(bench.heard.alarms.count == 1 && bench.statistics?.new == 1)
    }
}
