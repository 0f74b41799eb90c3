import Telemetry

/// Guests whose QEMU does not answer libvirt. Such a one holds up the call that asks it, for ever; whoever asks after that with NOWAIT gets
/// everything but what that QEMU alone knows, which is how it shows.
struct GuestSilence: Hashable, Sendable {
    /// By id.
    private(set) var hung: Set<String> = []
    private var names: [String: String] = [:]
    /// Since when who gave less at every look. Once is no sign: a guest that is busy with a job gives less too.
    private var lacking: [String: ContinuousClock.Instant] = [:]
    private var monitorsRest = false
    /// No call of ours hangs, because somebody else's does: who gives less for so long is told from one that is busy.
    static let patience = Duration.seconds(30)

    /// Takes one look; answers what is to be told of it. `hanging`: calls that ask guests and have not come back.
    mutating func take(_ look: Look, _ snapshot: Snapshot, hanging: Int) -> [Message] {
        var lines: [Message] = []
        if look.asksMonitors == monitorsRest {
            monitorsRest.toggle()
            lines.append(monitorsRest ? .guestsSpared() : .guestsAsked())
        }
        let active = snapshot.guests.filter { Guest.State(libvirt: $0.parameters).isActive }
        let there = Set(active.map(\.id))
        var now = hung.intersection(there)
        if look.asksMonitors, look.product.hasPrefix("qemu"), let moment = look.sights.last?.at {
            let less = active.filter(\.givesLess).map(\.id)
            let before = lacking
            lacking = Dictionary(less.map { ($0, before[$0] ?? moment) }, uniquingKeysWith: { first, _ in first })
            now = Set(
                less.filter { id in
                    guard let since = before[id] else { return false }
                    return hanging > 0 || hung.contains(id) || moment - since >= Self.patience
                })
        }
        for guest in active where now.contains(guest.id) && !hung.contains(guest.id) {
            names[guest.id] = guest.name
            lines.append(.guestSilent(guest.name))
        }
        for id in hung.subtracting(now).sorted() {
            let name = names.removeValue(forKey: id) ?? id
            if there.contains(id) { lines.append(.guestAnswers(name)) }
        }
        hung = now
        return lines
    }
}
