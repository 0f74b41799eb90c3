/// What Warte tells others by, and what is wrong with it.
extension Message {
    static let notifyMessages: [any DeclaredMessage] = [
        trouble, timeToAct, worksAgain, notTold, ruleOfHost, notificationCommand, alertmanagerAt, triedAgain, ofProgram, noProgramNamed,
        tookLongerAndEnded, endedWithStatus, endedBySignal, endedUnknown, statusZero, answeredUnreadable, hasMoreThanIsRead, answeredStatus,
        answeredWith,
        answeredNotWithin, answersBusy,
    ]

    /// Which of them, and what is wrong.
    public static let trouble = MessageForm<Message, Message>("notify.trouble", "{0}: {1}")
    public static let worksAgain = MessageForm<Message, Int>("notify.works_again", "{0}: works again after {1?one failure|# failures}")
    /// Of what, and of how many more.
    public static let notTold = MessageForm<[Message], Int?>(
        "notify.not_told", "notification command: not told, since a call before did not end in time: {0}[ and {1} more]")
    /// The rule's word, and the host; none where the rule is of the site.
    public static let ruleOfHost = MessageForm<String, HostArgument?>("notify.rule_of_host", "{0}[ of {1}]")

    public static let notificationCommand = PlainForm("notify.command", "notification command")
    /// Its URL.
    public static let alertmanagerAt = MessageForm<String>("notify.alertmanager", "Alertmanager at {0}")
    public static let triedAgain = MessageForm<Message>("notify.tried_again", "{0}; it is tried again")

    // Why a program did not do what it should.
    /// Its path, and what it did.
    public static let ofProgram = MessageForm<String, Message>("program.of", "{0} {1}")
    public static let noProgramNamed = PlainForm("program.none", "no program is named")
    public static let tookLongerAndEnded = MessageForm<Duration>("program.took_longer", "took longer than {0:s} and was ended")
    public static let endedWithStatus = MessageForm<Int>("program.status", "ended with status {0}")
    public static let endedBySignal = MessageForm<Int>("program.signal", "was ended by signal {0}")
    public static let endedUnknown = PlainForm("program.unknown", "ended, and nobody knows how")
    /// Of one that said nothing at all.
    public static let statusZero = PlainForm("program.status_zero", "status 0")

    /// Of a runbook: how long there is.
    public static let timeToAct = MessageForm<Message>("alertmanager.time_to_act", "time to act: {0}")

    // What an Alertmanager did instead of what it was asked for.
    /// What is wrong with the answer: for who works on Warte.
    public static let answeredUnreadable = MessageForm<Message>("alertmanager.unreadable", "answered what cannot be read: {0}")
    public static let hasMoreThanIsRead = MessageForm<Int>(
        "alertmanager.more", "has more than {0} active silences or silenced alerts, which is more than is read")
    /// With its own words.
    public static let answeredStatus = MessageForm<Int, RawLine?>("alertmanager.status", "answered with HTTP status {0}[: {1}]")
    public static let answeredWith = MessageForm<Message>("alertmanager.answered", "answered with {0}")
    public static let answeredNotWithin = MessageForm<Duration>("alertmanager.silent", "no answer within {0:s}")
    public static let answersBusy = PlainForm("alertmanager.busy", "busy")
}
