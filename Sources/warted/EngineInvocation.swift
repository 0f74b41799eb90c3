import Journal
import OwnProcess
import Telemetry

/// What `warted` was started for.
struct EngineInvocation {
    enum Task {
        case help, version
        case check(strict: Bool)
        case rules
        /// Over so many seconds, with limits changed as `cpu.critical=85` says.
        case replay(seconds: Int64, changes: [String])
        case export(Journal.Content, Journal.Format)
        /// What stands, or of so many seconds what has been, at most so many.
        case alarms(history: (seconds: Int64, limit: Int)?)
        case verify
        case privacy
        case printScenario
        /// Nil for an engine that stays.
        case serve(Audience.Patience?)
    }
    let task: Task
    let configuration: String?
    /// The folder of store and journal; nil for the usual place.
    let state: String?
    let wantsJSON: Bool
    /// Whether it answers somebody who typed it; a service's log, an export and JSON are the same everywhere.
    var speaksToPeople: Bool {
        switch task {
        case .help, .version, .check, .rules, .replay, .verify, .privacy: !wantsJSON
        case .export, .alarms, .printScenario, .serve: false
        }
    }
    /// Whether it stays, so that what it says is a log.
    var isService: Bool { if case .serve(nil) = task { true } else { false } }
    /// Nil for a real engine.
    let demo: Demo.Wish?

    static let usage = """
        Usage: warted [--config FILE] [--private]
        The engine of warte: polls, keeps the history, raises alarms, serves the fronts. Started by warte or a service manager.

          --config FILE     configuration; else $XDG_CONFIG_HOME/warte/warte.toml, /etc/warte/warte.toml, else this machine
          --private         end when the last viewer has gone
          --brief           the same at once: for a single command

          --demo            a made-up town and nothing else; --speed 1 to 100, --at H:MM, --scenario FILE

        For warte's commands; each ends when it has said what was asked, and changes nothing:
          --check           what is wrong with the configuration (exit status 2 where something is)
          --strict          with --check: rules without a whole runbook, its link included, are wrong too
          --rules           the rules in force
          --replay SECONDS  what would have fired on what is stored; --set RULE.KEY=VALUE changes a limit first
          --export WHAT     alarms, ends, events, reveals, sessions or audit; --format csv or json
          --alarms          what stands in the journal, as JSON; --history SECONDS --limit N: what has been
          --verify          whether the journal is sound (exit status 1 where it is not)
          --privacy         what personal data is held
          --print-scenario  the town that demos are of
          --state FOLDER    where store and journal are
          --json            rules and replay as JSON
          --version         the version

        SIGHUP reads the configuration again.

        """

    private static let names: [(name: String, hasValue: Bool)] = [
        ("config", true), ("private", false), ("brief", false), ("check", false), ("strict", false), ("help", false), ("version", false),
        ("rules", false),
        ("replay", true), ("set", true), ("export", true), ("format", true), ("alarms", false), ("history", true), ("limit", true),
        ("verify", false), ("privacy", false), ("state", true),
        ("json", false), ("demo", false), ("speed", true), ("at", true), ("scenario", true), ("print-scenario", false),
    ]

    /// Started by one of `warte`'s commands, which people have typed, and not to stay.
    private static let tasks = ["check", "rules", "replay", "export", "alarms", "verify", "privacy", "print-scenario"]

    /// Which program people have typed, for what is wrong with the words.
    static func typed(_ words: [String]) -> String {
        words.contains { word in tasks.contains { word == "--" + $0 } } ? "warte" : "warted"
    }

    init(_ words: [String]) throws(StartFailure) {
        let (found, sets) = try Self.options(words)
        configuration = found["config"]
        state = found["state"]
        wantsJSON = found["json"] != nil
        demo = found["demo"].map { _ in Demo.Wish(speed: found["speed"], at: found["at"], scenario: found["scenario"]) }
        if found["help"] != nil {
            task = .help
        } else if found["version"] != nil {
            task = .version
        } else if found["check"] != nil {
            task = .check(strict: found["strict"] != nil)
        } else if found["rules"] != nil {
            task = .rules
        } else if let span = found["replay"] {
            guard let seconds = Int64(span), (60...366 * 86_400).contains(seconds) else {
                throw StartFailure(.optionWrong("--replay", span, .wantedSeconds()), status: 2)
            }
            task = .replay(seconds: seconds, changes: sets)
        } else if let what = found["export"] {
            guard let content = Journal.Content(rawValue: what) else {
                throw StartFailure(.isNotInJournal(what, "alarms, ends, events, reveals, sessions, audit"), status: 2)
            }
            guard let format = Journal.Format(rawValue: found["format"] ?? "csv") else {
                throw StartFailure(.optionWrong("--format", found["format"] ?? "", .wantedFormat("csv", "json")), status: 2)
            }
            task = .export(content, format)
        } else if found["alarms"] != nil {
            let words = [found["history"] ?? "0", found["limit"] ?? "500"].map { Int64($0) }
            guard let span = words[0], let limit = words[1], (0...3650 * 86_400).contains(span), (1...10_001).contains(limit) else {
                throw StartFailure(.wantedHistory(), status: 2)
            }
            task = .alarms(history: found["history"] == nil ? nil : (span, Int(limit)))
        } else if found["print-scenario"] != nil {
            task = .printScenario
        } else if found["verify"] != nil {
            task = .verify
        } else {
            let patience: Audience.Patience? = found["brief"] != nil ? .brief : found["private"] != nil ? .usual : nil
            task = found["privacy"] != nil ? .privacy : .serve(patience)
        }
    }

    private static func options(_ words: [String]) throws(StartFailure) -> (found: [String: String], sets: [String]) {
        do throws(Misuse) {
            let typed = try ArgumentVector(words, known: names)
            if let word = typed.rest.first { throw Misuse(.takesArguments("warted", word)) }
            let single = typed.options.filter { $0.name != "set" }
            return (
                Dictionary(single.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 }),
                typed.options.filter { $0.name == "set" }.map(\.value)
            )
        } catch {
            throw StartFailure(.seeHelp(error.message, "warted --help"), status: 2)
        }
    }
}
