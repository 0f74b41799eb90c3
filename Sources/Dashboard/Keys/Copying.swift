import Alarms
import Drawing
import Feed
import Telemetry

extension VerbTable {
    static let copying: [Verb] = [
        Verb("copy", [letter("y")], "y", "copy a line about what is selected, where the configuration lets it", .app { $0.copyRow() })
    ]
}

/// What `y` puts on the clipboard: one line about the row under the cursor.
extension App {
    private static let longestCopy = 500

    mutating func copyRow() -> [Effect] {
        guard world.engine?.mayCopy ?? false else {
            return told(localized("nothing is copied here: the configuration has no [dashboard] copy = true"))
        }
        guard let text = copied(cursorSelection) else { return told(localized("nothing is selected")) }
        say(localized("copied, where the terminal lets us: \(text)"), .notice)
        return [.copy(text)]
    }

    /// Who it is only ever by the pseudonym, whatever is shown. No line end: what is pasted into a shell must not run.
    private func copied(_ selection: Selection) -> String? {
        let words: [String]
        if let alarm = context.summary.alarms.alarms(selection.alarms).first, shown.tab == .alarms || selection.guests.isEmpty && isOfAlarms
        {
            words = [
                alarm.key.host.isEmpty ? localized("site") : alarm.key.host,
                alarm.severity == .critical ? localized("critical") : localized("warning"),
                alarm.text, localized("alarm \(alarm.id)"),
            ]
        } else if let person = selection.sessions.first, selection.guests.isEmpty {
            words = [person.host, person.user.isPseudonym ? person.user : localized("(a name)")]
        } else if let guest = selection.guests.first {
            let found = context.world.hosts[guest.host]?.guests.first { $0.id == guest.guest }
            words = [guest.host, found?.name ?? "", guest.guest, found.map { GuestTable.word($0.state) } ?? ""]
        } else if let host = selection.hosts.first {
            words = [host] + context.summary.rows(of: host).prefix(1).map(\.host.address)
        } else {
            return nil
        }
        let line = words.filter { !$0.isEmpty }.joined(separator: "  ").harmless()
        return String(line.prefix(Self.longestCopy))
    }
    /// On Overview the host under the cursor has an alarm beside it.
    private var isOfAlarms: Bool { (screens[shown.place] as? OverviewScreen)?.part == .alarms }
}
