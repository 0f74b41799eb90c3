import Alarms
import CSystem
import Feed
import Glibc
import Telemetry
import TestSupport
import Testing

@testable import Link

/// Reads when the descriptor says so, until the condition holds.
func hear(_ client: LinkClient, until: ([LinkMessage]) -> Bool) async throws -> [LinkMessage] {
    var heard: [LinkMessage] = []
    try await eventually("messages") {
        var watched = pollfd(fd: client.fileDescriptor, events: Int16(POLLIN), revents: 0)
        if poll(&watched, 1, 0) > 0 { heard += try client.readable() }
        return until(heard)
    }
    return heard
}

@Suite struct ClientTests {
    @Test func attachesAndHearsChanges() async throws {
        let serving = try await Serving()
        let client = try LinkClient(path: serving.path, version: "1.0")
        client.attach()
        let site = Site(
            name: "site", areas: [Area(id: "a", kind: "virtualized")],
            hosts: [Host(id: "gw", area: "a", collector: "openvpn", endpoint: "127.0.0.1:7505")])
        var wanted = ScriptedService.smallState
        wanted[1] = .site(site)
        let welcome = LinkMessage.welcome(Welcome(number: LinkProtocol.spoken.upperBound, engine: .unknown, version: "1.0"))
        #expect(try await hear(client) { $0.count > wanted.count } == [welcome] + wanted.map { .update($0) })
        await serving.service.change(.alarms([]))
        #expect(try await hear(client) { !$0.isEmpty } == [.update(.alarmChanges(AlarmChanges(gone: [ScriptedService.alarm.id])))])
        // Nothing to do: a loop that waits on it sleeps.
        var watched = pollfd(fd: client.fileDescriptor, events: Int16(POLLIN), revents: 0)
        #expect(poll(&watched, 1, 50) == 0)
    }

    @Test func commandsAreAnsweredInOrderWhileTheStreamGoesOn() async throws {
        let serving = try await Serving()
        let client = try LinkClient(path: serving.path, version: "1.0")
        client.attach()
        let commands: [Command] = [
            .acknowledge(ids: [17], comment: "c"), .acknowledge(ids: [99], comment: ""), .undo, .pollNow("gw"), .pollNow(nil), .reload,
            .comment(id: 17, text: "t"), .shelve(id: 17, duration: .seconds(3600), reason: "r"), .unshelve(id: 17),
            .comment(ids: [17, 18], text: "t"), .shelve(ids: [17, 18], duration: .seconds(3600), reason: "r"), .unshelve(ids: [18, 17]),
        ]
        for command in commands { client.send(command) }
        client.requestHistory(since: Moment(seconds: 0), limit: 2)
        await serving.service.change(.alarms([]))
        let heard = try await hear(client) {
            $0.contains(.history(.success([ScriptedService.alarm, ScriptedService.alarm])))
                && $0.count { if case .answer = $0 { true } else { false } } == commands.count
        }
        let answers = heard.filter { if case .answer = $0 { true } else { false } }
        let refusals = [1: CommandRefusal("no alarm [99]", isNotFound: true), 2: CommandRefusal("nothing to undo")]
        #expect(answers == commands.enumerated().map { .answer($1, refusals[$0]) })
        #expect(await serving.service.acts.map(\.command) == commands)
    }

    @Test func theEnginesEndIsAProblem() async throws {
        let serving = try await Serving()
        let client = try LinkClient(path: serving.path, version: "1.0")
        client.attach()
        _ = try await hear(client) { $0.count > 6 }
        serving.server.close()
        await #expect(throws: LinkProblem.closed) { _ = try await hear(client) { _ in false } }
        #expect(throws: LinkProblem.closed) { try client.readable() }
        client.send(.reload)
        client.close()
        client.close()
    }

    @Test func noEngineIsAbsent() throws {
        let folder = try TemporaryFolder()
        #expect(throws: LinkProblem.absent(path: folder.socket)) { try LinkClient(path: folder.socket, version: "1.0") }
        #expect(throws: LinkProblem.absent(path: folder.socket)) { try LinkCall(path: folder.socket, version: "1.0") }
    }

    @Test func callsOfTheCommandLine() async throws {
        let serving = try await Serving()
        let path = serving.path
        try await waiting { () throws(LinkProblem) in
            let call = try LinkCall(path: path, version: "1.0", deadline: .seconds(60))
            #expect(try call.alarms() == [ScriptedService.alarm])
            #expect(try call.history(since: Moment(seconds: 0), limit: 10_000).count == 10_000)
            #expect(try call.status() == ScriptedService.engine)
            let all = try call.hosts()
            #expect(all.site.name == "site")
            #expect(all.hosts == [HostState(id: "gw")])
            #expect(try call.perform(.acknowledge(ids: [17], comment: "")) == nil)
            #expect(try call.perform(.undo) == CommandRefusal("nothing to undo"))
            #expect(throws: LinkProblem.self) { try call.history(since: Moment(seconds: 0), limit: 0) }
        }
    }

    @Test func anEngineThatDoesNotAnswerTimesOut() async throws {
        let serving = try await Serving()
        await serving.service.closeGate()
        let path = serving.path
        try await waiting { () throws(LinkProblem) in
            let call = try LinkCall(path: path, version: "1.0", deadline: .seconds(2))
            #expect(throws: LinkProblem.timedOut(after: .seconds(2))) { try call.perform(.reload) }
        }
        await serving.service.openGate()
    }

    /// Ten thousand broken replies from a server that is none.
    @Test func brokenRepliesAreProblems() async throws {
        let folder = try TemporaryFolder()
        let listener = try UnixSocket.listen(folder.socket)
        defer { close(listener) }
        var random = RandomValues(seed: 99)
        var problems = 0
        for number in 0..<10_000 {
            if number % 50 == 0 { await Task.yield() }
            let client = try LinkClient(path: folder.socket, version: "1.0")
            let (stream, calls) = (accept(listener, nil, nil), accept(listener, nil, nil))
            defer { for descriptor in [stream, calls] { close(descriptor) } }
            client.send(.reload)
            let update = random.update()
            let welcome = Reply.message(continues: true) {
                $0.put("welcome", Welcome(number: LinkProtocol.spoken.upperBound, engine: .unknown, version: "1.0"))
            }
            let isWelcome = random.chance(20)
            let good =
                isWelcome
                ? welcome
                : random.chance(70)
                    ? Stamp(sequence: 1, at: Moment(seconds: 1)).put(on: Reply.message(continues: true) { $0.put("update", update) })
                    : ServiceError.versionMismatch(engine: "2", front: "1").message()
            let target = random.chance(80) ? stream : calls
            let message = (isWelcome || target == calls ? [] : welcome) + random.broken(Array(good.dropLast())) + [0]
            // A long one goes in pieces: nobody else empties the socket.
            var rest = message[...]
            do throws(LinkProblem) {
                while !rest.isEmpty {
                    let piece = rest.prefix(Int.random(in: 1...100_000, using: &random))
                    let count = piece.withUnsafeBytes { send(target, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)) }
                    // A number that is out of order ends this stream: another is asked for.
                    if count < 0, errno == EPIPE { break }
                    rest = rest.dropFirst(max(count, 0))
                    _ = try client.readable()
                }
            } catch {
                problems += 1
                #expect(error.text.hasPrefix("cannot read what the engine sent: ") || error.text.hasPrefix("the engine answered "))
                #expect(throws: LinkProblem.closed) { try client.readable() }
            }
        }
        // What was broken is most often a letter of some text, which may be any, or of a field that need not be there.
        #expect(problems > 2000)
    }

    @Test func repliesMayComeByteByByte() async throws {
        let folder = try TemporaryFolder()
        let listener = try UnixSocket.listen(folder.socket)
        defer { close(listener) }
        let client = try LinkClient(path: folder.socket, version: "1.0")
        let stream = accept(listener, nil, nil)
        defer { close(stream) }
        var random = RandomValues(seed: 5)
        let updates = (0..<20).map { _ in random.update() }
        var heard: [LinkMessage] = []
        let welcome = Welcome(number: LinkProtocol.spoken.upperBound, engine: EngineID("aaaaaaaaaaaa"), version: "1.0")
        let messages =
            [Reply.message(continues: true) { $0.put("welcome", welcome) }]
            + updates.enumerated().map { index, update in
                Stamp(sequence: Int64(index + 1), at: Moment(seconds: 1)).put(
                    on: Reply.message(continues: true) { $0.put("update", update) })
            }
        for message in messages {
            await Task.yield()
            for byte in message {
                var byte = byte
                send(stream, &byte, 1, 0)
                heard += try client.readable()
            }
        }
        client.attach()
        #expect(heard == [.welcome(welcome)] + updates.map { .update($0) })
    }
}
