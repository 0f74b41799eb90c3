import CSystem
import Collecting
import Glibc
import Platform
import Telemetry

/// Plain HTTP/1.1 on the loop's thread: requests without TLS and body, over connections that stay open.
///
/// libcurl could do it, at four times the cost for each request: a thousand exporters that are asked every second are this kind. Whatever
/// needs more than a request, an answer and a deadline is libcurl's.
final class PlainConnections {
    private final class Connection {
        enum Step { case connecting, sending, receiving, idle }
        let file: Int32
        /// What epoll calls it: the file, and a number of its own, for the system gives files' numbers again.
        let mark: UInt64
        let key: String
        var step: Step
        var exchange: PlainExchange?
        var unsent: ArraySlice<UInt8> = []
        var answer = HTTPAnswer(mostBytes: 0)
        /// It has served before: then it may have been closed in the very moment in which it was used.
        var isReused = false
        /// Addresses that are yet to be tried where this one does not answer.
        var others: ArraySlice<SocketAddress> = []
        /// Of an address that is not the last one.
        var patienceEnd: ContinuousClock.Instant?
        var idleSince = ContinuousClock.Instant.now
        init(_ file: Int32, mark: UInt64, _ key: String, _ step: Step) {
            self.file = file
            self.mark = mark
            self.key = key
            self.step = step
        }
    }
    /// What lies between may have forgotten a connection on which nothing was said for so long (as libcurl has it, CURLOPT_MAXAGE_CONN).
    private static let longestIdle = Duration.seconds(118)
    private static let mostIdle = 2048
    /// For each address but the last.
    private static let patience = Duration.seconds(1)

    private let poll: Int32
    private var made: UInt32 = 0
    private var byFile: [Int32: Connection] = [:]
    private var byID: [UInt64: Connection] = [:]
    private var idle: [String: [Connection]] = [:]
    private var idleCount = 0
    /// Nobody's time is over before.
    private(set) var wakeUp: ContinuousClock.Instant?
    private let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)

    /// - Parameter poll: epoll's file, another's.
    init(poll: Int32) { self.poll = poll }
    deinit { room.deallocate() }

    var runningCount: Int { byID.count }

    /// Answers nil where the name must be looked up first.
    func start(_ exchange: PlainExchange) {
        while let connection = idle[exchange.address.key]?.popLast() {
            idleCount -= 1
            if connection.idleSince.duration(to: .now) > Self.longestIdle {
                drop(connection)
                continue
            }
            connection.isReused = true
            carry(exchange, on: connection)
            return
        }
        connect(exchange)
    }

    func cancel(_ id: UInt64) {
        if let connection = byID[id] { drop(connection) }
    }

    /// Nobody goes on with them.
    func end() {
        for connection in Array(byFile.values) {
            connection.exchange?.fail { HTTPClient.noThread($0) }
            drop(connection)
        }
    }

    /// Ends what has lasted too long.
    func expire(at now: ContinuousClock.Instant) {
        guard let due = wakeUp, due <= now else { return }
        wakeUp = nil
        for connection in Array(byID.values) {
            guard let exchange = connection.exchange else { continue }
            if exchange.end <= now {
                drop(connection)
                exchange.fail { .timedOut(asked: $0, after: exchange.request.deadline) }
            } else if connection.step == .connecting, let end = exchange.connectEnd, end <= now {
                drop(connection)
                exchange.fail { .unreachable(asked: $0, reason: .raw(SystemError.text(ETIMEDOUT)), hint: .silent) }
            } else if let end = connection.patienceEnd, end <= now {
                drop(connection)
                connect(exchange, to: connection.others, after: ETIMEDOUT)
            } else {
                wake(for: connection)
            }
        }
    }

    // MARK: Connections

    private func connect(_ exchange: PlainExchange) {
        guard let addresses = exchange.addresses else {
            exchange.race.finish(nil)
            return
        }
        connect(exchange, to: addresses[...], after: 0)
    }

    /// - Parameter refusal: what the address before these said.
    private func connect(_ exchange: PlainExchange, to addresses: ArraySlice<SocketAddress>, after refusal: Int32) {
        var (others, refusal) = (addresses, refusal)
        while let address = others.popFirst() {
            let file = socket(address.family, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
            guard file >= 0 else {
                refusal = errno
                continue
            }
            for (level, option) in [(SOL_SOCKET, SO_KEEPALIVE), (Int32(IPPROTO_TCP), TCP_NODELAY)] {
                var on: Int32 = 1
                setsockopt(file, level, option, &on, socklen_t(MemoryLayout<Int32>.size))
            }
            let status = address.bytes.withUnsafeBytes { raw in
                raw.withMemoryRebound(to: sockaddr.self) { Glibc.connect(file, $0.baseAddress, socklen_t(raw.count)) }
            }
            let code = status == 0 ? 0 : errno
            // Told of every change once, for as long as it is open: no call for each request.
            var event = epoll_event(
                events: EPOLLIN.rawValue | EPOLLOUT.rawValue | EPOLLRDHUP.rawValue | EPOLLET.rawValue,
                data: epoll_data_t(u64: newMark(of: file)))
            guard code == 0 || code == EINPROGRESS || code == EINTR, epoll_ctl(poll, EPOLL_CTL_ADD, file, &event) == 0 else {
                refusal = code == 0 || code == EINPROGRESS ? errno : code
                close(file)
                continue
            }
            let connection = Connection(file, mark: event.data.u64, exchange.address.key, .connecting)
            connection.others = others
            if !others.isEmpty { connection.patienceEnd = .now + Self.patience }
            byFile[file] = connection
            carry(exchange, on: connection, begins: code == 0)
            return
        }
        let words = "Couldn't connect to server" + (refusal == 0 ? "" : ": \(SystemError.text(refusal))")
        exchange.fail { .unreachable(asked: $0, reason: .raw(words), hint: .init(systemCode: refusal)) }
    }

    private func newMark(of file: Int32) -> UInt64 {
        made = made == .max ? 1 : made + 1
        return UInt64(made) << 32 | UInt64(UInt32(bitPattern: file))
    }

    private func carry(_ exchange: PlainExchange, on connection: Connection, begins: Bool = true) {
        connection.exchange = exchange
        connection.answer = HTTPAnswer(mostBytes: exchange.request.mostBytes)
        connection.unsent = exchange.address.head(of: exchange.request, target: exchange.address.plainTarget ?? "/")[...]
        byID[exchange.id] = connection
        wake(for: connection)
        guard begins else { return }
        connection.step = .sending
        send(on: connection)
    }

    private func wake(for connection: Connection) {
        guard let exchange = connection.exchange else { return }
        var due = exchange.end
        if connection.step == .connecting, let end = exchange.connectEnd { due = min(due, end) }
        if let end = connection.patienceEnd { due = min(due, end) }
        if wakeUp.map({ due < $0 }) ?? true { wakeUp = due }
    }

    private func drop(_ connection: Connection) {
        if connection.step == .idle, let place = idle[connection.key]?.firstIndex(where: { $0 === connection }) {
            idle[connection.key]?.remove(at: place)
            idleCount -= 1
        }
        if idle[connection.key]?.isEmpty ?? false { idle[connection.key] = nil }
        if let exchange = connection.exchange { byID[exchange.id] = nil }
        connection.exchange = nil
        byFile[connection.file] = nil
        // Closing takes it off epoll's list.
        close(connection.file)
    }

    private func settle(_ connection: Connection) {
        if let exchange = connection.exchange { byID[exchange.id] = nil }
        connection.exchange = nil
        guard connection.answer.staysOpen, idleCount < Self.mostIdle else {
            drop(connection)
            return
        }
        connection.step = .idle
        connection.idleSince = .now
        idle[connection.key, default: []].append(connection)
        idleCount += 1
    }

    // MARK: What happens

    /// False where it is another's.
    func happened(_ event: epoll_event) -> Bool {
        let mark = event.data.u64
        guard mark >> 32 != 0 else { return false }
        let (file, events) = (Int32(truncatingIfNeeded: mark), event.events)
        guard let connection = byFile[file], connection.mark == mark else { return true }
        if connection.step == .connecting { finishConnecting(connection) }
        guard byFile[file] === connection else { return true }
        switch connection.step {
        case .connecting: break
        // Nothing was asked: whatever comes, it is not to be used again. That it could be written to comes once, too.
        case .idle: if events & ~EPOLLOUT.rawValue != 0 { drop(connection) }
        case .sending, .receiving:
            if connection.step == .sending { send(on: connection) }
            // With what came last comes its end, which is told of once.
            let isEnding = events & (EPOLLRDHUP.rawValue | EPOLLHUP.rawValue | EPOLLERR.rawValue) != 0
            if events & ~EPOLLOUT.rawValue != 0, byFile[file] === connection { receive(on: connection, toEnd: isEnding) }
            if isEnding, byFile[file] === connection, connection.step == .idle { drop(connection) }
        }
        return true
    }

    private func finishConnecting(_ connection: Connection) {
        var code: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        if getsockopt(connection.file, SOL_SOCKET, SO_ERROR, &code, &size) != 0 { code = errno }
        guard code == 0 else {
            guard let exchange = connection.exchange else { return drop(connection) }
            drop(connection)
            connect(exchange, to: connection.others, after: code)
            return
        }
        connection.step = .sending
        connection.patienceEnd = nil
    }

    private func send(on connection: Connection) {
        while !connection.unsent.isEmpty {
            let sent = connection.unsent.withUnsafeBytes {
                Glibc.send(connection.file, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if sent < 0, errno == EINTR { continue }
            if sent < 0, errno == EAGAIN { return }
            guard sent >= 0 else { return lose(connection) }
            connection.unsent = connection.unsent.dropFirst(sent)
        }
        connection.step = .receiving
    }

    private func receive(on connection: Connection, toEnd: Bool) {
        while true {
            let got = recv(connection.file, room.baseAddress, room.count, 0)
            if got < 0, errno == EINTR { continue }
            if got < 0, errno == EAGAIN { return }
            guard got >= 0 else { return lose(connection) }
            do throws(HTTPAnswer.Fault) {
                if got == 0 {
                    try connection.answer.end()
                } else {
                    try connection.answer.take(UnsafeRawBufferPointer(rebasing: room[..<got]))
                }
            } catch {
                return lose(connection, error)
            }
            if connection.answer.isDone {
                let (exchange, response) = (connection.exchange, connection.answer.response)
                settle(connection)
                exchange?.race.finish(.success(response))
                return
            }
            // A stream of which less came than there is room has no more for now (epoll(7)).
            if got == 0 || !toEnd && got < room.count { return }
        }
    }

    /// What was asked goes over a new connection where the old one was closed before it answered anything.
    private func lose(_ connection: Connection, _ fault: HTTPAnswer.Fault = .cutOff) {
        guard let exchange = connection.exchange else { return drop(connection) }
        let (isBegun, count, isReused) = (connection.answer.isBegun, connection.answer.bodyBytes, connection.isReused)
        drop(connection)
        if isReused, !isBegun, fault == .cutOff {
            start(exchange)
        } else {
            exchange.failCut(fault, after: count, isBegun: isBegun)
        }
    }
}
