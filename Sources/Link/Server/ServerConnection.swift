import Glibc
import Platform
import Telemetry

/// One caller as the server's thread sees it.
final class ServerConnection {
    enum State: Equatable {
        /// The next call may be read.
        case ready
        /// A call is being answered; Varlink answers in order, so the next one waits.
        case answering(oneway: Bool)
        /// Attached; the engine has still to take the first full state.
        case attaching
        /// The first full state was taken and is on its way; what came later is held back until it is there.
        case joining
        case attached
    }

    /// A call has at most this many bytes: ten thousand ids.
    static let callLimit = 1 << 18
    /// Calls wait while so many bytes of replies do.
    static let replyLimit = 1 << 18
    /// A front may lag this many bytes behind its first full state before it is given up.
    static let lagLimit = 8 << 20

    let id: UInt64
    let descriptor: Int32
    let process: pid_t
    /// Who is on the other side.
    let author: Principal
    var state = State.ready
    var frames = FrameBuffer(limit: ServerConnection.callLimit)
    var output = OutputQueue()
    /// News for one that is joining.
    var held = OutputQueue()
    /// How far it has got with the alarms, the hosts, session ends and the journal's lines; and which of the last three had the last turn.
    var alarms = AlarmChangeLog().end
    var hosts = HostChangeLog().end
    var ends = 0
    var events = 0
    var turn = 0
    /// Messages of alarms since one of the others.
    var alarmsInRow = 0
    var pace = LinkPace(at: .now)
    /// Of the last update that went out.
    private var sequence: Int64 = 0
    /// No more calls will come.
    var hasEnded = false
    /// No whole call is left in `frames`.
    var isExhausted = false
    /// Nobody reads the replies any more; what was asked is still done.
    var isDeaf = false
    var allowance = ServerConnection.lagLimit
    /// What epoll watches; nil once it watches nothing.
    var interest: Epoll.Interest?
    /// When the last whole call came, or the connection.
    var calledAt = ContinuousClock.now

    init(id: UInt64, descriptor: Int32, process: pid_t, author: Principal) {
        self.id = id
        self.descriptor = descriptor
        self.process = process
        self.author = author
    }

    var isViewer: Bool { state == .attaching || state == .joining || state == .attached }
    var takesCalls: Bool { state == .ready && output.byteCount < ServerConnection.replyLimit }
    /// All calls that ever came are answered, and the answers are out or unwanted.
    var isDone: Bool { isDeaf && isViewer || hasEnded && isExhausted && state == .ready && (output.isEmpty || isDeaf) }
    var lag: Int { output.byteCount + held.byteCount }

    var seat: Seats.Seat {
        let isBusy = if case .answering = state { true } else { false }
        return Seats.Seat(id: id, process: process, isViewer: isViewer, isBusy: isBusy, since: calledAt)
    }

    /// - Parameter hasNews: there is more to say as soon as it has read what waits.
    func wanted(hasNews: Bool) -> Epoll.Interest {
        var interest: Epoll.Interest = []
        if takesCalls && !hasEnded { interest.insert(.read) }
        if !output.isEmpty || hasNews { interest.insert(.write) }
        return interest
    }

    enum Input { case some, none, ended }

    /// Reads what is there, up to one buffer full.
    func receive(into buffer: UnsafeMutableRawBufferPointer) -> Input {
        while true {
            let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
            if count > 0 {
                frames.append(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                return .some
            }
            if count == 0 { return .ended }
            if errno == EINTR { continue }
            return errno == EAGAIN ? .none : .ended
        }
    }

    /// Writes what the socket takes.
    func flush(at now: () -> Moment) -> OutputQueue.Outcome {
        output.flush(to: descriptor) {
            sequence += 1
            return Stamp(sequence: sequence, at: now())
        }
    }

    /// The first full state is made; what was held back comes after it.
    func begin(with state: [StateMessage]) {
        self.state = .attached
        for message in state { output.append(message.bytes, slot: message.slot, isStamped: true) }
        for message in held.takeAll() { output.append(message.bytes, slot: message.slot, isStamped: true) }
        allowance = output.byteCount + ServerConnection.lagLimit
    }
}
