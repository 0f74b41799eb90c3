import Feed
import Glibc
import Telemetry
import TestSupport
import Testing

@testable import Link

/// How hosts were, asked for.
@Suite struct PastCallTests {
    private let moment = Moment(seconds: 1000)

    @Test func bothKindsOfClientAreAnswered() async throws {
        let serving = try await Serving()
        let told = try await serving.service.hosts(["gw", "new", "a", "b"], at: moment)
        let refusal = CommandRefusal(.journalUnreadable())
        let client = try LinkClient(path: serving.path, version: "1.0")
        client.requestHosts(["gw", "new", "a", "b"], at: moment)
        client.requestHosts(["gw"], at: Moment(seconds: -1))
        client.requestAlarms(at: moment, limit: 2)
        client.requestAlarms(at: Moment(seconds: -1), limit: 2)
        client.requestHistory(since: Moment(seconds: -1), limit: 2)
        #expect(
            try await hear(client) { $0.count == 5 } == [
                .past(at: moment, .success(told)), .past(at: Moment(seconds: -1), .failure(refusal)),
                .pastAlarms(at: moment, .success([ScriptedService.alarm, ScriptedService.alarm])),
                .pastAlarms(at: Moment(seconds: -1), .failure(refusal)), .history(.failure(refusal)),
            ])
        let (path, moment) = (serving.path, moment)
        try await waiting { () throws(LinkProblem) in
            let call = try LinkCall(path: path, version: "1.0", deadline: .seconds(60))
            let names = (0..<250).map { "hv-\($0)" } + ["new"]
            let all = try call.hosts(names, at: moment)
            // In as many pieces as it takes.
            guard case .success(let hosts) = all else {
                Issue.record("\(all)")
                return
            }
            #expect(hosts.hosts.map(\.id) == names.dropLast() && hosts.left.isEmpty && hosts.keptSince == Moment(seconds: 5))
            #expect(try call.hosts(["gw"], at: Moment(seconds: -1)) == .failure(refusal))
            #expect(try call.alarms(at: moment, limit: 1) == .success([ScriptedService.alarm]))
            #expect(try call.alarms(at: Moment(seconds: -1), limit: 1) == .failure(refusal))
        }
    }

    /// The past may take its time; what somebody does meanwhile does not wait for it, and the next question is answered as the first was.
    @Test func nothingThatIsDoneWaitsForThePast() async throws {
        let serving = try await Serving()
        let client = try LinkClient(path: serving.path, version: "1.0")
        for _ in 0..<2 {
            client.requestAlarms(at: ScriptedService.slow, limit: 1)
            client.requestHosts(["gw"], at: moment)
            client.send(.reload)
            let heard = try await hear(client) { $0.count == 3 }
            #expect(heard.contains(.answer(.reload, nil)))
            let past = heard.filter { $0 != .answer(.reload, nil) }
            #expect(past.first == .pastAlarms(at: ScriptedService.slow, .success([ScriptedService.alarm])) && past.count == 2)
        }
    }

    @Test func norForTheHistory() async throws {
        let serving = try await Serving()
        let client = try LinkClient(path: serving.path, version: "1.0")
        client.requestHistory(since: ScriptedService.slow, limit: 1)
        client.send(.reload)
        #expect(try await hear(client) { $0.count == 2 } == [.answer(.reload, nil), .history(.success([ScriptedService.alarm]))])
    }

    /// An engine with no seat left for one more connection is asked among the commands.
    @Test func withoutASeatItWaitsItsTurn() async throws {
        let folder = try TemporaryFolder()
        let listener = try UnixSocket.listen(folder.socket)
        defer { close(listener) }
        let client = try LinkClient(path: folder.socket, version: "1.0")
        let (stream, calls) = (accept(listener, nil, nil), accept(listener, nil, nil))
        defer { for descriptor in [stream, calls] { close(descriptor) } }
        client.requestAlarms(at: moment, limit: 2)
        close(accept(listener, nil, nil))
        var asked: [UInt8] = []
        try await eventually("the question comes again") {
            let heard = try client.readable()
            #expect(heard.isEmpty)
            var buffer = [UInt8](repeating: 0, count: 4096)
            var waiting = pollfd(fd: calls, events: Int16(POLLIN), revents: 0)
            let count = poll(&waiting, 1, 0) > 0 ? recv(calls, &buffer, buffer.count, 0) : 0
            if count > 0 { asked += buffer[..<count] }
            return asked.last == 0
        }
        #expect(String(decoding: asked, as: UTF8.self).contains("AlarmsAt"))
    }

    @Test(arguments: [
        (#"{"at_ms":0,"hosts":[]}"#, "hosts"), (#"{"at_ms":0}"#, "hosts"), (#"{"hosts":["a"]}"#, "at_ms"),
        (#"{"at_ms":\#(Int64.max),"hosts":["a"]}"#, "at_ms"),
        (#"{"at_ms":0,"hosts":[\#((0..<101).map { "\"\($0)\"" }.joined(separator: ","))]}"#, "hosts"),
        (#"{"at_ms":0,"hosts":["\#(String(repeating: "x", count: 1025))"]}"#, "hosts"),
    ]) func whatGoesBeyondABoundIsRefused(parameters: String, field: String) async throws {
        let serving = try await Serving()
        let caller = try RawCaller(serving.path)
        await caller.say(#"{"method":"org.warte.engine.HostsAt","parameters":\#(parameters)}"#)
        let answer = try #require(await caller.hear())
        #expect(answer.contains(#""parameter":"\#(field)""#), "\(answer)")
    }
}
