import CSystem
import Feed
import Glibc
import JSON
import Telemetry
import TestSupport
import Testing

@testable import Link

/// Engine and front may be of different versions; a protocol they must have in common.
@Suite struct ProtocolTests {
    @Test func whatBothSpeakIsAgreed() {
        #expect(LinkProtocol.agreed(1...3, 2...5) == 3)
        #expect(LinkProtocol.agreed(2...5, 1...3) == 3)
        #expect(LinkProtocol.agreed(1...9, 4...4) == 4)
        #expect(LinkProtocol.agreed(1...2, 3...4) == nil)
        #expect(LinkProtocol.agreed(3...4, 1...2) == nil)
    }

    @Test func differentVersionsOfOneProtocolWorkTogether() async throws {
        let serving = try await Serving(version: "1.0", engine: EngineID("aaaaaaaaaaaa"), protocols: 1...3)
        let client = try LinkClient(path: serving.path, version: "9.9", protocols: 2...7)
        client.attach()
        let heard = try await hear(client) { $0.count > ScriptedService.smallState.count }
        #expect(heard.first == .welcome(Welcome(number: 3, engine: EngineID("aaaaaaaaaaaa"), version: "1.0")))
        #expect(client.stamp?.sequence == Int64(ScriptedService.smallState.count))
        let path = serving.path
        try await waiting { () throws(LinkProblem) in
            let call = try LinkCall(path: path, version: "9.9", protocols: 3...3, deadline: .seconds(60))
            #expect(call.welcome == Welcome(number: 3, engine: EngineID("aaaaaaaaaaaa"), version: "1.0"))
            #expect(try call.alarms() == [ScriptedService.alarm])
        }
    }

    @Test func noProtocolInCommonIsAClearRefusal() async throws {
        let serving = try await Serving(version: "1.0", protocols: 1...3)
        let client = try LinkClient(path: serving.path, version: "9.9", protocols: 4...5)
        client.attach()
        let mismatch = ProtocolMismatch(engine: 1...3, engineVersion: "1.0", front: 4...5, frontVersion: "9.9")
        #expect(try await hear(client) { !$0.isEmpty } == [.protocolMismatch(mismatch)])
        #expect(serving.server.viewers == 0)
        #expect(
            mismatch.text
                == "the engine is older: start it anew (it speaks protocol 1 to 3, version 1.0; this one 4 to 5, version 9.9)")
        let path = serving.path
        await #expect(throws: LinkProblem.protocolMismatch(mismatch)) {
            try await waiting { () throws(LinkProblem) in
                _ = try LinkCall(path: path, version: "9.9", protocols: 4...5, deadline: .seconds(60))
            }
        }
    }

    @Test(arguments: ["{}", #"{"oldest":0,"newest":1}"#, #"{"oldest":3,"newest":2}"#, #"{"oldest":"1","newest":2}"#])
    func aRangeMustBeOne(parameters: String) async throws {
        let serving = try await Serving()
        let caller = try RawCaller(serving.path)
        await caller.say(#"{"method":"org.warte.engine.Negotiate","parameters":\#(parameters)}"#)
        #expect(await caller.hear()?.contains("InvalidParameter") == true)
    }

    /// When both had to be of one version, a front said its own, and this is the only refusal that it understands.
    @Test func aFrontOfThatTimeIsRefusedInItsOwnWords() async throws {
        let serving = try await Serving()
        let caller = try RawCaller(serving.path)
        await caller.say(#"{"method":"org.warte.engine.Attach","parameters":{"version":"0.9"},"more":true}"#)
        #expect(await caller.hear() == #"{"error":"org.warte.engine.VersionMismatch","parameters":{"engine":"1.0","front":"0.9"}}"#)
        #expect(serving.server.viewers == 0)
    }

    @Test func anEngineOfThatTimeIsToldToBeOlder() async throws {
        let folder = try TemporaryFolder()
        let engine = try ScriptedEngine(folder.socket)
        let client = try LinkClient(path: folder.socket, version: "9.9", protocols: 2...2)
        client.attach()
        let (stream, _) = (try engine.accept(), try engine.accept())
        stream.say(ServiceError.invalidParameter("version", problem: "wanted string, got nothing").message())
        let mismatch = ProtocolMismatch(engine: nil, engineVersion: "", front: 2...2, frontVersion: "9.9")
        #expect(try await hear(client) { !$0.isEmpty } == [.protocolMismatch(mismatch)])
        #expect(mismatch.text.hasPrefix("the engine is older: start it anew ("))
        // Where a newer engine is met, it is this one that has to be another.
        let newer = ProtocolMismatch(engine: 4...5, engineVersion: "9.9", front: 2...2, frontVersion: "1.0")
        #expect(
            newer.text
                == "the engine is newer: start this one from its version (it speaks protocol 4 to 5, version 9.9; this one 2, version 1.0)")
    }

    @Test func whatIsAboutAnotherEngineIsRefusedAndNotDone() async throws {
        let serving = try await Serving(engine: EngineID("aaaaaaaaaaaa"))
        let client = try LinkClient(path: serving.path, version: "1.0")
        client.send(.reload, to: EngineID("bbbbbbbbbbbb"))
        client.requestReveal(user: "u-1", host: "gw", reason: "r", of: EngineID("bbbbbbbbbbbb"))
        client.send(.unshelve(id: 17), to: EngineID("aaaaaaaaaaaa"))
        client.send(.undo)
        let heard = try await hear(client) { $0.count == 4 }
        let words = CommandRefusal(.otherEngineAsked("bbbbbbbbbbbb", "aaaaaaaaaaaa"))
        #expect(words.text == "this is engine aaaaaaaaaaaa, and what was asked is about engine bbbbbbbbbbbb: look again, then ask again")
        #expect(
            heard == [
                .answer(.reload, words), .notRevealed(user: "u-1", words), .answer(.unshelve(id: 17), nil),
                .answer(.undo, CommandRefusal("nothing to undo")),
            ])
        #expect(await serving.service.acts.map(\.command) == [.unshelve(id: 17), .undo])
    }
}

/// An update that is missed is seen, and made good.
@Suite struct ResyncTests {
    @Test func gapsAreFoundAndManyAreNoEnd() {
        var order = UpdateOrder()
        #expect(order.isNew)
        order.begin()
        for number in 1...5 as ClosedRange<Int64> { #expect(order.take(number) == .next) }
        for gap in 1...UpdateOrder.mostGaps {
            #expect(order.take(7) == .gap, "\(gap)")
            #expect(order.isNew)
            order.begin()
            #expect(order.take(1) == .next)
        }
        #expect(order.take(1) == .broken)
        // After much that was in order it is a new matter.
        order.begin()
        for number in 1...Int64(UpdateOrder.enough) { #expect(order.take(number) == .next) }
        #expect(order.take(0) == .gap)
    }

    @Test func aGapAsksForAllAgain() async throws {
        let folder = try TemporaryFolder()
        let engine = try ScriptedEngine(folder.socket)
        let client = try LinkClient(path: folder.socket, version: "1.0")
        client.attach()
        let first = try engine.accept()
        _ = try engine.accept()
        first.say(welcome: EngineID("aaaaaaaaaaaa"))
        first.say(1, .events([]))
        first.say(2, .ends([]))
        // The third is lost, and what follows on this stream is not believed.
        first.say(4, .alarms([ScriptedService.alarm]))
        first.say(5, .alarms([]))
        var heard = try await hear(client) { $0.count >= 3 }
        let second = try engine.accept()
        try await eventually("the second Attach") { second.heard().contains("org.warte.engine.Attach") }
        second.say(welcome: EngineID("aaaaaaaaaaaa"))
        second.say(1, .alarms([]))
        second.say(2, .events([]))
        heard += try await hear(client) { $0.count >= 3 }
        let welcome = Welcome(number: LinkProtocol.spoken.upperBound, engine: EngineID("aaaaaaaaaaaa"), version: "1")
        #expect(
            heard == [
                .welcome(welcome), .update(.events([])), .update(.ends([])), .resync, .update(.alarms([])), .update(.events([])),
            ])
    }

    @Test func anotherEngineInItsPlaceIsTheEndOfThisOne() async throws {
        let folder = try TemporaryFolder()
        let engine = try ScriptedEngine(folder.socket)
        let client = try LinkClient(path: folder.socket, version: "1.0")
        client.attach()
        let first = try engine.accept()
        _ = try engine.accept()
        first.say(welcome: EngineID("aaaaaaaaaaaa"))
        first.say(2, .ends([]))
        _ = try await hear(client) { !$0.isEmpty }
        let second = try engine.accept()
        second.say(welcome: EngineID("bbbbbbbbbbbb"))
        await #expect(throws: LinkProblem.closed) { _ = try await hear(client) { _ in false } }
    }
}

/// A server that says what a test wants it to.
final class ScriptedEngine {
    private let listener: Int32
    init(_ path: String) throws { listener = try UnixSocket.listen(path) }
    deinit { close(listener) }

    func accept() throws -> Caller {
        var watched = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
        guard poll(&watched, 1, 60_000) > 0 else { throw Lateness(what: "a caller") }
        return Caller(Glibc.accept(listener, nil, nil))
    }

    final class Caller {
        private let descriptor: Int32
        init(_ descriptor: Int32) { self.descriptor = descriptor }
        deinit { close(descriptor) }
        func say(_ message: [UInt8]) { _ = message.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) } }
        func say(welcome engine: EngineID) {
            let welcome = Welcome(number: LinkProtocol.spoken.upperBound, engine: engine, version: "1")
            say(Reply.message(continues: true) { $0.put("welcome", welcome) })
        }
        func say(_ sequence: Int64, _ update: Update) {
            let stamp = Stamp(sequence: sequence, at: Moment(seconds: 1))
            say(stamp.put(on: Reply.message(continues: true) { $0.put("update", update) }))
        }
        private var all: [UInt8] = []
        func heard() -> String {
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            if count > 0 { all += buffer[..<count] }
            return String(decoding: all, as: UTF8.self)
        }
    }
}
