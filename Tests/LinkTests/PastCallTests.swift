import Feed
import Telemetry
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
        client.send(.reload)
        #expect(
            try await hear(client) { $0.count == 5 } == [
                .past(at: moment, .success(told)), .past(at: Moment(seconds: -1), .failure(refusal)),
                .pastAlarms(at: moment, .success([ScriptedService.alarm, ScriptedService.alarm])),
                .pastAlarms(at: Moment(seconds: -1), .failure(refusal)), .answer(.reload, nil),
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
