import Feed

/// What the engine and its tasks say.
extension ServerLoop {
    func deliver(_ items: [Mailbox.Item]) {
        for item in items { deliver(item) }
        // One write for all of it.
        for connection in connections.values where connection.isViewer {
            settle(connection)
            if connection.lag > connection.allowance { drop(connection) }
        }
    }

    private func deliver(_ item: Mailbox.Item) {
        switch item {
        case .close: isClosing = true
        case .look: restoreSocket()
        case .update(.alarms(let list)): if viewers > 0 { alarms.take(list) }
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
        for message in Answers.pieces(update) {
            for front in fronts {
                if front.state == .joining {
                    front.held.append(message, slot: slot)
                } else {
                    front.output.append(message, slot: slot)
                }
            }
        }
    }

    func hasNews(for connection: ServerConnection) -> Bool { connection.state == .attached && connection.alarms != alarms.end }

    /// The next piece of what changed, once what waits is out: who does not read costs nothing and misses nothing that still holds.
    func tellAlarms(to connection: ServerConnection) {
        guard hasNews(for: connection), connection.output.isEmpty, let next = alarms.next(after: connection.alarms) else { return }
        connection.output.append(next.message)
        connection.alarms = next.place
    }
}
