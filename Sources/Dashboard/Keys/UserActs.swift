import Alarms
import Drawing
public import Feed
import Telemetry

/// A program to run, with all that it is given.
public struct ProgramRun: Hashable, Sendable {
    public let name: String
    /// The program, then its arguments.
    public let arguments: [String]
    /// It has the terminal until it ends.
    public let isForeground: Bool
    /// The longest that it may take in the background.
    public let deadline: Duration
    /// What it is about, as people call it.
    public let about: String
    public init(name: String, arguments: [String], isForeground: Bool, deadline: Duration, about: String = "") {
        self.name = name
        self.arguments = arguments
        self.isForeground = isForeground
        self.deadline = deadline
        self.about = about
    }
}

/// Running one of the configuration's commands: the engine writes it down, and when that is done it runs.
extension App {
    mutating func run(_ command: UserCommand) -> [Effect] {
        let selection = selection
        let count = selection.count(of: command.place.kind)
        guard count > 0 else { return told(localized("no \(localized(text: command.place.rawValue)) is selected")) }
        guard count == 1 else {
            return told(localized("\(command.name) is about one \(localized(text: command.place.rawValue)), and \(count) are selected"))
        }
        let subject = CommandSubject(selection, command.place, in: context)
        let arguments: [String]
        do throws(UserCommand.Unfit) {
            arguments = try command.arguments { subject.value(of: $0) }
        } catch {
            say(localized("\(command.name) was not run: \(error.text)"), .problem)
            return []
        }
        let run = CommandRun(command: command.name, host: subject.host, subject: subject.id)
        // A key that is pressed again since nothing is seen yet.
        guard !asked.isOpen(.send(.run(run))) else { return told(localized("\(command.name) is about to run, it is being written down")) }
        let program = ProgramRun(
            name: command.name, arguments: arguments, isForeground: command.isForeground, deadline: command.deadline, about: subject.name)
        // Those that were not confirmed.
        if prepared.count >= 50 { prepared = [:] }
        prepared[run] = program
        // What is seen under the cursor needs no question where none is wanted; what was marked elsewhere does.
        let seen = CommandSubject(cursorSelection, command.place, in: context)
        guard command.confirms || (seen.host, seen.id) != (subject.host, subject.id) else { return [.send(.run(run))] }
        let about = Selection(
            hosts: command.place == .host ? selection.hosts : [], alarms: selection.count(of: .alarms) == 1 ? selection.alarms : [])
        return lay(.prompt(Prompt(.run(program, run), about: about, of: engine, user: settings.user)))
    }
}

extension App {
    /// What would run once the engine has written it down; nil where nothing was made ready.
    public func program(of run: CommandRun) -> ProgramRun? { prepared[run] }
    /// Another program that takes the terminal is being written down, and starts when that is done.
    public func promisesTerminal(besides run: CommandRun) -> Bool {
        prepared.contains { $0.key != run && $0.value.isForeground && asked.isOpen(.send(.run($0.key))) }
    }
}

/// What a command is about, and what of it may stand in arguments.
struct CommandSubject {
    private(set) var host: Host.ID = ""
    private(set) var id = ""
    /// As a question about it calls it.
    private(set) var name = ""
    private var values: [UserCommand.Placeholder: String] = [:]

    init(_ selection: Selection, _ place: UserCommand.Place, in context: DrawContext) {
        switch place {
        case .host:
            host = selection.hosts.first ?? ""
            name = host
        case .guest:
            guard let found = selection.guests.first else { break }
            (host, id) = (found.host, found.guest)
            values[.guestID] = id
            values[.guestName] = context.world.hosts[host]?.guests.first { $0.id == id }?.name
            name = localized("\(values[.guestName] ?? id) on \(host)")
        case .session:
            guard let found = selection.sessions.first else { break }
            (host, id) = (found.host, found.user.isPseudonym ? found.user : "")
            values[.sessionUser] = found.user
            name = localized("\(found.user.isPseudonym ? found.user : localized("a session")) on \(host)")
            let kind = context.world.hosts[host]?.sessions.first { $0.id == found.session }?.kind
            values[.sessionKind] =
                (kind ?? context.world.ends.last { $0.host == host && $0.session == found.session }?.kind)?.rawValue
        case .alarm:
            guard let alarm = context.summary.alarms.alarms(selection.alarms).first else { break }
            (host, id) = (alarm.key.host, String(alarm.id))
            values[.alarmID] = id
            values[.alarmRule] = alarm.key.rule
            values[.alarmSeverity] = "\(alarm.severity)"
            name = localized("alarm \(alarm.id), \(alarm.key.rule) on \(host.isEmpty ? localized("the site") : host)")
        }
        // What is said of a cluster is said of no one of its nodes.
        let rows = context.summary.rows(of: host)
        guard rows.count == 1, let row = rows.first?.host else { return }
        values[.hostName] = row.id
        values[.hostAddress] = row.address
        values[.hostArea] = row.area
        values[.hostCollector] = row.collector
    }

    func value(of placeholder: UserCommand.Placeholder) -> String? { values[placeholder] }
}

extension UserCommand.Unfit {
    var text: String {
        switch self {
        case .unknown(let placeholder): localized("\(placeholder.rawValue) is not known here")
        case .option(let placeholder, let value): localized("\(placeholder.rawValue) is \(value), and would be taken for an option")
        case .special(let placeholder, let value):
            localized("\(placeholder.rawValue) is \(value), which has a blank or a sign that a shell would read")
                + (placeholder == .guestName ? localized("; write \(UserCommand.Placeholder.guestID.spelled)") : "")
        case .name(let placeholder): localized("\(placeholder.rawValue) is no pseudonym, and no argument may hold a name")
        }
    }
}
