/// What the two programs say of themselves and of each other: why one cannot start or ends, and where its answer is from.
extension Message {
    static let programMessages: [any DeclaredMessage] = [
        startService, endedBeforeListening, nobodyListenedWithin, noEngineRuns, fromJournal, fromEmptyJournal, andNoJournal,
        newestOnly, answersFor, answersForNothing, wasChangedSince, demoRuns, programNotStarted, ownPathUnknown, engineIsMissing, didNotEnd,
        makePipe, lastViewUnreadable, lastLookUnreadable, lastLookNotKept, translationMissing, noSuchTheme, ofThemeFile, programIsDone,
        programWasLate,
        programEnded, cannotWrite, tooFewFiles, tooFewThreads, standsStill, givesWay, endIsLate, noStateFolder, folderIsTaken,
    ]

    // The front and the command line.
    /// That nobody listens there.
    public static let startService = MessageForm<Message>("front.start_service", "{0}: start the service, or warte, which brings one")
    public static let endedBeforeListening = PlainForm("front.engine_ended", "the engine ended before it listened")
    /// What it said.
    public static let nobodyListenedWithin = MessageForm<Duration, RawLine?>(
        "front.nobody_listened", "no engine listened within {0:s}[\n{1}]")
    public static let noEngineRuns = PlainForm("front.no_engine", "no engine runs")
    /// Why no engine answers, and of when the journal's newest line is.
    public static let fromJournal = MessageForm<Message, String>("front.from_journal", "{0}; from the journal, as of {1}")
    public static let fromEmptyJournal = MessageForm<Message>("front.from_empty_journal", "{0}; from the journal, which is empty")
    public static let andNoJournal = MessageForm<Message>("front.no_journal", "{0}, and its journal cannot be read")
    public static let newestOnly = MessageForm<Int>(
        "front.newest_only", "the newest {0} only; --limit shows more, \"warte journal export\" all of them")
    /// Its configuration's path.
    public static let answersFor = MessageForm<String>("front.answers_for", "the engine that runs has {0}; it answers")
    public static let answersForNothing = PlainForm(
        "front.answers_for_nothing", "the engine that runs has no configuration; it answers")
    public static let wasChangedSince = MessageForm<String>(
        "front.changed_since", "{0} was changed since then: \"warte reload\" makes the engine read it")
    public static let demoRuns = PlainForm(
        "front.demo_runs", "a demo runs already: join it with \"warte demo\" alone, or leave it everywhere and start it again")
    /// Which program, and why.
    public static let programNotStarted = MessageForm<String, RawLine>("front.cannot_start", "cannot start {0}: {1}")
    public static let ownPathUnknown = PlainForm("front.own_path", "cannot find out where this program is (/proc/self/exe)")
    public static let engineIsMissing = MessageForm<String>("front.engine_missing", "the engine is missing: {0}")
    public static let didNotEnd = MessageForm<String>("front.did_not_end", "{0} did not come to an end")
    public static let makePipe = PlainForm("system.make_pipe", "make a pipe")
    public static let lastLookUnreadable = PlainForm(
        "front.last_look_unreadable", "when you looked last cannot be read: what happened before now is not shown by v")
    public static let lastLookNotKept = PlainForm(
        "front.last_look_not_kept", "when you looked cannot be kept (no folder, or no room): the next dashboard shows it as new again")
    public static let lastViewUnreadable = PlainForm(
        "front.last_view", "the last view cannot be read, so this is the usual one; it is written anew when you leave")
    /// Which language by its code, and where a translation was looked for.
    public static let translationMissing = MessageForm<String, String>(
        "front.no_translation", "no translation into \"{0}\": {0}/LC_MESSAGES/warte.mo is in none of {1}")
    /// And where it was looked for.
    public static let noSuchTheme = MessageForm<String, String>(
        "front.no_theme", "no theme {0}: neither night nor mono, nor {0}.theme in {1}")
    /// Which file, and what is wrong with it.
    public static let ofThemeFile = MessageForm<String, Message>("front.theme_file", "{0} {1}")

    // A program that was run from the dashboard: what became of it, and the last line of what it wrote.
    public static let programIsDone = PlainForm("program.done", "done")
    public static let programWasLate = MessageForm<Duration, RawLine?>(
        "program.late", "did not end within {0:s}, and was ended[: {1}]")
    public static let programEnded = MessageForm<Message, RawLine?>("program.ended", "{0}[: {1}]")

    // Both.
    public static let cannotWrite = MessageForm<RawLine>("program.cannot_write", "cannot write: {0}")

    // The engine.
    /// How many of how many, and why.
    public static let tooFewFiles = MessageForm<Int, Int, RawLine>(
        "start.files", "no more than {0} of {1} files can be opened ({2}): raise ulimit -n")
    public static let tooFewThreads = MessageForm<Int, Int, RawLine>(
        "start.threads", "no more than {0} of {1} threads can be started ({2}): raise ulimit -v or ulimit -u")
    public static let standsStill = MessageForm<Duration>(
        "end.standstill", "nothing has gone on for {0:s}; it ends, so that another can be started")
    /// In which process, and which folder.
    public static let givesWay = MessageForm<Int, String>(
        "end.gives_way", "another engine (pid {0}) has taken {1} over; this one ends")
    public static let endIsLate = MessageForm<Duration>("end.late", "it could not end in order within {0:s}")
    public static let noStateFolder = PlainForm("start.no_folder", "no place for the store: set XDG_STATE_HOME or HOME")
    /// In which process and where it listens, and which folder.
    public static let folderIsTaken = MessageForm<Int, String, String>(
        "start.folder_taken", "in use by another engine (pid {0}, it listens on {1}): {2}")
}
