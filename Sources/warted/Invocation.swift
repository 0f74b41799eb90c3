import CSystem
import Glibc

/// What `warted` was started for.
struct Invocation {
    enum Task {
        case help, version
        case check(strict: Bool)
        case serve(isPrivate: Bool)
    }
    let task: Task
    let configuration: String?

    static let usage = """
        Usage: warted [--config FILE] [--private]
        The engine of warte: polls, keeps the history, raises alarms, serves the fronts. Started by warte or a service manager.

          --config FILE  configuration; else $XDG_CONFIG_HOME/warte/warte.toml, /etc/warte/warte.toml, else this machine
          --private      end when the last viewer has gone
          --check        read the configuration, print what is wrong with it, end (exit status 2 where something is)
          --strict       with --check: rules without a runbook are wrong too
          --version      the version

        SIGHUP reads the configuration again.

        """

    init(_ words: [String]) throws(Failure) {
        let names: [(name: String, hasValue: Bool)] = [
            ("config", true), ("private", false), ("check", false), ("strict", false), ("help", false), ("version", false),
        ]
        let pointers = names.map { strdup($0.name) }
        var argv = words.map { strdup($0) }
        argv.append(nil)
        defer { for pointer in pointers + argv { free(pointer) } }
        var table = zip(names, pointers).enumerated().map { index, pair in
            option(
                name: UnsafePointer(pair.1), has_arg: pair.0.hasValue ? required_argument : no_argument, flag: nil, val: Int32(1000 + index)
            )
        }
        table.append(option())
        var found: [String: String] = [:]
        var argument: UnsafePointer<CChar>?
        var next: Int32 = 1
        while true {
            let option = cs_getopt_long(Int32(words.count), argv, table, &argument, &next)
            if option == -1 { break }
            guard option >= 1000 || option == 104 else { throw Failure("unknown or incomplete option; see warted --help", status: 2) }
            found[option == 104 ? "help" : names[Int(option) - 1000].name] = argument.map { String(cString: $0) } ?? ""
        }
        guard Int(next) >= words.count else { throw Failure("takes no arguments; see warted --help", status: 2) }
        configuration = found["config"]
        task =
            found["help"] != nil
            ? .help
            : found["version"] != nil
                ? .version : found["check"] != nil ? .check(strict: found["strict"] != nil) : .serve(isPrivate: found["private"] != nil)
    }
}
