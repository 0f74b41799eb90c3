import Alarms
import Feed
import Journal
import Telemetry
import TestSupport
import Testing

@testable import Engine

/// Names come in by other ways than sessions, too.
@Suite struct DoorTests {
    let bench: EngineBench
    init() throws { bench = try EngineBench() }

    private func fail(_ engine: Engine, _ failure: CollectFailure) async {
        bench.clock.advance(1)
        let report = Report(target: "vpn-1", at: bench.clock.now, took: .milliseconds(1), outcome: .failure(failure))
        await engine.take(report, pause: .seconds(1))
    }

    @Test func anAnswerThatCannotBeReadTellsNoNameAndAnEndpointStaysWhole() async throws {
        let engine = try await bench.engine()
        await bench.loseOne(engine, "bob")
        await fail(engine, .unreadable(asked: "status 3", place: "line 5", got: "CLIENT_LIST\tbob\t10.9.8.7:1194"))
        #expect(
            bench.heard.events.contains {
                $0.text.contains(#/cannot read the answer to status 3 at line 5: CLIENT_LIST\tu-[0-9a-f]{4}\t10\.9\.8\.0/24/#)
            })
        await fail(engine, .unreachable(asked: "10.1.2.3:7505", reason: "Connection refused"))
        #expect(bench.heard.hosts.last?.failure == "Connection refused: 10.1.2.3:7505", "where to look is what the configuration says")
        for secret in ["bob", "10.9.8.7"] { #expect(!bench.heard.text.contains(secret)) }
    }

    @Test func whatPeopleTypeIsVeiledAsWell() async throws {
        let engine = try await bench.engine()
        await bench.loseOne(engine, "bob")
        let id = try #require(bench.heard.alarms.first?.id)
        try await engine.perform(.acknowledge(ids: [id], comment: "bob's train"), author: "km")
        try await engine.perform(.comment(id: id, text: "ask bob! He has 10.9.8.7; bobbing along"), author: "km")
        try await engine.perform(.shelve(id: id, duration: .seconds(60), reason: "(bob) knows"), author: "km")
        try await engine.perform(.startMaintenance(host: "vpn-1", duration: .seconds(60), reason: "for bob."), author: "km")
        let alarm = try #require(bench.heard.alarms.first { $0.id == id })
        #expect(
            alarm.comments.first?.text.contains(#/^ask u-[0-9a-f]{4}! He has 10\.9\.8\.0/24; bobbing along$/#) == true, "\(alarm.comments)")
        let steps = try Journal(reading: bench.folder.file("journal")).steps(of: id)
        #expect(
            steps.contains { $0.comment.contains(#/^u-[0-9a-f]{4}'s train$/#) }
                && steps.contains { $0.comment.contains(#/^\(u-[0-9a-f]{4}\) knows$/#) })
        var written = bench.heard.text.replacing("bobbing", with: "")
        for name in namesInFolder(bench.folder.path) {
            written += String(decoding: try readFile(bench.folder.file(name)), as: UTF8.self).replacing("bobbing", with: "")
        }
        for secret in ["bob", "10.9.8.7"] { #expect(!written.contains(secret)) }
    }

    /// Who silences an alarm elsewhere writes whom it is about, in the letters that come to hand, and about people no host has told of yet.
    @Test func whatIsTypedIntoAnAlertmanagerStaysThere() async throws {
        let engine = try await bench.engine()
        await bench.loseOne(engine, "bob.Berg")
        let alarm = try #require(bench.heard.alarms.first)
        await engine.silence([alarm.key: AlarmBook.silencePrefix + "Bob.Berg and erika.muster call from 10.9.8.7:5 about it by BOB.BERG"])
        try await engine.perform(.comment(id: alarm.id, text: "BOB.BERG, bob.berg"), author: "km")
        await engine.written()
        #expect(bench.heard.alarms.first?.suppressedBy == "silence: Alertmanager has its comment")
        var written = bench.heard.text
        for name in namesInFolder(bench.folder.path) { written += String(decoding: try readFile(bench.folder.file(name)), as: UTF8.self) }
        for secret in ["bob.berg", "10.9.8.7", "erika"] { #expect(!written.lowercased().contains(secret)) }
    }

    @Test func aSilencesCommentIsShownWhereNamesAreKept() async throws {
        var settings = bench.settings()
        settings.names = .plain
        let engine = try await bench.engine(settings)
        await bench.loseOne(engine, "bob")
        let alarm = try #require(bench.heard.alarms.first)
        await engine.silence([alarm.key: AlarmBook.silencePrefix + "bob knows by karl"])
        #expect(bench.heard.alarms.first?.suppressedBy == "silence: bob knows by karl")
    }

    @Test func whatAServerSaidBeforeItWasGoneComesWithTheFailure() async throws {
        let engine = try await bench.engine()
        bench.clock.advance(1)
        let aside = Aside(
            ends: [bench.lost("bob")],
            events: [
                HostEvent(
                    at: bench.clock.now, host: "vpn-1", text: "the server is exiting (SIGTERM)",
                    pieces: [.known("the server is exiting (SIGTERM)")])
            ])
        let report = Report(
            target: "vpn-1", at: bench.clock.now, took: .milliseconds(1),
            outcome: .failure(.unreachable(asked: "/run/x", reason: "Connection refused")), aside: aside)
        await engine.take(report, pause: .seconds(1))
        #expect(bench.heard.events.contains { $0.text == "the server is exiting (SIGTERM)" })
        #expect(bench.heard.text.contains("clientLost") && !bench.heard.text.contains("bob") && !bench.heard.text.contains("10.9.8.7"))
        await engine.written()
        #expect(try Journal(reading: bench.folder.file("journal")).ends(since: Moment(milliseconds: 0)).count == 1)
    }

    @Test func anIdThatWasMadeOfANameIsNoneAnyMore() async throws {
        let engine = try await bench.engine()
        let sessions = [
            Session(id: "h668ddb43840311c@1", kind: .vpn, user: "bob", address: "10.9.8.7:1", since: nil),
            Session(id: "7@1", kind: .vpn, user: "carol", address: "10.9.8.8:1", since: nil),
        ]
        await engine.take(bench.report(Reading(sessions: sessions)), pause: .seconds(1))
        let ids = try #require(bench.heard.hosts.last?.sessions.map(\.id))
        #expect(ids.first?.contains(#/^u-[0-9a-f]{4}$/#) == true && ids.last == "7@1")
    }
}
