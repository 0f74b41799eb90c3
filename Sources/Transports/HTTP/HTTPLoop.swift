import CCurl
import Collecting
import Platform
import Telemetry

/// The thread that libcurl's multi interface lives on: sleeps until a socket, a timer or an order wants something, so that
/// a thousand connections cost what those cost on which something happens (libcurl-multi(3), "multi_socket").
final class HTTPLoop {
    private static let isReady = ccurl_begin() == CURLE_OK
    /// Connections that stay open between requests: one for each host of a large site.
    private static let mostConnections = 2048

    private let orders: HTTPOrders
    private let bell: Bell
    private let poll: Epoll
    private let multi: UnsafeMutableRawPointer
    private var transfers: [UnsafeMutableRawPointer: HTTPTransfer] = [:]
    private var handles: [UInt64: UnsafeMutableRawPointer] = [:]
    private var timer: ContinuousClock.Instant?
    /// Handles between two requests: to make one costs more than to ask with it. The one of the last request is the first to go on.
    private var idle: [HTTPTransfer] = []
    private static let mostIdle = 256
    /// Sockets that libcurl wants to hear of. Others stay registered until something happens on them: of most it will want to hear again,
    /// and of those it has closed the kernel knows.
    private var wanted: Set<curl_socket_t> = []

    /// Nil where the system has no room for it.
    init?(_ orders: HTTPOrders, bell: Bell, poll: Epoll) {
        guard Self.isReady, let multi = curl_multi_init() else { return nil }
        self.orders = orders
        self.bell = bell
        self.poll = poll
        self.multi = multi
        _ = ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, Self.mostConnections)
    }

    /// As long as the client lives, or the system lets it.
    func run() {
        defer { end() }
        // Who does not hear the bell would keep everybody waiting.
        guard watch(bell.descriptor, .read) else { return }
        _ = ccurl_multi_set_watchers(
            multi,
            { _, socket, what, context, _ in
                guard let context else { return 0 }
                Unmanaged<HTTPLoop>.fromOpaque(context).takeUnretainedValue().want(socket, what)
                return 0
            },
            { _, milliseconds, context in
                guard let context else { return 0 }
                let loop = Unmanaged<HTTPLoop>.fromOpaque(context).takeUnretainedValue()
                loop.timer = milliseconds < 0 ? nil : .now + .milliseconds(milliseconds)
                return 0
            }, Unmanaged.passUnretained(self).toOpaque())
        while true {
            guard let events = poll.wait(atMost: orders.maySleep() ? timer.map { $0 - .now } : .zero), let all = orders.take() else {
                return
            }
            for order in all { follow(order) }
            for event in events { happened(event) }
            if let timer, timer <= .now {
                self.timer = nil
                act(on: CURL_SOCKET_TIMEOUT, 0)
            }
            conclude()
        }
    }

    private func end() {
        for transfer in transfers.values {
            curl_multi_remove_handle(multi, transfer.handle)
            transfer.giveUp()
        }
        transfers = [:]
        handles = [:]
        idle = []
        curl_multi_cleanup(multi)
    }

    private func happened(_ event: Epoll.Event) {
        let file = Int32(truncatingIfNeeded: event.key)
        if file == bell.descriptor {
            bell.hear()
            return
        }
        guard wanted.contains(file) else {
            poll.remove(file)
            return
        }
        var mask: Int32 = 0
        if event.isReadable { mask |= CURL_CSELECT_IN }
        if event.isWritable { mask |= CURL_CSELECT_OUT }
        if event.hasEnded { mask |= CURL_CSELECT_ERR }
        act(on: file, mask)
    }

    private func act(on socket: curl_socket_t, _ mask: Int32) {
        var running: Int32 = 0
        curl_multi_socket_action(multi, socket, mask, &running)
    }

    private func follow(_ order: HTTPOrders.Order) {
        switch order {
        case .add(let id, let request, let addresses, let limit, let race):
            guard
                let transfer = idleTransfer(id, request, addresses, limit, race) ?? HTTPTransfer(id, request, addresses, limit: limit, race)
            else {
                race.finish(.failure(.unreachable(asked: request.asked, reason: .requestNotTaken())))
                return
            }
            handles[id] = transfer.handle
            transfers[transfer.handle] = transfer
            // Its timer calls for the first step at once.
            curl_multi_add_handle(multi, transfer.handle)
        case .cancel(let id):
            guard let handle = handles[id] else { return }
            _ = take(handle)
        }
    }

    /// Hands out what is done.
    private func conclude() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let handle = message.pointee.easy_handle else { continue }
            // The message is gone with the handle.
            let status = message.pointee.data.result
            guard let transfer = take(handle) else { continue }
            transfer.finish(status)
            keep(transfer, after: status)
        }
    }

    private func idleTransfer(
        _ id: UInt64, _ request: HTTPRequest, _ addresses: HTTPAddress.Known, _ limit: Duration, _ race: Race<HTTPClient.Outcome>
    ) -> HTTPTransfer? {
        guard HTTPTransfer.isPlain(request, addresses), let transfer = idle.popLast() else { return nil }
        return transfer.begin(id, request, limit: limit, race) ? transfer : nil
    }

    /// One that failed is not trusted to be as it was.
    private func keep(_ transfer: HTTPTransfer, after status: CURLcode) {
        if status == CURLE_OK, transfer.isPlain, idle.count < Self.mostIdle { idle.append(transfer) }
    }

    private func take(_ handle: UnsafeMutableRawPointer) -> HTTPTransfer? {
        guard let transfer = transfers.removeValue(forKey: handle) else { return nil }
        handles[transfer.id] = nil
        curl_multi_remove_handle(multi, handle)
        return transfer
    }

    private func want(_ socket: curl_socket_t, _ what: Int32) {
        guard what != CURL_POLL_REMOVE else {
            wanted.remove(socket)
            return
        }
        wanted.insert(socket)
        switch what {
        case CURL_POLL_IN: watch(socket, .read)
        case CURL_POLL_OUT: watch(socket, .write)
        case CURL_POLL_INOUT: watch(socket, [.read, .write])
        default: break
        }
    }

    @discardableResult
    private func watch(_ file: Int32, _ interest: Epoll.Interest) -> Bool {
        poll.set(file, as: UInt64(UInt32(bitPattern: file)), to: interest)
    }
}
