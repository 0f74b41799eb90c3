import OwnProcess
import Telemetry

extension Subcommand {
    static let all: [Subcommand] = [
        Subcommand(
            name: "demo", arguments: "", help: "the dashboard of a made-up town, to try every key; needs no configuration and no rights",
            run: DemoCommand.run),
        Subcommand(
            name: "status", arguments: "", help: "poll once, print a table; exit 0 good, 1 warning, 2 critical, 3 unknown",
            run: StatusCommand.run),
        Subcommand(
            name: "check", arguments: "", help: "check the configuration and, with --connect, whether each host answers",
            run: CheckCommand.run),
        Subcommand(name: "alarms", arguments: "", help: "list alarms that are not over", run: AlarmsCommand.run),
        Subcommand(name: "ack", arguments: "ID...", help: "acknowledge alarms", run: ActCommand.run),
        Subcommand(name: "comment", arguments: "ID... TEXT", help: "say something about alarms", run: ActCommand.run),
        Subcommand(name: "shelve", arguments: "ID...", help: "put alarms aside for a time", run: ActCommand.run),
        Subcommand(name: "unshelve", arguments: "ID...", help: "take them back", run: ActCommand.run),
        Subcommand(
            name: "maintenance", arguments: "HOST", help: "put a host into maintenance for a time, or with --end end it",
            run: ActCommand.run),
        Subcommand(
            name: "forget", arguments: "HOST", help: "take a host that is missing from its cluster off the list", run: ActCommand.run),
        Subcommand(name: "rules", arguments: "", help: "list every rule with its limits and where each came from", run: ReportCommand.run),
        Subcommand(
            name: "journal", arguments: "export [WHAT]",
            help: "print WHAT of the journal: alarms (where nothing is said), ends, events, reveals, sessions or audit",
            run: ReportCommand.run),
        Subcommand(name: "journal", arguments: "verify", help: "check that the journal is sound", run: ReportCommand.run),
        Subcommand(
            name: "privacy", arguments: "", help: "what personal data is held, where, until when, and who was told a name",
            run: ReportCommand.run),
        Subcommand(name: "reload", arguments: "", help: "make the running engine read its configuration again", run: ActCommand.run),
    ]
}

extension CommandOption {
    static let all: [CommandOption] = [
        CommandOption(
            name: "config", value: "FILE", commands: ["", "status", "check", "rules", "privacy"],
            help: "configuration; else $XDG_CONFIG_HOME/warte/warte.toml, /etc/warte/warte.toml"),
        CommandOption(
            name: "record", value: "FILE", commands: ["", "demo"],
            help: "write down what is shown, without people's names, into a new file"),
        CommandOption(
            name: "replay", value: "FILE", commands: [""], help: "show such a file; no engine is asked, and nothing can be done in it"),
        CommandOption(
            name: "speed", value: "N", commands: ["", "demo"],
            help: "how fast the time of a demo (10) or, with --replay, of a recording (1) goes, 1 to 100"),
        CommandOption(
            name: "at", value: "H:MM", commands: ["", "demo"],
            help: "when the demo begins (7:55), or from when on the recording is shown"),
        CommandOption(name: "scenario", value: "FILE", commands: ["demo"], help: "another town, or another day"),
        CommandOption(name: "print-scenario", value: nil, commands: ["demo"], help: "print the scenario that it has, to be changed"),
        CommandOption(name: "theme", value: "NAME|FILE", commands: ["", "demo"], help: "night, mono, or any theme file in btop's format"),
        CommandOption(name: "ascii", value: nil, commands: ["", "demo"], help: "draw with ASCII alone"),
        CommandOption(name: "json", value: nil, commands: ["status", "alarms", "rules"], help: "print JSON"),
        CommandOption(name: "connect", value: nil, commands: ["check"], help: "also ask every host once"),
        CommandOption(name: "strict", value: nil, commands: ["check"], help: "rules without a runbook, its link included, are wrong too"),
        CommandOption(name: "history", value: nil, commands: ["alarms"], help: "list those that are over, too"),
        CommandOption(name: "since", value: "TIME", commands: ["alarms"], help: "with --history: how far back, such as 24h"),
        CommandOption(name: "limit", value: "N", commands: ["alarms"], help: "with --history: the newest N (500)"),
        CommandOption(name: "comment", value: "TEXT", commands: ["ack"], help: "why, or what is being done"),
        CommandOption(name: "for", value: "TIME", commands: ["shelve", "maintenance"], help: "how long, such as 30m or 1h"),
        CommandOption(name: "reason", value: "TEXT", commands: ["shelve", "maintenance"], help: "why"),
        CommandOption(
            name: "wake", value: "WHEN", commands: ["shelve"],
            help: "bring it back early: value=95, host-back or severity-up; may be given several times"),
        CommandOption(name: "end", value: nil, commands: ["maintenance"], help: "the host is out of maintenance"),
        CommandOption(name: "replay", value: "TIME", commands: ["rules"], help: "what would have fired in the last 24h, on what is stored"),
        CommandOption(
            name: "set", value: "RULE.KEY=VALUE", commands: ["rules"],
            help: "with --replay: with another limit, such as cpu.critical=85; may be given several times"),
        CommandOption(name: "format", value: "csv|json", commands: ["journal"], help: "how to export; csv where nothing is said"),
        CommandOption(name: "help", value: nil, commands: [], help: "this page"),
        CommandOption(name: "version", value: nil, commands: [], help: "the version"),
    ]
}

/// The page that `--help` prints, from the tables that parse.
func usage() -> String {
    var table = TextTable()
    table.add(["  warte", localized("the dashboard")])
    for command in Subcommand.all {
        let arguments = command.arguments.isEmpty ? "" : " " + command.arguments
        table.add(["  warte " + command.name + arguments, localized(text: command.help)])
    }
    for line in ["", localized("Options:")] { table.add([line]) }
    for option in CommandOption.all {
        let of = option.commands.filter { !$0.isEmpty }
        let suffix = of.isEmpty || option.commands.contains("") ? "" : " (\(of.joined(separator: ", ")))"
        table.add(["  --" + option.name + (option.value.map { " " + $0 } ?? ""), localized(text: option.help) + suffix])
    }
    return localized("Usage: warte [COMMAND] [OPTION...]\nWatches virtualization hosts and VPN gateways: load, sessions, timeouts, alarms.")
        + "\n\n" + table.text
}
