import Alarms
import Feed
import Journal
import Telemetry

/// Fronts run the configuration's commands; the engine writes down which, on what and by whom, before they do.
extension Engine {
    func note(_ run: CommandRun, by author: Principal) async throws(CommandRefusal) {
        guard !isClosed else { throw CommandRefusal(.engineEnds()) }
        guard let command = settings.commands.first(where: { $0.name == run.command }) else {
            throw CommandRefusal(.noSuchCommand(), isNotFound: true)
        }
        guard isThere(run, command.place) else { throw CommandRefusal(.nothingOfThat(command.place.rawValue), isNotFound: true) }
        let now = wallClock()
        let words = [run.command, run.host, run.subject].filter { !$0.isEmpty }
        let row = Audit(
            at: now, principal: author, act: "run", target: String(words.joined(separator: " ").beginning(bytes: 200)), refused: nil)
        let written = journal.begin(audits: [row], at: now, within: patience.disk)
        if let refusal = await written.refusal { throw CommandRefusal.notWritten(refusal.reason) }
        log(run.host, .commandRun(run.command, name(of: run, command.place), author.name), at: now)
    }

    private func isThere(_ run: CommandRun, _ place: UserCommand.Place) -> Bool {
        switch place {
        case .host: run.subject.isEmpty && hosts[run.host] != nil
        case .guest: hosts[run.host]?.state.guests.contains { $0.id == run.subject } ?? false
        // It may have ended meanwhile, and its end is one, too.
        case .session: hosts[run.host] != nil && (run.subject.isEmpty || run.subject.isPseudonym)
        case .alarm: book.alarms.contains { String($0.id) == run.subject && $0.key.host == run.host }
        }
    }

    private func name(of run: CommandRun, _ place: UserCommand.Place) -> String? {
        switch place {
        case .host: nil
        case .guest: hosts[run.host]?.state.guests.first { $0.id == run.subject }?.name
        case .session: run.subject.isEmpty ? nil : run.subject
        case .alarm: run.subject
        }
    }
}
