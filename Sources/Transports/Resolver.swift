import CSystem
import Glibc
import Platform
import Synchronization
import Telemetry

/// A socket address as the system takes it.
struct SocketAddress: Hashable, Sendable {
    let family: Int32
    let bytes: [UInt8]
}

/// Names to addresses. `getaddrinfo` blocks for as long as the name servers like, so names have threads of their own: at most a few,
/// which go when there is nothing more to ask. Numbers are answered at once.
///
/// A name is looked up once at a time, however many ask, and not at all once nobody waits for it any more. Where the name servers do not
/// answer, the addresses that they gave last are used: a host is not down because its name cannot be asked for.
final class Resolver: Sendable {
    static let shared = Resolver()
    /// A dead name server must not hold up all hosts at once, and a thousand names must not make a thousand threads.
    static let mostThreads = 8
    /// Names whose last addresses are remembered.
    private static let mostKnown = 4096

    enum Answer: Sendable {
        case found([SocketAddress])
        /// There is no such name.
        case unknown(reason: Message)
        /// Not known whether there is.
        case silence(reason: Message)
    }
    private struct State {
        /// Names to look up, in the order in which they were asked for.
        var queue: [String] = []
        /// Who waits for a name, in the queue or under way.
        var waiters: [String: [UInt64: Race<Answer?>]] = [:]
        var known: [String: [SocketAddress]] = [:]
        var threads = 0
        var nextID: UInt64 = 0
    }
    private let state = Mutex(State())
    private let ask: @Sendable (String) -> Answer
    /// Somebody who can go on with the old addresses waits no longer than this for new ones.
    private let patience: Duration

    init(patience: Duration = .seconds(1), ask: @escaping @Sendable (String) -> Answer = { Resolver.ask($0, flags: AI_ADDRCONFIG) }) {
        self.patience = patience
        self.ask = ask
    }

    /// Names that wait for a thread, threads that look names up, and callers that wait for them.
    var load: (names: Int, threads: Int, waiters: Int) {
        state.withLock { ($0.queue.count, $0.threads, $0.waiters.values.reduce(0) { $0 + $1.count }) }
    }

    func addresses(of host: String, port: UInt16) async throws(CollectFailure) -> [SocketAddress] {
        if case .found(let numeric) = Self.ask(host, flags: AI_NUMERICHOST) { return numeric.map { $0.with(port: port) } }
        let known = state.withLock { $0.known[host] }
        let answer = await lookUp(host, atMost: known == nil ? nil : patience)
        let reason: Message
        switch answer {
        case .found(let found): return found.map { $0.with(port: port) }
        case .unknown(let words): throw .unreachable(asked: "\(host):\(port)", reason: words, hint: .unknownName)
        case .silence(let words): reason = words
        case nil: reason = .givenUpLooking()
        }
        guard let known, !Task.isCancelled else { throw .unreachable(asked: "\(host):\(port)", reason: reason, hint: .unknownName) }
        return known.map { $0.with(port: port) }
    }

    /// Nil where the caller gave up, or waited for so long.
    private func lookUp(_ name: String, atMost limit: Duration?) async -> Answer? {
        let ticket = Race<Answer?>()
        let (id, starts) = state.withLock { state in
            state.nextID += 1
            let isNew = state.waiters[name] == nil
            if isNew { state.queue.append(name) }
            state.waiters[name, default: [:]][state.nextID] = ticket
            // A thread that has not taken its name yet is not joined by a second one; without any, whoever comes next tries again.
            let starts = (isNew || state.threads == 0) && !state.queue.isEmpty && state.threads < Self.mostThreads
            if starts { state.threads += 1 }
            return (state.nextID, starts)
        }
        if starts, !OwnThread.start({ self.work() }) {
            state.withLock { $0.threads -= 1 }
            ticket.finish(.silence(reason: .noThreadForName()))
        }
        let watch = limit.map { limit in
            Task { if (try? await TimerClock.shared.sleep(for: limit)) != nil { ticket.finish(nil) } }
        }
        let answer = await ticket.value(cancelled: nil)
        watch?.cancel()
        leave(name, id)
        return answer
    }

    /// A name that nobody waits for leaves the queue; one that is under way is looked up to its end, for the next who asks.
    private func leave(_ name: String, _ id: UInt64) {
        state.withLock { state in
            guard state.waiters[name]?.removeValue(forKey: id) != nil, state.waiters[name]?.isEmpty == true,
                let place = state.queue.firstIndex(of: name)
            else { return }
            state.queue.remove(at: place)
            state.waiters[name] = nil
        }
    }

    private func work() {
        while true {
            let name: String? = state.withLock { state in
                guard !state.queue.isEmpty else {
                    state.threads -= 1
                    return nil
                }
                return state.queue.removeFirst()
            }
            guard let name else { return }
            let answer = ask(name)
            let waiters = state.withLock { state in
                if case .found(let addresses) = answer {
                    if state.known.count >= Self.mostKnown, state.known[name] == nil { state.known = [:] }
                    state.known[name] = addresses
                }
                return state.waiters.removeValue(forKey: name)
            }
            for ticket in (waiters ?? [:]).values { ticket.finish(answer) }
        }
    }

    static func ask(_ host: String, flags: Int32) -> Answer {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = flags
        var list: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, nil, &hints, &list)
        guard status == 0 else {
            let words = status == EAI_SYSTEM ? SystemError.text(errno) : String(cString: gai_strerror(status))
            return status == EAI_AGAIN || status == EAI_SYSTEM ? .silence(reason: .raw(words)) : .unknown(reason: .raw(words))
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
        return .found(found)
    }
}

extension SocketAddress {
    /// The port is where the address was looked up without one: the two bytes behind the family, IPv4's and IPv6's alike.
    fileprivate func with(port: UInt16) -> SocketAddress {
        guard family == AF_INET || family == AF_INET6, bytes.count >= 4 else { return self }
        var bytes = bytes
        bytes[2] = UInt8(port >> 8)
        bytes[3] = UInt8(port & 0xff)
        return SocketAddress(family: family, bytes: bytes)
    }
}

extension SocketAddress {
    /// The address in numbers, without its port; nil where it is none of the internet's.
    var numbers: String? {
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let status = bytes.withUnsafeBytes { raw in
            guard let address = raw.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return EAI_FAMILY }
            return getnameinfo(address, socklen_t(raw.count), &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
        }
        return status == 0 ? String(untilZero: text) : nil
    }
}
