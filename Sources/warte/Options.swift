import CSystem
import Glibc

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
}

/// What was typed, split by `getopt_long`.
struct Invocation {
    let command: String
    let arguments: [String]
    let options: [String: String]
    /// Every value of an option that may be given several times.
    let repeated: [String: [String]]
    func has(_ name: String) -> Bool { options[name] != nil }

    struct Misuse: Error { let text: String }

    init(_ words: [String]) throws(Misuse) {
        var names = CommandOption.all.map { strdup($0.name) }
        var table = zip(CommandOption.all, names).enumerated().map { index, pair in
            option(
                name: UnsafePointer(pair.1), has_arg: pair.0.value == nil ? no_argument : required_argument, flag: nil,
                val: Int32(1000 + index))
        }
        table.append(option())
        var argv = words.map { strdup($0) }
        argv.append(nil)
        defer {
            for pointer in names + argv { free(pointer) }
            names = []
        }
        var options: [String: String] = [:]
        var repeated: [String: [String]] = [:]
        var argument: UnsafePointer<CChar>?
        var next: Int32 = 1
        var misuse: Misuse?
        reading: while true {
            let before = next
            let found = cs_getopt_long(Int32(words.count), argv, table, &argument, &next)
            switch found {
            case -1: break reading
            case Int32(Character("h").asciiValue ?? 0): options["help"] = ""
            case 1000...:
                let value = argument.map { String(cString: $0) } ?? ""
                options[CommandOption.all[Int(found) - 1000].name] = value
                repeated[CommandOption.all[Int(found) - 1000].name, default: []].append(value)
            default:
                // argv was permuted: the offender is the word before `next`, or the one that `next` still points at.
                let index = max(1, next > before ? Int(next) - 1 : Int(next))
                let word = argv.indices.contains(index) ? argv[index].map { String(cString: $0) } ?? "" : ""
                misuse = Misuse(text: found == 58 ? "\(word) needs a value" : "unknown option \(word)")
                break reading
            }
        }
        if let misuse { throw misuse }
        var rest = argv[Int(next)...].compactMap { $0.map { String(cString: $0) } }
        command = rest.isEmpty ? "" : rest.removeFirst()
        arguments = rest
        self.options = options
        self.repeated = repeated
        guard command.isEmpty || Subcommand.all.contains(where: { $0.name == command }) else {
            throw Misuse(text: "unknown command \(command)")
        }
        for name in options.keys.sorted() where name != "help" && name != "version" {
            guard let option = CommandOption.all.first(where: { $0.name == name }), option.commands.contains(command) else {
                throw Misuse(text: command.isEmpty ? "--\(name) needs a command" : "--\(name) is no option of \(command)")
            }
        }
    }
}
