import OwnProcess
import Telemetry

/// One `--option`, for parsing and for the help alike.
struct CommandOption {
    let name: String
    /// The word for its value in the help; nil for a switch.
    let value: String?
    /// The commands it belongs to; `""` is the dashboard.
    let commands: [String]
    let help: String
}

/// One subcommand.
struct Subcommand {
    let name: String
    let arguments: String
    let help: String
    /// The exit status.
    let run: @Sendable (Invocation) -> Int32
}

/// What was typed, as commands and their options.
struct Invocation {
    let command: String
    let arguments: [String]
    let options: [String: String]
    /// Every value of an option that may be given several times.
    let repeated: [String: [String]]
    func has(_ name: String) -> Bool { options[name] != nil }

    init(_ words: [String]) throws(Misuse) {
        // Commands may have one of the same name, which takes a value with all of them or with none.
        let names = Dictionary(CommandOption.all.map { ($0.name, $0.value != nil) }, uniquingKeysWith: { first, _ in first })
        let found = try ArgumentVector(words, known: names.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
        options = Dictionary(found.options.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        repeated = Dictionary(grouping: found.options, by: \.name).mapValues { $0.map(\.value) }
        var rest = found.rest
        command = rest.isEmpty ? "" : rest.removeFirst()
        arguments = rest
        guard command.isEmpty || Subcommand.all.contains(where: { $0.name == command }) else {
            throw Misuse(.unknownCommand(command))
        }
        if let word = arguments.first, Subcommand.all.allSatisfy({ $0.name != command || $0.arguments.isEmpty }) {
            throw Misuse(.takesArguments(command, word))
        }
        for name in options.keys.sorted() where name != "help" && name != "version" {
            guard CommandOption.all.contains(where: { $0.name == name && $0.commands.contains(command) }) else {
                throw Misuse(command.isEmpty ? .needsCommand("--" + name) : .isNoOptionOf("--" + name, command))
            }
        }
    }
}
