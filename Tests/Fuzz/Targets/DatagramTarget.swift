import Glibc
import Platform
import Telemetry

@testable import Collectors

/// What comes from an agent's port, through net-snmp: an answer of version 2c, or of version 3 to the question who the engine is.
///
/// `RQID` and `MSGI` as four bytes of an integer become the numbers of the question, so that what came is taken for the answer to it.
@Sendable func datagram(_ bytes: [UInt8]) async -> String? {
    guard let agent = DatagramAgent.shared else { return "there is no socket" }
    let ticket = AgentLine.Ticket()
    let isThree = bytes.count > 4 && bytes[4] == 3
    let isTaken = AgentThread.shared.perform { _ in
        let settings = AgentSettings(version: isThree ? .three : .two, user: "watch", authentication: .sha256, privacy: .aes)
        let secrets = AgentSecrets(community: "public", password: isThree ? "a password" : nil)
        do throws(AgentLine.Fault) {
            let line = try AgentLine(settings, secrets: secrets, address: "udp:127.0.0.1:\(agent.port)")
            if isThree {
                line.discover(patience: .seconds(60), retries: 0, ticket)
            } else {
                line.send(AgentRequest(names: [AgentIdentity.description], patience: .seconds(60)), ticket)
            }
            agent.answer(bytes, isThree: isThree)
            if line.hasArrived { line.read() }
            _ = line.expires
            line.end()
        } catch { ticket.finish(.notTaken) }
    }
    guard isTaken else { return "there is no thread" }
    switch await ticket.value {
    case .answer(_, _, let variables):
        if let wrong = variables.compactMap({ $0.value.number }).first(where: { !$0.isFinite }) { return "\(wrong)" }
        return complaint(of: variables.compactMap { $0.value.text }, atMost: 2048)
    case .notTaken: return "nothing was sent"
    default: return nil
    }
}

/// The other end, used on the thread of net-snmp alone.
private final class DatagramAgent: Sendable {
    static let shared = DatagramAgent()
    let port: UInt16
    private let descriptor: Int32

    private init?() {
        descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && getsockname(descriptor, $0, &size) == 0
            }
        }
        guard isBound else { return nil }
        port = UInt16(bigEndian: address.sin_port)
    }

    /// To the question that waits.
    func answer(_ bytes: [UInt8], isThree: Bool) {
        var question = [UInt8](repeating: 0, count: 1024)
        var from = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        withUnsafeMutablePointer(to: &from) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { from in
                let count = recvfrom(descriptor, &question, question.count, Int32(MSG_DONTWAIT), from, &size)
                guard count > 0 else { return }
                // Behind the community "public" and the request's own head; behind the version and the head of the message's.
                let number = Self.integer(in: question[..<count], at: isThree ? 7 : 15)
                let out = bytes.prefix(60_000).replacing(Array((isThree ? "MSGI" : "RQID").utf8), with: number, maxReplacements: 1)
                _ = Array(out).withUnsafeBytes { sendto(descriptor, $0.baseAddress, $0.count, 0, from, size) }
            }
        }
    }

    /// A short integer of BER, filled up to four bytes; zeros where there is none.
    private static func integer(in bytes: ArraySlice<UInt8>, at place: Int) -> [UInt8] {
        guard place + 1 < bytes.count, bytes[place] == 2, (1...4).contains(bytes[place + 1]) else { return [0, 0, 0, 0] }
        let value = bytes[(place + 2)...].prefix(Int(bytes[place + 1]))
        return Array(repeating: 0, count: 4 - value.count) + value
    }
}
