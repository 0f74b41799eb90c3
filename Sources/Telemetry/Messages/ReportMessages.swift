/// What reports tell: `warte check`, `privacy`, `rules` and `journal verify`.
extension Message {
    static let reportMessages: [any DeclaredMessage] = [
        configurationIsRight, ruleIsOff, limitIsBuiltIn, endsAt, hasNoText, toldAtOnce, wouldHaveTold, replayDiffers,
        namesAreKept, namesAreHidden, oneNameMayBeTold, noNameIsTold, nobodyWasTold, keptThenCounted, keptAfterEnd, countIsUnknown,
        nowKept, nowLasting, nowInClear, lastInClear, lastingInClear,
        heldNamesAndAddresses, heldPseudonyms, heldNames, heldUsers, heldUsersAndNumbers, heldUsersAndPseudonyms, heldAsThen, heldNumbers,
        memoryOfEngine, untilNextPoll, untilMidnight, untilDeleted,
        heldSessions, heldGuests, heldBehindPseudonyms, heldEnds, heldSessionTable, heldInClear, heldAlarms, heldLines, heldStates,
        heldActs, heldAudit, heldReveals, heldSetAside, heldLoad,
    ]

    /// Its path or what was found instead, how many hosts, and their names.
    public static let configurationIsRight = MessageForm<String, Int, String>("check.right", "{0} is valid: {1} host{1?|s}: {2}")

    // Rules in force, and what they would have done.
    public static let ruleIsOff = PlainForm("rules.off", "off")
    /// Where a limit is from that no file has.
    public static let limitIsBuiltIn = PlainForm("rules.built_in", "built in")
    /// A limit with its unit, and below what it ends.
    public static let endsAt = MessageForm<String, String>("rules.ends_at", "{0}, ends {1}")
    /// Which parts of a runbook nobody has written.
    public static let hasNoText = MessageForm<String>("rules.no_text", "no {0}")
    public static let toldAtOnce = PlainForm(
        "replay.at_once", "What is told at once is one time, and counts as TOLD for each of its rules.")
    /// How often, and how often without the changes.
    public static let wouldHaveTold = MessageForm<Int, Int?>(
        "replay.told", "People would have been told something {0} time{0?|s}[ (before: {1})].")
    /// Why the journal may have other counts.
    public static let replayDiffers = PlainForm(
        "replay.differs",
        """
        What the journal counted may differ, since it is not stored who came back (here nobody does, so a loss stands for its window), which
        polls failed, what crashed and what was wrong with Warte itself; since single session ends are kept for 24 h only; and since what
        stood already at the beginning counts here as fired, and maintenance, silences and other limits of the time are not known.
        """)

    // What becomes of names.
    public static let namesAreKept = PlainForm(
        "privacy.plain", "Names and addresses are kept and shown as they are (\\[privacy\\] names = \"plain\").")
    public static let namesAreHidden = PlainForm(
        "privacy.pseudonyms",
        """
        Names become pseudonyms and addresses their network (/24, /56) before anything is stored, shown or sent.
        In what people type (comments, reasons) only names that the engine knows then do: another stays as it was typed.
        The key is new every day (UTC) and only in memory: after that, or after a restart, nobody can turn a pseudonym back.
        """)
    public static let oneNameMayBeTold = PlainForm(
        "privacy.reveal", "One name may be told for a reason, which is written down (\\[privacy\\] reveal = true).")
    public static let noNameIsTold = PlainForm("privacy.no_reveal", "No name is told (no \\[privacy\\] reveal = true).")
    public static let nobodyWasTold = PlainForm("privacy.nobody_told", "Nobody was told a name.")

    // Until when it is held, and how much of it there is.
    public static let keptThenCounted = MessageForm<Duration, Message>("privacy.then_counted", "{0:exact}, then counts by hour; {1}")
    public static let keptAfterEnd = MessageForm<Duration, Message>("privacy.after_end", "{0:exact} after they end; {1}")
    public static let countIsUnknown = PlainForm(
        "privacy.count_unknown", "how many is not known: the journal cannot be read (warte journal verify)")
    /// And when the oldest was, in UTC.
    public static let nowKept = MessageForm<Int, String?>("privacy.now", "now {0}[, the oldest of {1}]")
    public static let nowLasting = MessageForm<Int, Int>("privacy.now_lasting", "now {0}, of which {1} last")
    public static let nowInClear = MessageForm<Int, [Message]>(
        "privacy.now_in_clear", "now {0}, {1:; }; alarms and lines from then may still name somebody until they expire")
    public static let lastInClear = MessageForm<String>("privacy.last_in_clear", "the last {0}")
    public static let lastingInClear = MessageForm<Duration, Int>("privacy.lasting_in_clear", "{0:exact} after they end: {1}")

    // As what.
    public static let heldNamesAndAddresses = PlainForm("privacy.as_names_and_addresses", "names, addresses")
    public static let heldPseudonyms = PlainForm("privacy.as_pseudonyms", "pseudonyms, networks")
    public static let heldNames = PlainForm("privacy.as_names", "names")
    public static let heldUsers = PlainForm("privacy.as_users", "user names of this system")
    public static let heldUsersAndNumbers = PlainForm("privacy.as_users_and_numbers", "user names and numbers of this system")
    public static let heldUsersAndPseudonyms = PlainForm("privacy.as_users_and_pseudonyms", "user names of this system, pseudonyms")
    public static let heldAsThen = PlainForm("privacy.as_then", "as they were then")
    public static let heldNumbers = PlainForm("privacy.as_numbers", "numbers")

    // Where, and until when.
    public static let memoryOfEngine = PlainForm("privacy.in_memory", "memory of the engine")
    public static let untilNextPoll = PlainForm("privacy.next_poll", "the next poll")
    public static let untilMidnight = PlainForm("privacy.midnight", "midnight UTC")
    public static let untilDeleted = PlainForm("privacy.deleted", "somebody deletes it")

    // What.
    public static let heldSessions = PlainForm("privacy.sessions_now", "sessions now")
    public static let heldGuests = PlainForm("privacy.guests", "guests' titles, descriptions, mount points")
    public static let heldBehindPseudonyms = PlainForm("privacy.behind_pseudonyms", "names behind pseudonyms")
    public static let heldEnds = PlainForm("privacy.ends", "session ends")
    public static let heldSessionTable = PlainForm("privacy.sessions", "sessions")
    public static let heldInClear = PlainForm("privacy.in_clear", "of these two, written before names were hidden")
    public static let heldAlarms = PlainForm("privacy.alarms", "alarms and their evidence")
    public static let heldLines = PlainForm("privacy.lines", "lines of hosts")
    public static let heldStates = PlainForm("privacy.states", "how hosts and guests were, and failures")
    public static let heldActs = PlainForm("privacy.acts", "who acknowledged, shelved, commented")
    public static let heldAudit = PlainForm("privacy.audit", "who asked for what (audit)")
    public static let heldReveals = PlainForm("privacy.reveals", "who was told a name")
    public static let heldSetAside = PlainForm("privacy.set_aside", "all of these, set aside before")
    public static let heldLoad = PlainForm("privacy.load", "load and counts of sessions")
}
