import Feed
import Glibc
import Telemetry
import TestSupport
import Testing

@testable import Link

@Suite struct ServerTests {
    @Test func answersTheStandardInterface() async throws {
        let serving = try await Serving()
        let caller = try RawCaller(serving.path)
        await caller.say(#"{"method":"org.varlink.service.GetInfo"}"#)
        let information =
            #"{"parameters":{"vendor":"Warte","product":"warted","version":"1.0","url":"","#
            + #""interfaces":["org.varlink.service","org.warte.engine"]}}"#
        #expect(await caller.hear() == information)
        await caller.say(#"{"method":"org.varlink.service.GetInterfaceDescription","parameters":{"interface":"org.warte.engine"}}"#)
        #expect(await caller.hear()?.contains("method ListAlarms() -> (alarms: []Alarm)") == true)
    }

    @Test(arguments: [
        ("org.nobody.Ping", "{}", #"InterfaceNotFound","parameters":{"interface":"org.nobody"}"#),
        ("Ping", "{}", #"InterfaceNotFound","parameters":{"interface":"Ping"}"#),
        ("org.warte.engine.Explode", "{}", #"MethodNotFound","parameters":{"method":"org.warte.engine.Explode"}"#),
        ("org.warte.engine.", "{}", #"MethodNotFound","parameters":{"method":"org.warte.engine."}"#),
        ("org.varlink.service.GetInterfaceDescription", #"{"interface":"x"}"#, #"InterfaceNotFound","parameters":{"interface":"x"}"#),
        (
            "org.varlink.service.GetInterfaceDescription", "{}",
            #"InvalidParameter","parameters":{"parameter":"interface","problem":"wanted string, got nothing","problem_message":{"#
        ),
        (
            "org.warte.engine.Acknowledge", #"{"ids":[17,"x"]}"#,
            #"InvalidParameter","parameters":{"parameter":"ids[1]","problem":"wanted int, got string \"x\"","problem_message":{"#
        ),
        (
            "org.warte.engine.Shelve", #"{"id":17,"duration_ms":9223372036854775807,"reason":"r"}"#,
            #""parameter":"duration_ms","problem":"wanted 1 to 31622400000, got int 9223372036854775807""#
        ), ("org.warte.engine.History", #"{"since_ms":0,"limit":0}"#, #""parameter":"limit","problem":"wanted 1 to 10000, got int 0""#),
        ("org.warte.engine.Attach", #"{"oldest":1,"newest":9}"#, #"{"error":"org.varlink.service.ExpectedMore","parameters":{}}"#),
    ]) func wrongCallsAreAnsweredAndTheConnectionGoesOn(method: String, parameters: String, wanted: String) async throws {
        let serving = try await Serving()
        let caller = try RawCaller(serving.path)
        await caller.say(#"{"method":"\#(method)","parameters":\#(parameters)}"#)
        let answer = try #require(await caller.hear())
        #expect(answer.contains(wanted))
        await caller.say(#"{"method":"org.warte.engine.Reload"}"#)
        #expect(await caller.hear() == #"{"parameters":{}}"#)
    }

    @Test func callsOfOneConnectionAreAnsweredInOrder() async throws {
        let serving = try await Serving()
        await serving.service.closeGate()
        let caller = try RawCaller(serving.path)
        await caller.say(#"{"method":"org.warte.engine.Reload"}"#)
        await caller.say(#"{"method":"org.warte.engine.Undo"}"#)
        await caller.say(#"{"method":"org.varlink.service.GetInfo"}"#)
        #expect(await caller.hear(within: .milliseconds(50)) == nil)
        await serving.service.openGate()
        #expect(await caller.hear() == #"{"parameters":{}}"#)
        #expect(
            await caller.hear()
                == #"{"error":"org.warte.engine.Refused","parameters":{"message":{"id":"text","arguments":[{"raw":"nothing to undo"}]},"text":"nothing to undo"}}"#
        )
        #expect(await caller.hear()?.contains("warted") == true)
    }

    @Test func onewayIsDoneAndNotAnswered() async throws {
        let serving = try await Serving()
        let caller = try RawCaller(serving.path)
        await caller.say(#"{"method":"org.warte.engine.PollNow","parameters":{"host":"gw"},"oneway":true}"#)
        await caller.say(#"{"method":"org.nobody.Ping","oneway":true}"#)
        await caller.say(#"{"method":"org.warte.engine.Reload"}"#)
        #expect(await caller.hear() == #"{"parameters":{}}"#)
        #expect(await serving.service.acts.map(\.command) == [.pollNow("gw"), .reload])
    }

    @Test func whatWasSentBeforeLeavingIsStillDone() async throws {
        let serving = try await Serving()
        await serving.service.closeGate()
        do {
            let caller = try RawCaller(serving.path)
            for _ in 0..<3 { await caller.say(#"{"method":"org.warte.engine.Reload","oneway":true}"#) }
        }
        await serving.service.openGate()
        try await eventually("three reloads") { await serving.service.acts.count == 3 }
    }

    @Test func whoSaysNoMoreIsStillAnswered() async throws {
        let serving = try await Serving()
        let caller = try RawCaller(serving.path)
        await caller.say(#"{"method":"org.warte.engine.Reload"}"#)
        await caller.say(#"{"method":"org.warte.engine.Status"}"#)
        caller.stopSaying()
        #expect(await caller.hear() == #"{"parameters":{}}"#)
        #expect(await caller.hear()?.contains("store_path") == true)
        #expect(await caller.isClosed())
    }

    @Test func theAuthorIsTheKernelsWord() async throws {
        let serving = try await Serving()
        let caller = try RawCaller(serving.path)
        await caller.say(#"{"method":"org.warte.engine.Acknowledge","parameters":{"ids":[17],"comment":"seen","author":"mallory"}}"#)
        #expect(await caller.hear() == #"{"parameters":{}}"#)
        let me = Principal(uid: geteuid(), name: UserName.of(geteuid()))
        #expect(await serving.service.acts == [.init(command: .acknowledge(ids: [17], comment: "seen"), author: me)])
    }

    @Test func listsHostsWithoutSecrets() async throws {
        let serving = try await Serving()
        let caller = try RawCaller(serving.path)
        await caller.say(#"{"method":"org.warte.engine.ListHosts"}"#)
        let answer = try #require(await caller.hear())
        #expect(answer.contains(#""endpoint":"127.0.0.1:7505""#))
        #expect(!answer.contains("S3CRET"))
    }

    @Test func attachStreamsAllThenChanges() async throws {
        let serving = try await Serving()
        let caller = try RawCaller(serving.path)
        try await caller.attach()
        for (index, update) in ScriptedService.smallState.enumerated() {
            let message = Reply.message(continues: true) { $0.put("update", update) }
            let heard = try unstamped(await caller.hear(), sequence: Int64(index + 1))
            #expect(heard == String(decoding: message.dropLast(), as: UTF8.self))
        }
        await serving.service.change(.events([HostEvent(at: Moment(seconds: 1), host: "gw", "hello")]))
        let event =
            #"{"parameters":{"update":{"events":[{"at_ms":1000,"host":"gw","message":{"id":"text","arguments":[{"raw":"hello"}]}}]}},"continues":true}"#
        let heard = try unstamped(await caller.hear(), sequence: Int64(ScriptedService.smallState.count + 1))
        #expect(heard == event)
    }

    @Test func viewersAreCountedAsTheyComeAndGo() async throws {
        let serving = try await Serving()
        var callers: [RawCaller] = []
        for count in 1...5 {
            let caller = try RawCaller(serving.path)
            try await caller.attach()
            callers.append(caller)
            #expect(serving.server.viewers == count)
        }
        callers.removeFirst(3)
        try await eventually("two viewers") { await serving.service.viewerCounts.last == 2 && serving.server.viewers == 2 }
        serving.server.close()
        #expect(await callers[0].isClosed())
        try await eventually("no viewer") { await serving.service.viewerCounts.last == 0 }
    }

    /// Every front hears every change once, whenever it came.
    @Test func nobodyMissesAChange() async throws {
        let serving = try await Serving(ScriptedService(state: []))
        let service = serving.service
        let changes = Task { for number in 0..<3000 { await service.change(.ends([Self.end("\(number)")])) } }
        let path = serving.path
        try await withThrowingTaskGroup(of: Void.self) { group in
            for front in 0..<8 {
                group.addTask {
                    try await eventually("something to hear for \(front)") { await service.state.count > front * 200 }
                    let client = try LinkClient(path: path, version: "1.0")
                    client.attach()
                    var heard: [String] = []
                    try await eventually("3000 ends for front \(front)") {
                        for case .update(.ends(let ends)) in try client.readable() { heard += ends.map(\.session) }
                        return heard.count >= 3000
                    }
                    #expect(heard == (0..<3000).map { "\($0)" })
                }
            }
            try await group.waitForAll()
        }
        await changes.value
    }
    private static func end(_ session: String) -> SessionEnd {
        SessionEnd(
            at: Moment(seconds: 0), host: "h", kind: .vpn, session: session, user: "", cause: .admin, confidence: .exact, evidence: "")
    }

    /// What it sees afterwards are the newest, in order and up to the last.
    @Test func ofTheJournalsLinesTheNewestWait() async throws {
        let serving = try await Serving(ScriptedService(state: []))
        let client = try LinkClient(path: serving.path, version: "1.0")
        client.attach()
        _ = try await hear(client) { !$0.isEmpty }
        for number in 0..<3000 {
            await serving.service.change(.events([HostEvent(at: Moment(seconds: 0), host: "h", "\(number)")]))
        }
        var heard: [Int] = []
        try await eventually("the last") {
            for case .update(.events(let events)) in try client.readable() { heard += events.compactMap { Int($0.message.text) } }
            return heard.last == 2999
        }
        #expect(heard == heard.sorted())
        #expect(heard.suffix(500) == Array(2500..<3000))
    }

    @Test func longListsComeInPieces() async throws {
        let events = (0..<2500).map { HostEvent(at: Moment(seconds: $0), host: "h", "") }
        let serving = try await Serving(ScriptedService(state: [.events(events)]))
        let caller = try RawCaller(serving.path)
        try await caller.attach()
        var counts: [Int] = []
        for _ in 0..<3 { counts.append((await caller.hear() ?? "").split(separator: #"{"at_ms"#).count - 1) }
        #expect(counts == [1000, 1000, 500])
    }

    @Test func sixtyCallersAtOnce() async throws {
        let serving = try await Serving()
        let callers = try (0..<60).map { _ in try RawCaller(serving.path) }
        for caller in callers { await caller.say(#"{"method":"org.warte.engine.ListAlarms"}"#) }
        for caller in callers { #expect(await caller.hear()?.contains("5 timeouts") == true) }
    }

    @Test func closesOnce() async throws {
        let serving = try await Serving()
        let caller = try RawCaller(serving.path)
        serving.server.close()
        serving.server.close()
        serving.server.publish(.events([]))
        #expect(await caller.isClosed())
        #expect(throws: LinkProblem.absent(path: serving.path)) { try UnixSocket.connect(serving.path) }
    }
}
