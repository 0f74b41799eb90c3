import Collecting
import Telemetry
import TestSupport
import Testing

@testable import Collectors
@testable import FuzzTargets

/// A port that is silent: somebody else is there, or the server is late, or it is no OpenVPN.
extension OpenVPNCollectorTests {
    @Test func silenceMeansSomebodyElseIsThereAndWeWaitInLine() async throws {
        let stream = ScriptedStream(greeting: "") { _ in "" }
        let scripted = ScriptedTransports([stream])
        let collector = try collector(scripted, host(deadline: .milliseconds(100)))
        for _ in 0..<3 { #expect(await failure(collector) == .busy(asked: "/run/vpn.sock")) }
        #expect(await collector.aside(at: Self.now).isInLine)
        #expect(stream.commands == ["pid"])
        stream.answersFromNowOn(healthyAnswer)
        // What was asked meanwhile is answered when our turn comes.
        stream.say(">INFO:OpenVPN Management Interface Version 5\r\nSUCCESS: pid=1\r\n")
        #expect(try await collector.collect(at: Self.now).sessions.count == 1)
        // A connection that is given up stays in the line of two that OpenVPN has over TCP.
        #expect(scripted.connections == 1)
    }

    /// An HTTP server says nothing either, until it is asked something; then it says what it is.
    @Test(arguments: ["HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n", "<!DOCTYPE HTML>\n<html>\n"])
    func whatIsNotOpenVPNIsNotBusy(answer: String) async throws {
        let streams = (0..<3).map { _ in ScriptedStream(greeting: "") { _ in answer } }
        let collector = try collector(ScriptedTransports(streams), host(deadline: .milliseconds(500)))
        for _ in streams {
            guard case .unreadable("management", let place, _)? = await failure(collector), place == .noGreeting() else {
                Issue.record("no failure of the greeting")
                return
            }
        }
    }

    /// What it says of itself names nobody: its status is what tells people where they are.
    @Test func whatAnotherServiceAnswersKeepsItsStatus() {
        #expect(KnownWords.shape(of: "HTTP/1.1 400 Bad Request") == "HTTP/1.1 400 Bad Request")
        #expect(KnownWords.shape(of: "HTTP/1.0 403 anna.42") == "HTTP/1.0 403 xxxx.00")
        #expect(KnownWords.shape(of: "anna 400") == "xxxx 000")
    }

    /// Of a server that wants a password it would be a wrong one.
    @Test func aHostWithAPasswordIsAskedNothingBeforeItIsGreeted() async throws {
        let stream = ScriptedStream(greeting: "") { _ in "" }
        let collector = try collector(ScriptedTransports([stream]), host(secret: .file("/etc/p"), deadline: .milliseconds(100)))
        for _ in 0..<2 { #expect(await failure(collector) == .busy(asked: "/run/vpn.sock")) }
        #expect(stream.commands == [])
        // So what is silent there may be anything, and people are told so.
        #expect(CollectFailure.busy(asked: "").hint?.text.contains("no OpenVPN") == true)
    }

    /// The question that was to wake a silent server is a password to one that wants one, and has no answer.
    @Test(arguments: ["ENTER PASSWORD:", "ERROR: bad password\r\nENTER PASSWORD:"])
    func aSilentServerThatWantsAPasswordInTheEndSaysSoAtOnce(wrong: String) async throws {
        let stream = ScriptedStream(greeting: "") { _ in "" }
        let streams = [stream, ScriptedStream(greeting: "ENTER PASSWORD:") { _ in wrong }]
        let collector = try collector(ScriptedTransports(streams), host(deadline: .milliseconds(100)))
        #expect(await failure(collector) == .busy(asked: "/run/vpn.sock"))
        #expect(stream.commands == ["pid"])
        // Our turn comes: it asks, and reads what was sent long ago.
        stream.say("ENTER PASSWORD:" + wrong)
        for _ in 0..<2 {
            let poll = Task { await failure(collector) }
            let timer = Task {
                try await Task.sleep(for: .seconds(10))
                poll.cancel()
            }
            #expect(await poll.value?.hint == .noPassword)
            timer.cancel()
        }
        #expect(stream.isClosed)
    }

    @Test func whoMustNotHoldThePortLeavesItWhenItsTurnComesBetweenPolls() async throws {
        let stream = ScriptedStream(greeting: "") { _ in "" }
        let scripted = ScriptedTransports([stream, ScriptedStream(answer: healthyAnswer)])
        let collector = try collector(scripted, host(deadline: .milliseconds(100), options: ["hold_connection": false]))
        #expect(await failure(collector) == .busy(asked: "/run/vpn.sock"))
        stream.say(">INFO:OpenVPN Management Interface Version 5\r\n")
        try await eventually("the farewell") { stream.isClosed }
        #expect(stream.commands == ["pid", "quit"])
        #expect(try await collector.collect(at: Self.now).sessions.count == 1)
    }

    /// A server that runs a script answers nobody: its answer is late, and nobody else holds its port.
    @Test(arguments: [true, false]) func aBlockedServerIsLateAndNotBusy(holds: Bool) async throws {
        let stream = ScriptedStream { $0 == "status 3" ? "" : healthyAnswer($0) }
        let scripted = ScriptedTransports([stream, ScriptedStream(answer: healthyAnswer)])
        let collector = try collector(scripted, host(options: ["hold_connection": .flag(holds)]))
        for _ in 0..<3 {
            let poll = Task { await failure(collector) }
            try await eventually("the question") { stream.commands.contains("status 3") }
            poll.cancel()
            #expect(await poll.value == .timedOut(asked: "/run/vpn.sock", after: .seconds(5)))
            #expect(await collector.aside(at: Self.now).isInLine)
        }
        #expect(stream.commands.count { $0 == "status 3" } == 1, "it is not asked again before it has answered")
        // The late answer is that of a poll that is over: it counts for nothing.
        stream.answersFromNowOn(healthyAnswer)
        let poll = Task { try await collector.collect(at: Self.now) }
        stream.say(statusText(["late"]))
        #expect(try await poll.value.sessions.map(\.user) == ["alice"])
        #expect(scripted.connections == (holds ? 1 : scripted.connections))
    }

    @Test func aServerThatIsMuteForLongIsConnectedToAnewAndStillNotBusy() async throws {
        let first = ScriptedStream { $0 == "status 3" ? "" : healthyAnswer($0) }
        let second = ScriptedStream(greeting: "", answer: healthyAnswer)
        let collector = try collector(ScriptedTransports([first, second]), host(deadline: .milliseconds(100)))
        func poll(_ seconds: Int64) async -> CollectFailure? {
            let poll = Task { () -> CollectFailure? in
                do throws(CollectFailure) {
                    _ = try await collector.collect(at: Self.now + .seconds(seconds))
                    return nil
                } catch { return error }
            }
            let timer = Task {
                try await Task.sleep(for: .milliseconds(100))
                poll.cancel()
            }
            defer { timer.cancel() }
            return await poll.value
        }
        for seconds in [0, 60, 130] as [Int64] {
            guard case .timedOut = await poll(seconds) else {
                Issue.record("not late")
                return
            }
        }
        #expect(first.isClosed)
        for seconds in [140, 150] as [Int64] {
            guard case .timedOut = await poll(seconds) else {
                Issue.record("not late")
                return
            }
        }
        second.say(">INFO:OpenVPN Management Interface Version 5\r\n")
        #expect(await poll(160) == nil)
    }
}
