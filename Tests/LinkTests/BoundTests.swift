import Alarms
import Feed
import JSON
import Telemetry
import Testing

@testable import Link

/// What a call may hold, as the interface's description says it.
@Suite struct BoundTests {
    private func answer(_ method: String, _ parameters: String) async throws -> (text: String, acts: [ScriptedService.Act]) {
        let serving = try await Serving()
        let caller = try RawCaller(serving.path)
        await caller.say(#"{"method":"org.warte.engine.\#(method)","parameters":\#(parameters)}"#)
        return (await caller.hear() ?? "", await serving.service.acts)
    }
    private static func text(_ bytes: Int) -> String { String(repeating: "x", count: bytes) }

    @Test func repeatedIdsCountOnce() async throws {
        let ids = Array(repeating: "17", count: 60_000).joined(separator: ",")
        let (text, acts) = try await answer("Acknowledge", #"{"ids":[\#(ids)]}"#)
        #expect(text == #"{"parameters":{}}"#)
        #expect(acts.map(\.command) == [.acknowledge(ids: [17], comment: "")])
        let mixed = try await answer("Acknowledge", #"{"ids":[3,17,3,2,17]}"#)
        #expect(mixed.acts.map(\.command) == [.acknowledge(ids: [3, 17, 2], comment: "")])
    }

    @Test(arguments: [
        (
            "Shelve", #"{"id":10001,"duration_ms":60000,"reason":"x","ids":[\#((1...10_000).map(String.init).joined(separator: ","))]}"#,
            "ids"
        ),
        ("Acknowledge", #"{"ids":[\#((1...10_001).map(String.init).joined(separator: ","))]}"#, "ids"),
        ("Acknowledge", #"{"ids":[17],"comment":"\#(text(4097))"}"#, "comment"),
        ("Comment", #"{"id":17,"text":"\#(text(4097))"}"#, "text"),
        ("Shelve", #"{"id":17,"duration_ms":1000,"reason":"\#(text(4097))"}"#, "reason"),
        (
            "Shelve",
            #"{"id":17,"duration_ms":1000,"reason":"r","wakes":[\#(Array(repeating: "\"hostBack\"", count: 9).joined(separator: ","))]}"#,
            "wakes"
        ),
        ("StartMaintenance", #"{"host":"\#(text(Bounds.name + 1))","duration_ms":1000,"reason":"r"}"#, "host"),
        ("StartMaintenance", #"{"host":"gw","duration_ms":1000,"reason":"\#(text(4097))"}"#, "reason"),
        ("EndMaintenance", #"{"host":"\#(text(Bounds.name + 1))"}"#, "host"),
        ("PollNow", #"{"host":"\#(text(Bounds.name + 1))"}"#, "host"),
        ("Reveal", #"{"host":"gw","user":"\#(text(Bounds.name + 1))","reason":"r"}"#, "user"),
        ("Reveal", #"{"host":"gw","user":"u-1","reason":"\#(text(4097))"}"#, "reason"),
        ("History", #"{"since_ms":0,"limit":10001}"#, "limit"), ("History", #"{"since_ms":0,"limit":0}"#, "limit"),
        ("History", #"{"since_ms":999999999999999,"limit":1}"#, "since_ms"), ("ListAlarms", #"{"engine":5}"#, "engine"),
        ("Reload", #"{"engine":"\#(text(Bounds.name + 1))"}"#, "engine"),
    ]) func whatGoesBeyondABoundIsRefusedAndChangesNothing(method: String, parameters: String, field: String) async throws {
        let (text, acts) = try await answer(method, parameters)
        #expect(text.hasPrefix(#"{"error":"org.varlink.service.InvalidParameter","parameters":{"parameter":"\#(field)""#))
        #expect(acts.isEmpty)
    }

    @Test func whatKeepsToTheBoundsIsDone() async throws {
        let (text, acts) = try await answer("Comment", #"{"id":17,"text":"\#(Self.text(4096))"}"#)
        #expect(text == #"{"parameters":{}}"#)
        #expect(acts.count == 1)
        let most = try await answer("Acknowledge", #"{"ids":[\#((1...10_000).map(String.init).joined(separator: ","))]}"#)
        #expect(most.acts.count == 1)
    }

    /// Six megabytes of comments on one alarm are told as the newest hundred.
    @Test func anAlarmIsToldWithItsNewestComments() throws {
        var alarm = ScriptedService.alarm
        alarm.comments = (0..<1500).map { Comment(author: "a", at: Moment(seconds: $0), text: "\($0) " + Self.text(4090)) }
        let message = Answers.alarms([alarm])
        // Each of them twice: as a message, and in words.
        #expect(message.count < 1_000_000)
        let told: [Alarm] = try read(String(decoding: message.dropLast(), as: UTF8.self)) { (fields) throws(UnreadableMessage) in
            try Reply(fields).parameters.list("alarms")
        }
        #expect(told.first?.comments.map { $0.at.seconds } == Array(1400..<1500))
    }

    /// The description says every bound by its number, where it says what it bounds.
    @Test func theDescriptionSaysTheBounds() throws {
        // A sentence goes on in the next line of the comment.
        let text = Interface.engine.description.replacing(#/\n *# /#, with: " ")
        let bounds: [(Regex<(Substring, Substring)>, Int)] = [
            (#/A call has at most ([0-9]+) KiB/#, ServerConnection.callLimit >> 10),
            (#/Comments and reasons have at most ([0-9]+) bytes of UTF-8/#, Bounds.text),
            (#/names of hosts, users, engines and versions ([0-9]+),/#, Bounds.name),
            (#/of entities and metrics ([0-9]+)\./#, Bounds.seriesName), (#/or ([0-9]+) session ends/#, ServerLoop.endsKept),
            (#/no more than the newest ([0-9]+) wait/#, ServerLoop.eventsKept),
            (#/At most ([0-9]+), each of another host/#, HostChangeLog.piece),
            (#/At most ([0-9]+) of a host's series/#, Bounds.series),
            (#/from the place first on, 0 to ([0-9]+)/#, Int(Bounds.firstSeries.upperBound)),
            (#/newest values of at most ([0-9]+) series/#, Bounds.keys), (#/cut into 1 to ([0-9]+) equal/#, Int(Bounds.points.upperBound)),
            (#/the caller's, 1 to ([0-9]+)/#, Int(Bounds.protocols.upperBound)),
            (#/There are ([0-9]+) connections/#, Seats.count), (#/connections, ([0-9]+) of them attached/#, Seats.viewers),
            (#/alarms that changed of at most ([0-9]+)\./#, AlarmChangeLog.piece),
            (#/when it lags more than ([0-9]+) MiB/#, ServerConnection.lagLimit >> 20),
            (#/newest first; 1 to ([0-9]+) of them/#, Int(Bounds.history.upperBound)),
            (#/occurrences, at most ([0-9]+); each counts once/#, Bounds.ids), (#/At most ([0-9]+) to an alarm/#, Bounds.comments),
            (#/The newest ([0-9]+)\./#, Bounds.comments), (#/with at most ([0-9]+) wakes/#, Bounds.wakes),
        ]
        for (words, bound) in bounds { #expect(try words.firstMatch(in: text).map { Int($0.1) } == bound, "\(bound)") }
    }

    @Test func aVersionHasABoundToo() async throws {
        let serving = try await Serving()
        let caller = try RawCaller(serving.path)
        await caller.say(#"{"method":"org.warte.engine.Attach","parameters":{"version":"\#(Self.text(Bounds.name + 1))"},"more":true}"#)
        #expect(await caller.hear()?.contains(#""parameter":"version""#) == true)
    }
}
