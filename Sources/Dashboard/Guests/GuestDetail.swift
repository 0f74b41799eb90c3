import Alarms
import Feed
import Telemetry

/// All that the Guest screen shows of one guest. Worked out once for each picture, its parts only when its host told something.
struct GuestDetail: Sendable {
    let row: HostRow
    let guest: Guest
    let figures: GuestFigures
    /// Of these what the filter lets through.
    let listed: GuestFigures
    let sessions: [(host: Host.ID, session: Session)]
    /// Newest first, whatever the filter lets through: since when it runs is no matter of letters.
    let events: [HostEvent]
    let listedEvents: [HostEvent]
    let alarms: AlarmRows
    /// How many guests of its target have its name, itself among them: from two on nothing that only names it is known to be about it.
    let namesakes: Int

    /// The host does not answer, or the guest itself: its numbers are old.
    var isOld: Bool { row.isSilent || row.failure != nil || guest.state == .hung }

    /// Since when it is in its state, where its host said so within what is remembered.
    var since: Moment? {
        guard let last = events.first(where: { GuestDetail.changes[$0.message.id] != nil }),
            GuestDetail.changes[last.message.id]?.contains(guest.state) == true
        else { return nil }
        return last.at
    }
    private static let changes: [Message.ID: Set<Guest.State>] = [
        Message.guestStarted.id: [.running, .blocked], Message.guestResumed.id: [.running, .blocked],
        Message.guestPaused.id: [.paused], Message.guestStopped.id: [.off], Message.guestStoppedUnseen.id: [.off],
        Message.guestFailed.id: [.crashed], Message.guestSilent.id: [.hung], Message.guestAnswers.id: [.running, .blocked],
        Message.guestShuttingDown.id: [.shuttingDown], Message.guestSleeps.id: [.suspended],
    ]

    /// Where it runs now: on its host, or on another one of the same cluster, to which it moved; its host may have left that.
    static func find(_ id: GuestIdentity?, in summary: SiteSummary) -> (row: HostRow, guest: Guest)? {
        guard let id else { return nil }
        func guest(on row: HostRow) -> Guest? { row.state?.guests.first { $0.id == id.guest } }
        let row = summary.row(id.host)
        if let row, let found = guest(on: row) { return (row, found) }
        let member = row ?? summary.rows.first { Host.node(of: id.host, in: $0.host.target) != nil }
        guard let target = member?.host.target, target != id.host else { return nil }
        for other in summary.rows(of: target) { if let found = guest(on: other) { return (other, found) } }
        return nil
    }
}

extension Message {
    /// Whether one of its words is that name, alone or in a list of names.
    func names(_ name: String) -> Bool {
        arguments.contains { argument in
            switch argument {
            case .text(let text): text == name || text.hasPrefix(name + ", ") || text.hasSuffix(", " + name) || text.contains(", \(name), ")
            case .message(let message): message.names(name)
            case .messages(let messages): messages.contains { $0.names(name) }
            default: false
            }
        }
    }
}
