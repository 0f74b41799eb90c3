import Alarms
import Dispatch
import Feed
import Telemetry
import TestSupport
import Testing

@testable import Engine
@testable import Journal

/// A command of the configuration is in the journal before it runs, and is not run where that cannot be.
@Suite struct RunTests {
    let bench: EngineBench
    init() throws { bench = try EngineBench() }

    private func engine() async throws -> Engine {
        var settings = bench.settings()
        settings.commands = UserCommand.Place.allCases.map { UserCommand(name: "of-\($0)", key: "", place: $0, run: ["true"]) }
        let engine = try await bench.engine(settings)
        let guest = Guest(id: "g-1", name: "files", state: .running, vCPUs: 1, memoryMaximum: 1, memoryView: .host)
        await bench.loseOne(engine)
        await engine.take(bench.report(Reading(samples: [Sample(.sessions, 4)], guests: [guest])), pause: .seconds(1))
        return engine
    }
    private func run(_ engine: Engine, _ name: String, _ host: Host.ID = "vpn-1", _ subject: String = "") async -> String? {
        await bench.refusal(engine, .run(CommandRun(command: name, host: host, subject: subject)))
    }

    @Test func eachRunIsALineAndARowOfTheAudit() async throws {
        let engine = try await engine()
        #expect(await engine.status.commands.count == 4)
        let id = try #require(await engine.alarms.first?.id)
        #expect(await run(engine, "of-host") == nil)
        #expect(await run(engine, "of-guest", "vpn-1", "g-1") == nil)
        #expect(await run(engine, "of-session", "vpn-1", "u-7f3a") == nil)
        #expect(await run(engine, "of-alarm", "vpn-1", "\(id)") == nil)
        await engine.written()
        let audits = try Journal(reading: bench.folder.file("journal")).audits()
        #expect(audits.map(\.act) == Array(repeating: "run", count: 4))
        #expect(audits.map(\.target) == ["of-host vpn-1", "of-guest vpn-1 g-1", "of-session vpn-1 u-7f3a", "of-alarm vpn-1 \(id)"])
        let lines = bench.heard.events.filter { $0.message.id == Message.commandRun.id }
        #expect(lines.map(\.host) == Array(repeating: "vpn-1", count: 4))
        #expect(
            lines.map(\.text) == [
                "of-host was run by km", "of-guest was run on files by km", "of-session was run on u-7f3a by km",
                "of-alarm was run on \(id) by km",
            ])
    }

    @Test func whatIsNotThereIsNotRunAndWhatSomebodyTypesIsNotKept() async throws {
        let engine = try await engine()
        for (name, host, subject) in [
            ("alice", "vpn-1", ""), ("of-host", "alice", ""), ("of-host", "vpn-1", "alice"), ("of-guest", "vpn-1", "alice"),
            ("of-session", "vpn-1", "alice"), ("of-alarm", "vpn-1", "999"), ("of-alarm", "alice", "1"),
        ] {
            #expect(await run(engine, name, host, subject) != nil, "\(name) \(host) \(subject)")
        }
        await engine.written()
        let audits = try Journal(reading: bench.folder.file("journal")).audits()
        #expect(audits.count == 7 && audits.allSatisfy { $0.refused != nil })
        #expect(!audits.contains { "\($0)".contains("alice") }, "\(audits)")
        #expect(!bench.heard.events.contains { $0.message.id == Message.commandRun.id })
    }

    @Test func whatCannotBeWrittenIsNotRun() async throws {
        let engine = try await engine()
        await engine.wait(disk: .milliseconds(50), turn: .seconds(30))
        let gate = DispatchSemaphore(value: 0)
        await engine.journal.run { _ in gate.wait() }
        let refusal = await run(engine, "of-host")
        gate.signal()
        #expect(refusal?.hasPrefix("the disk did not answer") == true, "\(refusal ?? "")")
        #expect(!bench.heard.events.contains { $0.message.id == Message.commandRun.id })
    }
}
