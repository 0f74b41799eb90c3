import Glibc
import Platform
import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import Collectors

/// All agents share one thread: nobody's work there costs others their answers.
@Suite(.serialized) struct AgentTurnTests {
    /// An agent of version 2c that says so much of each question, that there is nothing, and only when it is told to.
    private final class SlowAgent: Sendable {
        private let socket = boundDatagramSocket()
        var address: String { "udp:127.0.0.1:\(socket.port)" }
        deinit { close(socket.descriptor) }

        /// Answers a question that has come.
        func answer() {
            var client = loopback(port: 0)
            var size = socklen_t(MemoryLayout<sockaddr_in>.size)
            var datagram = [UInt8](repeating: 0, count: 1500)
            withUnsafeMutablePointer(to: &client) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { client in
                    let count = recvfrom(socket.descriptor, &datagram, datagram.count, 0, client, &size)
                    // The same as a response (RFC 3416): another tag behind version and community.
                    guard let place = datagram.firstIndex(of: 0xa0) else { return }
                    datagram[place] = 0xa2
                    sendto(socket.descriptor, datagram, max(0, count), 0, client, size)
                }
            }
        }
    }

    /// Asks on the thread itself, so that what comes next there is known.
    private static func ask(_ agent: SlowAgent, patience: Duration, _ ticket: AgentLine.Ticket, on loop: AgentLoop) throws {
        let line = try AgentLine(
            AgentSettings(version: .two, user: nil, context: nil, authentication: .sha256, privacy: .aes),
            secrets: AgentSecrets(community: "community", password: nil, privacyPassword: nil), address: agent.address)
        let id = try #require(loop.add(line))
        var request = AgentRequest(names: [AgentIdentity.objectID])
        request.patience = patience
        line.send(request, ticket)
        loop.watch(id)
    }

    /// Hundreds begin at once, and one has its answer: it does not wait for the last of them.
    @Test func answersAreReadBetweenQuestions() async throws {
        let agent = SlowAgent()
        let ticket = AgentLine.Ticket()
        let wasRead = Race<Bool>()
        #expect(
            AgentThread.shared.perform { _ in
                // Behind this one, and all at once.
                _ = AgentThread.shared.perform { loop in
                    do { try Self.ask(agent, patience: .seconds(60), ticket, on: loop) } catch { wasRead.finish(false) }
                    agent.answer()
                }
                for _ in 0..<1000 { _ = AgentThread.shared.perform { _ in } }
                _ = AgentThread.shared.perform { _ in wasRead.finish(!ticket.isOpen) }
            })
        #expect(await wasRead.value)
        guard case .answer = await ticket.value else {
            Issue.record("no answer")
            return
        }
    }

    /// An answer that lies there when its time is over, since the thread was late, has come.
    @Test func aLateThreadLosesNoAnswer() async throws {
        let agent = SlowAgent()
        let ticket = AgentLine.Ticket()
        #expect(
            AgentThread.shared.perform { loop in
                do { try Self.ask(agent, patience: .milliseconds(20), ticket, on: loop) } catch { ticket.finish(.notTaken) }
                agent.answer()
                usleep(50_000)
            })
        guard case .answer = await ticket.value else {
            Issue.record("\(await ticket.value)")
            return
        }
    }
}
