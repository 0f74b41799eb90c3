import Glibc
import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import Transports

/// Name servers that answer late or not at all; nobody is asked for real.
@Suite struct ResolverTests {
    /// Answers a name once it is let.
    private final class NameServer: Sendable {
        private struct State {
            var asked: [String] = []
            var isOut = true
            var answer = Resolver.Answer.silence(reason: "no answer")
        }
        private let state = Mutex(State())
        var asked: [String] { state.withLock { $0.asked } }
        func come(back answer: Resolver.Answer) {
            state.withLock {
                $0.answer = answer
                $0.isOut = false
            }
        }
        func goOut() { state.withLock { $0.isOut = true } }
        func answer(_ name: String) -> Resolver.Answer {
            state.withLock { $0.asked.append(name) }
            while state.withLock({ $0.isOut }) { usleep(500) }
            return state.withLock { $0.answer }
        }
    }
    private static func address(_ last: UInt8) -> SocketAddress {
        SocketAddress(family: AF_INET, bytes: [2, 0, 0, 0, 192, 0, 2, last] + [UInt8](repeating: 0, count: 8))
    }
    private let server = NameServer()
    private func resolver(patience: Duration = .seconds(60)) -> Resolver {
        Resolver(patience: patience) { [server] in server.answer($0) }
    }

    @Test func aNameIsLookedUpOnceHoweverManyAsk() async throws {
        let resolver = resolver()
        let asking = (0..<200).map { port in Task { try await resolver.addresses(of: "one.test", port: UInt16(port)) } }
        try await eventually("all of them wait") { resolver.load.waiters == 200 && resolver.load.names == 0 }
        server.come(back: .found([Self.address(7)]))
        for (port, task) in asking.enumerated() { #expect(try await task.value.first?.bytes[3] == UInt8(port)) }
        #expect(server.asked == ["one.test"])
    }

    /// Name servers that hang, and a thousand who want the same name: one question, one thread.
    @Test func aThousandWhoAskForOneNameAreOneQuestion() async throws {
        let resolver = resolver()
        let asking = (0..<1000).map { _ in Task { try await resolver.addresses(of: "one.test", port: 1) } }
        try await eventually("all of them wait") { resolver.load.waiters == 1000 && resolver.load.names == 0 }
        #expect(resolver.load.threads == 1 && server.asked == ["one.test"])
        server.come(back: .found([Self.address(7)]))
        for task in asking { #expect(try await task.value.count == 1) }
        #expect(server.asked == ["one.test"])
    }

    /// An hour without name servers: a thousand hosts that ask again and again are neither a thousand threads nor an endless queue.
    @Test func anOutageCostsFewThreadsAndNoQueue() async throws {
        let resolver = resolver()
        for round in 0..<5 {
            let asking = (0..<300).map { host in Task { try await resolver.addresses(of: "host-\(host).test", port: 1) } }
            try await eventually("all of them wait, round \(round)") { resolver.load.waiters == 300 }
            #expect(resolver.load.threads <= Resolver.mostThreads)
            #expect(resolver.load.names <= 300)
            for task in asking { task.cancel() }
            for task in asking { await #expect(throws: CollectFailure.self) { try await task.value } }
            #expect(resolver.load.names == 0, "nobody waits any more")
        }
        #expect(server.asked.count <= Resolver.mostThreads)
        server.come(back: .found([Self.address(9)]))
        #expect(try await resolver.addresses(of: "host-299.test", port: 22).first?.bytes[7] == 9)
        try await eventually("the threads go") { resolver.load.threads == 0 }
    }

    @Test func theLastAddressesServeWhileNobodyAnswers() async throws {
        let resolver = resolver(patience: .milliseconds(1))
        server.come(back: .found([Self.address(5)]))
        #expect(try await resolver.addresses(of: "known.test", port: 80).first?.bytes[7] == 5)
        server.goOut()
        #expect(try await resolver.addresses(of: "known.test", port: 80).first?.bytes[7] == 5)
        server.come(back: .silence(reason: "no answer"))
        #expect(try await resolver.addresses(of: "known.test", port: 80).first?.bytes[7] == 5)
    }

    @Test func aNameThatIsGoneIsGone() async throws {
        let resolver = resolver()
        server.come(back: .found([Self.address(5)]))
        _ = try await resolver.addresses(of: "moved.test", port: 80)
        server.come(back: .unknown(reason: "no such name"))
        await #expect(throws: CollectFailure.unreachable(asked: "moved.test:80", reason: "no such name", hint: .unknownName)) {
            try await resolver.addresses(of: "moved.test", port: 80)
        }
    }

    @Test func numbersNeedNobody() async throws {
        let found = try await resolver().addresses(of: "127.0.0.1", port: 7505)
        #expect(found.first?.bytes[2...].prefix(6) == [0x1d, 0x51, 127, 0, 0, 1])
        #expect(server.asked.isEmpty)
    }
}
