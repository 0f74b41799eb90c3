/// How things stand, in the command line's tables: what became of an alarm, how a host is, and all of them in a line.
extension Message {
    static let statusMessages: [any DeclaredMessage] = [
        alarmInMaintenance, alarmSuppressed, alarmShelved, alarmIsOver, alarmIsOverBy, alarmIsOpen, alarmReturned, alarmLatched,
        alarmAcknowledged, alarmAcknowledgedBy, alarmsCounted, alarmsSorted, openAlarms, acknowledgedAlarms, returnedAlarms,
        allAcknowledged,
        allReturned, statusOfAll, hostsSilent, hostInMaintenance, answersBut, noAnswerYet, hostIsWell, answersAs,
        showsNothing, showsInPart, processors, guestsRun, guestsRan, guestsHang,
    ]

    public static let alarmInMaintenance = PlainForm("state.in_maintenance", "in maintenance")
    public static let alarmSuppressed = MessageForm<Message?>("state.suppressed", "suppressed[: {0}]")
    /// Until when in local time, and why.
    public static let alarmShelved = MessageForm<String, String>("state.shelved", "shelved until {0}: {1}")
    public static let alarmIsOver = PlainForm("state.over", "over")
    /// Who had it, and what they said.
    public static let alarmIsOverBy = MessageForm<String, String?>("state.over_by", "over, {0}[: {1}]")
    public static let alarmIsOpen = PlainForm("state.open", "open")
    public static let alarmReturned = PlainForm("state.returned", "returned, unseen")
    public static let alarmLatched = PlainForm("state.latched", "to be reset")
    public static let alarmAcknowledged = PlainForm("state.acknowledged", "acknowledged")
    /// By whom, until when in local time, and what they said.
    public static let alarmAcknowledgedBy = MessageForm<String, String, String?>("state.acknowledged_by", "{0}, until {1}[: {2}]")

    public static let alarmsCounted = MessageForm<Int>("status.alarms", "{0} alarm{0?|s}")
    /// How many, and how many of them are in which state.
    public static let alarmsSorted = MessageForm<Int, [Message]>("status.alarms_sorted", "{0} alarm{0?|s} ({1})")
    public static let openAlarms = MessageForm<Int>("status.open", "{0} open")
    public static let acknowledgedAlarms = MessageForm<Int>("status.acknowledged", "{0} acknowledged")
    public static let returnedAlarms = MessageForm<Int>("status.returned", "{0} returned")
    public static let allAcknowledged = PlainForm("status.all_acknowledged", "acknowledged")
    public static let allReturned = PlainForm("status.all_returned", "returned")
    /// The word for monitoring and why it is that, how many answer of how many hosts, how many not in full, how many are in maintenance, and
    /// the alarms.
    public static let statusOfAll = MessageForm<String, Message?, Int, Int, Int?, Int?, Message>(
        "status.all", "{0}[, since {1}]: {2} of {3} host{3?|s} answer{3?s|}[, {4} not in full][, {5} in maintenance], {6}")
    public static let hostsSilent = MessageForm<Int>("status.silent", "{0} host{0?|s} {0?does|do} not answer")

    /// Until when in local time, by whom, and why.
    public static let hostInMaintenance = MessageForm<String, String, String>(
        "state.host_in_maintenance", "in maintenance until {0} by {1}: {2}")
    /// What keeps its numbers from being kept.
    public static let answersBut = MessageForm<Message>("state.answers_but", "answers; {0}")
    public static let noAnswerYet = PlainForm("state.no_answer_yet", "no answer yet")
    public static let hostIsWell = PlainForm("state.ok", "ok")
    /// What it says of itself.
    public static let answersAs = MessageForm<String>("state.ok_as", "ok: {0}")
    /// What is missing.
    public static let showsNothing = MessageForm<[Message]>("state.shows_nothing", "nothing is shown: {0: · }")
    public static let showsInPart = MessageForm<[Message]>("state.shows_in_part", "partly: {0: · }")

    // What a host says of itself.
    public static let processors = MessageForm<Int>("about.processors", "{0} CPU{0?|s}")
    /// How many of how many.
    public static let guestsRun = MessageForm<Int, Int>("about.guests_run", "{0} of {1} guests run")
    public static let guestsRan = MessageForm<Int, Int>("about.guests_ran", "{0} of {1} guests ran when it last answered")
    /// Their names.
    public static let guestsHang = MessageForm<String>("about.guests_hang", "no answer from {0}")
}
