import Feed
import Glibc
import JSON
import Telemetry
import TestSupport
import Testing

@testable import Link

@Suite struct HostileCallerTests {
    static let call = #"{"method":"org.warte.engine.Acknowledge","parameters":{"ids":[17,18],"comment":"a\u0000\ud800"},"more":false}"#

    /// Still there for others, which is what counts.
    func expectAlive(_ serving: Serving) async throws {
        let caller = try RawCaller(serving.path)
        await caller.say(#"{"method":"org.varlink.service.GetInfo"}"#)
        #expect(await caller.hear()?.contains("warted") == true)
    }

    @Test(arguments: ["", "x", "[]", "{}", "{\"method\":5}", "{\"method\":\"a.b\",\"more\":1}", "{\"method\":\"a.b\",\"parameters\":[]}"])
    func whoSpeaksNoVarlinkIsClosed(text: String) async throws {
        let serving = try await Serving()
        let caller = try RawCaller(serving.path)
        await caller.say(text)
        #expect(await caller.isClosed())
        try await expectAlive(serving)
    }

    @Test func callsCutAtEveryByteAreClosed() async throws {
        let serving = try await Serving()
        let whole = Array(HostileCallerTests.call.utf8)
        for length in 0..<whole.count {
            let caller = try RawCaller(serving.path)
            await caller.say(Array(whole.prefix(length)) + [0])
            #expect(await caller.isClosed(), "\(length)")
        }
        #expect(await serving.service.acts.isEmpty)
    }

    @Test func callsMayComeByteByByte() async throws {
        let serving = try await Serving()
        let caller = try RawCaller(serving.path)
        for byte in Array(HostileCallerTests.call.utf8) + [0] { await caller.say([byte]) }
        #expect(await caller.hear()?.contains("NotFound") == true)
        #expect(await serving.service.acts.first?.command == .acknowledge(ids: [17, 18], comment: "a\u{0}\u{FFFD}"))
    }

    @Test func tenThousandBrokenCalls() async throws {
        let serving = try await Serving()
        var random = RandomValues(seed: 4711)
        var caller = try RawCaller(serving.path)
        for number in 0..<10_000 {
            let good = random.chance(20) ? Array(HostileCallerTests.call.utf8) : Array(random.command().call().dropLast())
            // Not every one is answered: a broken message may be `oneway`, and one that is no call ends the connection.
            await caller.say(random.broken(good) + [0])
            guard number % 10 == 9 || random.chance(5) else { continue }
            caller.stopSaying()
            #expect(await caller.isClosed(), "call \(number)")
            caller = try RawCaller(serving.path)
        }
        try await expectAlive(serving)
    }

    @Test func endlessCallsAreCutOff() async throws {
        let serving = try await Serving()
        let caller = try RawCaller(serving.path)
        let piece = [UInt8](repeating: 0x20, count: 1 << 16)
        var sent = 0
        while sent < 64 << 20, await caller.say(piece) { sent += piece.count }
        #expect(sent < 4 << 20)
        try await expectAlive(serving)
    }

    /// Replies nobody reads: calls are read no further once 256 KiB wait.
    @Test func whoAsksWithoutReadingIsNotServed() async throws {
        let serving = try await Serving()
        let caller = try RawCaller(serving.path)
        let ask =
            Array(#"{"method":"org.varlink.service.GetInterfaceDescription","parameters":{"interface":"org.warte.engine"}}"#.utf8) + [0]
        var asked = 0
        while asked < 100_000 {
            guard await caller.say(ask, within: .milliseconds(300)) else { break }
            asked += 1
        }
        #expect(asked < 100_000)
        try await expectAlive(serving)
        // It did not lose its turn: once it reads, everything is answered.
        for _ in 0..<asked { #expect(await caller.hear()?.contains("org.warte.engine") == true) }
    }

    @Test func aFrontThatDoesNotReadGetsTheNewestStateOnceItReads() async throws {
        let serving = try await Serving(ScriptedService(state: [.host(HostState(id: "h0"))]))
        let caller = try RawCaller(serving.path)
        try await caller.attach()
        #expect(await caller.hear() != nil)
        let about = String(repeating: "x", count: 1000)
        let other = try LinkClient(path: serving.path, version: "1.0")
        other.attach()
        // 200 MB of changes of ten hosts: a queue that kept them would be far above the bound.
        for turn in 0..<20_000 {
            serving.server.publish(
                .host(HostState(id: "h\(turn % 10)", inventory: Inventory(product: "\(turn) \(about)\(about)\(about)\(about)\(about)"))))
            serving.server.publish(.alarms([]))
            if turn % 100 == 0 { _ = try other.readable() }
        }
        let last = Dictionary(uniqueKeysWithValues: (0..<10).map { ("h\($0)", 19_990 + $0) })
        var newest: [String: Int] = [:]
        var count = 0
        while newest != last, let message = await caller.hear() {
            count += 1
            // What it never had is no gap.
            _ = try unstamped(message, sequence: Int64(count + 1))
            let update = try read(message) { (fields) throws(UnreadableMessage) in try Reply(fields).parameters.item("update") as Update }
            if case .host(let host) = update {
                let turn = try #require(Int(host.inventory.product.split(separator: " ").first ?? ""))
                #expect(turn > newest[host.id] ?? -1)
                newest[host.id] = turn
            }
        }
        #expect(newest == last)
        #expect(count < 20_000)
        #expect(serving.server.viewers == 2)
    }

    @Test func aFrontThatLagsTooFarIsGivenUp() async throws {
        let serving = try await Serving(ScriptedService(state: [.alarms([])]))
        let caller = try RawCaller(serving.path)
        try await caller.attach()
        #expect(await caller.hear() != nil)
        // More than may wait for it, and none of them may be left out.
        let end = SessionEnd(
            at: Moment(seconds: 0), host: "h", kind: .vpn, session: "1", user: "u", cause: .admin, confidence: .exact, evidence: "")
        for _ in 0..<40 { serving.server.publish(.ends(Array(repeating: end, count: 1000))) }
        try await eventually("no viewer") { serving.server.viewers == 0 }
        #expect(await caller.isClosed())
        try await expectAlive(serving)
    }
}
