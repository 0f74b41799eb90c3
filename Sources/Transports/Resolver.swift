import Glibc
import Synchronization
import Telemetry

/// A socket address as the system takes it.
struct SocketAddress: Sendable {
    let family: Int32
    let bytes: [UInt8]
}

/// Names to addresses. `getaddrinfo` blocks for as long as the name servers like, so names have threads of their own: at most a few,
/// which go when there is nothing more to ask. Numbers are answered at once.
final class Resolver: Sendable {
    static let shared = Resolver()
    /// A dead name server must not hold up all hosts at once, and a thousand names must not make a thousand threads.
    private static let mostThreads = 8

    private typealias Answer = Result<[SocketAddress], CollectFailure>
    private struct Question {
        let host: String
        let port: UInt16
        let ticket: Ticket<Answer>
    }
    private struct Queue {
        var questions: [Question] = []
        var threads = 0
    }
    private let queue = Mutex(Queue())

    func addresses(of host: String, port: UInt16) async throws(CollectFailure) -> [SocketAddress] {
        if case .success(let numeric) = Self.ask(host, port, flags: AI_NUMERICHOST) { return numeric }
        let ticket = Ticket<Answer>()
        let question = Question(host: host, port: port, ticket: ticket)
        let starts = queue.withLock { queue in
            queue.questions.append(question)
            guard queue.threads < Self.mostThreads else { return false }
            queue.threads += 1
            return true
        }
        if starts, !Thread.start({ Resolver.shared.work() }) {
            queue.withLock { $0.threads -= 1 }
            ticket.end(.failure(.unreachable(asked: "\(host):\(port)", reason: "no thread to look the name up")))
        }
        let cancelled = CollectFailure.unreachable(asked: "\(host):\(port)", reason: "given up while the name was looked up")
        return try await ticket.outcome(cancelled: .failure(cancelled)).get()
    }

    private func work() {
        while true {
            let question: Question? = queue.withLock { queue in
                guard !queue.questions.isEmpty else {
                    queue.threads -= 1
                    return nil
                }
                return queue.questions.removeFirst()
            }
            guard let question else { return }
            question.ticket.end(Self.ask(question.host, question.port, flags: AI_ADDRCONFIG))
        }
    }

    private static func ask(_ host: String, _ port: UInt16, flags: Int32) -> Answer {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = flags | AI_NUMERICSERV
        var list: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, String(port), &hints, &list)
        guard status == 0 else {
            let words = status == EAI_SYSTEM ? SystemError.text(errno) : String(cString: gai_strerror(status))
            return .failure(.unreachable(asked: "\(host):\(port)", reason: words, hint: .unknownName))
        }
        defer { freeaddrinfo(list) }
        var found: [SocketAddress] = []
        var next = list
        while let entry = next {
            if let address = entry.pointee.ai_addr {
                let raw = UnsafeRawBufferPointer(start: address, count: Int(entry.pointee.ai_addrlen))
                found.append(SocketAddress(family: entry.pointee.ai_family, bytes: [UInt8](raw)))
            }
            next = entry.pointee.ai_next
        }
        return .success(found)
    }
}
