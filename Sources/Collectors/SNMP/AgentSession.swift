import Platform
import Telemetry

/// One agent as others ask it, from any task. Whoever gives up, or is told that it cannot be reached, closes it and opens another: an
/// answer to the last question would be taken for one to the next.
final class AgentSession: AgentClient {
    private let id: UInt64
    private init(_ id: UInt64) { self.id = id }

    /// Opens a socket.
    static func open(
        _ settings: AgentSettings, secrets: AgentSecrets, address: String
    ) async -> Result<AgentSession, AgentLine.Fault> {
        let opened = Race<Result<AgentSession, AgentLine.Fault>>()
        let isTaken = AgentThread.shared.perform { loop in
            // Callers that gave up in the queue are skipped: others wait behind them.
            guard opened.isOpen else { return }
            do throws(AgentLine.Fault) {
                let line = try AgentLine(settings, secrets: secrets, address: address)
                guard let id = loop.add(line) else {
                    line.end()
                    throw .memory
                }
                if !opened.finish(.success(AgentSession(id))) { loop.remove(id) }
            } catch { opened.finish(.failure(error)) }
        }
        return isTaken ? await opened.value(cancelled: .failure(.memory)) : .failure(.memory)
    }

    func ask(_ request: AgentRequest) async -> Exchange {
        await exchange { line, ticket in line.send(request, ticket) }
    }

    /// Asks a SNMPv3 agent for its engine; a report is the answer.
    func discover(patience: Duration, retries: Int) async -> Exchange {
        await exchange { line, ticket in line.discover(patience: patience, retries: retries, ticket) }
    }

    /// Binds the keys to the engine that answered.
    func adopt(_ keys: AgentKeys) async -> AgentLine.Fault? {
        let done = Race<AgentLine.Fault?>()
        let id = id
        let isTaken = AgentThread.shared.perform { loop in
            guard let line = loop.line(id) else {
                done.finish(.keys)
                return
            }
            done.finish(line.adopt(keys))
        }
        return isTaken ? await done.value(cancelled: .keys) : .keys
    }

    func close() {
        let id = id
        _ = AgentThread.shared.perform { $0.remove(id) }
    }

    private func exchange(_ start: @escaping @Sendable (AgentLine, AgentLine.Ticket) -> Void) async -> Exchange {
        let ticket = AgentLine.Ticket()
        let id = id
        let isTaken = AgentThread.shared.perform { loop in
            guard ticket.isOpen, let line = loop.line(id) else {
                ticket.finish(.cancelled)
                return
            }
            start(line, ticket)
            loop.watch(id)
        }
        return isTaken ? await ticket.value(cancelled: .cancelled) : .notTaken
    }
}
