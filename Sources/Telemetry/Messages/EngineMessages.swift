/// What the engine tells of hosts and of itself.
extension Message {
    static let engineMessages: [any DeclaredMessage] = [
        engineStarted, tookOver, engineStopped, configurationRead, layoutChanged, numbersKeptAgain, storeGone, answersAgain, pollFailed,
        clockAhead, clockSetBack,
        inMaintenance, maintenanceEndedBy, maintenanceIsOver, maintenanceWaits, nameTold, forgottenBy, tooMuch, endsCounted, linesLeftOut,
        sessionsNotWritten, changesWrittenLate, sessionsCut,
        refusalsLeftOut, nodesLeftOut,
        entriesLost, writtenLate, wasRefused, socketMadeAgain, socketGone,
    ]

    public static let engineStarted = MessageForm<String>("engine.started", "engine {0} started")
    /// From which process, and what it and this one were configured by, where that differs.
    public static let tookOver = MessageForm<Int, Message?, Message?>(
        "engine.took_over",
        "it has taken the place of the engine that a dashboard had brought (pid {0})[; that one had {1}, this one has {2}]")
    public static let engineStopped = PlainForm("engine.stopped", "engine stopped")
    public static let configurationRead = MessageForm<Int, Int>(
        "engine.configuration_read", "configuration read: {0} host{0?|s} in {1} area{1?|s}")
    public static let layoutChanged = PlainForm(
        "engine.layout_changed",
        "\\[store\\] or the shortest interval has changed: graphs reach back as before until a new file is begun at a start")
    public static let numbersKeptAgain = MessageForm<String>("engine.numbers_kept_again", "numbers are kept in {0} again")
    public static let storeGone = MessageForm<Message>("engine.store_gone", "the store's file is gone: {0}")

    public static let answersAgain = MessageForm<Int>("host.answers_again", "answers again after {0} failed poll{0?|s}")
    public static let pollFailed = MessageForm<Message>("host.poll_failed", "poll failed: {0}")
    public static let clockAhead = MessageForm<Duration>(
        "host.clock_ahead", "its clock is {0:s} ahead; what it tells is dated by its arrival")
    /// This machine's own.
    public static let clockSetBack = MessageForm<Duration>(
        "engine.clock_set_back", "the clock was set back by {0}: that time comes a second time")
    /// How long, by whom, why.
    public static let inMaintenance = MessageForm<Duration, String, String>(
        "host.in_maintenance", "in maintenance for {0:exact} by {1}: {2}")
    public static let maintenanceEndedBy = MessageForm<String>("host.in_service_by", "out of maintenance, ended by {0}")
    public static let maintenanceIsOver = PlainForm("host.maintenance_over", "out of maintenance: its time is over")
    /// Of a host that the configuration names no longer: for how long.
    public static let maintenanceWaits = MessageForm<Duration>(
        "host.maintenance_waits", "no longer watched; should it come back, its maintenance goes on for another {0:min}")
    /// The pseudonym, who was told, and why.
    public static let nameTold = MessageForm<String, String, String>("host.name_told", "the name behind {0} was told to {1}: {2}")

    public static let forgottenBy = MessageForm<String>("host.forgotten_by", "forgotten by {0}")

    public static let tooMuch = MessageForm<[Message]>("crowd.too_much", "too much at once: {0:; }")
    public static let endsCounted = MessageForm<Int, Message>(
        "crowd.ends_counted", "{0} more end{0?|s} ({1}) {0?is|are} counted, not listed")
    public static let linesLeftOut = MessageForm<Int>("crowd.lines_left_out", "{0} more line{0?|s} {0?is|are} left out")
    public static let sessionsNotWritten = MessageForm<Int>(
        "crowd.sessions_not_written", "{0} more session{0?|s} came and went and {0?is|are} not written down one by one")
    /// Changes of a host and its guests.
    public static let changesWrittenLate = MessageForm<Int>(
        "crowd.changes_written_late", "{0} change{0?|s} of host and guests {0?is|are} written down later")
    /// How many are listed, of how many.
    public static let sessionsCut = MessageForm<Int, Int>("crowd.sessions_cut", "the first {0} of {1} are listed, all are counted")
    /// How many, and who asked.
    public static let refusalsLeftOut = MessageForm<Int, String>(
        "crowd.refusals_left_out", "{0} more refusal{0?|s} of what {1} asked for {0?is|are} not in the audit")

    /// Which target, and how many of its nodes.
    public static let nodesLeftOut = MessageForm<HostArgument, Int>(
        "crowd.nodes_left_out", "{0} names {1} host{1?|s} that {1?is|are} not watched: there are too many, or the name is too long")

    public static let entriesLost = MessageForm<Int>(
        "journal.entries_lost", "{0} {0?entry|entries} of the journal {0?was|were} lost while it could not be written")
    public static let writtenLate = PlainForm(
        "journal.written_late", "what was refused, since the disk did not answer, was written late and taken back")
    public static let wasRefused = PlainForm(
        "journal.was_refused", "what was asked for was refused: the journal could not be written")

    public static let socketMadeAgain = PlainForm("link.socket_made_again", "the socket was gone and is made again")
    public static let socketGone = MessageForm<Message>("link.socket_gone", "the socket is gone: {0}")
}
