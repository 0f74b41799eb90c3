import Feed

/// What the engine and its tasks say.
extension ServerLoop {
    func deliver(_ items: [Mailbox.Item]) {
        for item in items { deliver(item) }
        // One write for all of it.
        for connection in connections.values where connection.isViewer {
            // It would count too few for ever.
            if connection.state != .attaching, ends.hasMissed(connection.ends) {
                drop(connection)
                continue
            }
            settle(connection)
            if connection.lag > connection.allowance { drop(connection) }
        }
    }

    private func deliver(_ item: Mailbox.Item) {
        switch item {
        case .close: isClosing = true
        case .look: restoreSocket()
        case .update(.alarms(let list)): if viewers > 0 { alarms.take(list) }
        case .update(.host(let state)): if viewers > 0 { hosts.take(state) }
        case .update(.heartbeats(let beats)): if viewers > 0 { hosts.take(beats) }
        case .update(.ends(let lines)): if viewers > 0 { ends.take(lines) }
        case .update(.events(let lines)): if viewers > 0 { events.take(lines) }
        case .update(.site(let site)):
            hosts.keep(site)
            spread(.site(site))
        case .update(let update): spread(update)
        case .reply(let id, let message):
            guard let connection = connections[id], case .answering(let oneway) = connection.state else { return }
            if !oneway { connection.output.append(message) }
            connection.state = .ready
            settle(connection)
        case .joined(let id, let list):
            guard let connection = connections[id], connection.state == .attaching else { return }
            alarms.take(list)
            connection.alarms = alarms.end
            connection.hosts = hosts.end
            connection.ends = ends.end
            connection.events = events.end
            connection.state = .joining
        case .state(let id, let messages):
            guard let connection = connections[id], connection.state == .joining else { return }
            connection.begin(with: messages)
        }
    }

    private func spread(_ update: Update) {
        let fronts = connections.values.filter { $0.state == .attached || $0.state == .joining }
        if fronts.isEmpty { return }
        let slot = UpdateSlot(update)
        let now = ContinuousClock.now
        for message in Answers.pieces(update) {
            for front in fronts {
                if front.state == .joining {
                    front.held.append(message, slot: slot)
                } else {
                    front.output.append(message, slot: slot, isStamped: true)
                    front.pace.spend(message.count, at: now)
                }
            }
        }
    }

    /// There is more of the lists to tell.
    func hasNews(for connection: ServerConnection) -> Bool {
        connection.state == .attached
            && (connection.alarms != alarms.end || connection.hosts != hosts.end || connection.ends != ends.end
                || connection.events != events.end)
    }
    /// The same, and it may be told now.
    func hasNewsNow(for connection: ServerConnection) -> Bool { hasNews(for: connection) && connection.pace.due <= .now }

    /// When more of the lists may be told to somebody; nil where nobody waits for that.
    var newsDue: ContinuousClock.Instant? {
        connections.values.lazy.filter { [self] in $0.output.isEmpty && hasNews(for: $0) }.map(\.pace.due).min()
    }

    /// The next pieces of what changed, once what waits is out: who does not read costs nothing and misses nothing that still holds.
    func tellNews(to connection: ServerConnection) {
        guard connection.output.isEmpty else { return }
        while hasNewsNow(for: connection), connection.output.byteCount < Self.newsAtOnce {
            guard let message = nextNews(for: connection) else {
                // What was new is gone again.
                connection.hosts = hosts.end
                connection.events = events.end
                return
            }
            connection.output.append(message, isStamped: true)
            connection.pace.spend(message.count, at: .now)
        }
    }

    /// Alarms first, but where they never end each eighth message is of what waits behind them: a host that is not told looks silent. Of
    /// hosts it may hold a hundred, so that a thousand are told in some seconds all the same.
    private func nextNews(for connection: ServerConnection) -> [UInt8]? {
        if connection.alarmsInRow >= Self.alarmsInRow, let message = nextOfOthers(for: connection) {
            connection.alarmsInRow = 0
            return message
        }
        if let next = alarms.next(after: connection.alarms) {
            connection.alarms = next.place
            connection.alarmsInRow += 1
            return next.message
        }
        connection.alarmsInRow = 0
        return nextOfOthers(for: connection)
    }

    /// None of them waits for the others.
    private func nextOfOthers(for connection: ServerConnection) -> [UInt8]? {
        for _ in 0..<3 {
            connection.turn = (connection.turn + 1) % 3
            switch connection.turn {
            case 0:
                guard let next = hosts.next(after: connection.hosts) else { continue }
                connection.hosts = next.place
                return next.message
            case 1:
                guard let next = ends.next(after: connection.ends) else { continue }
                connection.ends = next.place
                return next.message
            default:
                guard let next = events.next(after: connection.events) else { continue }
                connection.events = next.place
                return next.message
            }
        }
        return nil
    }
    private static let newsAtOnce = 1 << 16
    private static let alarmsInRow = 7
}
