/// What is wrong with a command line. What is typed (`--for`, `warte shelve ID`) is an argument, and the same in every language.
extension Message {
    static let usageMessages: [any DeclaredMessage] = [
        needsValue, unknownOption, unknownCommand, takesArguments, needsCommand, isNoOptionOf, seeHelp, optionWrong, writeLine, writeLines,
        needsAlarmID, isNoAlarmID, isNoAct, isNoReport, writeUnshelving, needsHistory, wantedNumberOfAlarms, needsReplay,
        writeLimitChange, noSuchRule, isNoNumber, noSuchKey, wantedSeconds, isNotInJournal, wantedFormat, wantedHistory, wantedDemoSpeed,
        wantedDemoTime,
    ]

    public static let needsValue = MessageForm<String>("usage.needs_value", "{0} needs a value")
    public static let unknownOption = MessageForm<String>("usage.unknown_option", "unknown option {0}")
    public static let unknownCommand = MessageForm<String>("usage.unknown_command", "unknown command {0}")
    /// Which command or program, and what was typed.
    public static let takesArguments = MessageForm<String, String>("usage.no_arguments", "{0} takes no arguments: {1}")
    public static let needsCommand = MessageForm<String>("usage.needs_command", "{0} needs a command")
    public static let isNoOptionOf = MessageForm<String, String>("usage.no_option_of", "{0} is no option of {1}")
    /// What is wrong, and what to type for help.
    public static let seeHelp = MessageForm<Message, String>("usage.see_help", "{0}; see {1}")
    /// Which option, its value, and what is wrong with it.
    public static let optionWrong = MessageForm<String, String, Message>("usage.option_wrong", "{0} {1}: {2}")
    public static let writeLine = MessageForm<String>("usage.write", "write: {0}")
    public static let writeLines = MessageForm<String, String>("usage.write_either", "write: {0}, or {1}")

    public static let needsAlarmID = MessageForm<String>("usage.needs_alarm_id", "{0} needs the ID of an alarm; see warte alarms")
    public static let isNoAlarmID = MessageForm<String>("usage.no_alarm_id", "{0} is no alarm's ID; see warte alarms")
    public static let isNoAct = MessageForm<String>("usage.no_act", "{0} is nothing that an engine does")
    public static let isNoReport = MessageForm<String>("usage.no_report", "{0} is no report")
    public static let writeUnshelving = PlainForm("usage.write_unshelving", "write value=95, host-back or severity-up")
    public static let needsHistory = MessageForm<String>(
        "usage.needs_history", "{0} needs --history: without it all alarms that are not over are listed")
    public static let wantedNumberOfAlarms = MessageForm<Int, Int>(
        "usage.number_of_alarms", "write a number from {0} to {1}; \"warte journal export\" knows them all")
    public static let needsReplay = MessageForm<String>("usage.needs_replay", "{0} needs --replay, such as --replay 24h")

    // Of the engine's own program, and of what `warte` hands on to it.
    public static let writeLimitChange = PlainForm("usage.write_limit", "write RULE.KEY=VALUE, such as cpu.critical=85")
    /// And those that there are.
    public static let noSuchRule = MessageForm<String, String>("usage.no_rule", "no rule {0}; there are {1}")
    public static let isNoNumber = MessageForm<String>("usage.no_number", "{0} is no number")
    public static let noSuchKey = MessageForm<String>("usage.no_key", "no such key; there are {0}")
    public static let wantedSeconds = PlainForm("usage.seconds", "wanted seconds, a minute to a year of them")
    /// And what there is.
    public static let isNotInJournal = MessageForm<String, String>("usage.not_in_journal", "{0} is not in the journal; there are {1}")
    public static let wantedFormat = MessageForm<String, String>("usage.format", "wanted {0} or {1}")
    public static let wantedHistory = PlainForm("usage.history", "--history and --limit: wanted seconds and a number of alarms")
    public static let wantedDemoSpeed = PlainForm("usage.speed", "wanted 1 to 100, such as --speed 10")
    public static let wantedDemoTime = PlainForm("usage.time_of_day", "wanted a time of day, such as --at 8:05")
}
