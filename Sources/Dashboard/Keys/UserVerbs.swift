import Drawing
import Telemetry

/// The configuration's commands, as verbs like any other.
extension VerbTable {
    /// Beside Warte's own, which no other takes the place of, whatever an engine of another version tells.
    static func with(_ commands: [UserCommand]) -> VerbTable {
        let keys = Set(standard.all.flatMap(\.keys))
        let new = commands.compactMap { command in
            standard.verb(named: command.name) == nil
                ? Verb(command, key: Key(command: command.key).flatMap { keys.contains($0) ? nil : $0 }) : nil
        }
        return new.isEmpty ? standard : VerbTable(standard.all + new)
    }
}

extension Verb {
    init(_ command: UserCommand, key: Key?) {
        self.init(
            command.name, key.map { [$0] } ?? [], key == nil ? ":" + command.name : command.key, word: key == nil ? "" : command.name,
            localized("run \(command.name): \(UserCommand.line(command.run))"), about: command.place.kind, on: command.place.screens,
            for: .operator,
            changes: true, isOwn: false,
            .app { $0.run(command) })
    }
}

extension Key {
    /// `x`, `alt-x`, `F2`.
    init?(command word: String) {
        if word.count == 1, let letter = word.first {
            self = .character(letter)
        } else if word.hasPrefix("alt-"), word.count == 5, let letter = word.last {
            self = .alt(letter)
        } else if word.hasPrefix("F"), let number = Int(word.dropFirst()) {
            self = .function(number)
        } else {
            return nil
        }
    }
}

extension UserCommand {
    /// For people: what has a blank in it stands in quotes.
    static func line(_ arguments: [String]) -> String {
        String(arguments.map { $0.isEmpty || $0.contains(" ") ? "\"\($0)\"" : $0 }.joined(separator: " ").prefix(300))
    }
}

extension UserCommand.Place {
    var kind: Selection.Kind {
        switch self {
        case .host: .hosts
        case .guest: .guests
        case .session: .sessions
        case .alarm: .alarms
        }
    }
    /// Where one can be selected.
    var screens: Set<ScreenName>? {
        switch self {
        case .host: nil
        case .guest: [.overview, .host, .guest]
        case .session: [.host, .sessions, .timeouts, .guest]
        case .alarm: [.overview, .host, .alarms, .guest]
        }
    }
}
