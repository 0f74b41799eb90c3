/// What `warte journal verify` finds wrong with a journal.
extension Message {
    static let verifyMessages: [any DeclaredMessage] = [
        fileWasReplaced, integrityFails, rowOfNobody, sessionEndsOddly, alarmIsUnsound, hasNoHistory, historyHasNoBeginning,
        standsOtherwise,
        timeRunsBackwards, acknowledgedByNobody, seenAndUnseen, lastIsNotMarked, isSound, problemsOf,
    ]

    public static let fileWasReplaced = PlainForm("verify.file_replaced", "the file was overwritten, moved or removed")
    /// In SQLite's words.
    public static let integrityFails = MessageForm<RawLine>("verify.integrity", "integrity: {0}")
    /// Of which table.
    public static let rowOfNobody = MessageForm<String>("verify.row_of_nobody", "a row of {0} belongs to no occurrence")
    /// On which host, and when it began.
    public static let sessionEndsOddly = MessageForm<String, Moment>(
        "verify.session_end", "a session on {0} of {1}: its end does not fit its beginning")
    /// Its number, and what is wrong with it.
    public static let alarmIsUnsound = MessageForm<Int, Message>("verify.alarm", "alarm {0}: {1}")
    public static let hasNoHistory = PlainForm("verify.no_history", "it has no history")
    public static let historyHasNoBeginning = PlainForm("verify.no_beginning", "its history does not begin with its beginning")
    public static let standsOtherwise = PlainForm("verify.stands_otherwise", "it does not stand as its last step left it")
    public static let timeRunsBackwards = PlainForm("verify.backwards", "time runs backwards in its history")
    public static let acknowledgedByNobody = PlainForm(
        "verify.acknowledged_by_nobody", "it is acknowledged by nobody, or before it began")
    public static let seenAndUnseen = PlainForm("verify.seen_and_unseen", "it is both seen and unseen")
    public static let lastIsNotMarked = PlainForm("verify.last_not_marked", "it is the last of its kind and not marked so")
    /// Which file.
    public static let isSound = MessageForm<String>("verify.sound", "{0}: sound")
    public static let problemsOf = MessageForm<String, Int>("verify.problems", "{0}: {1} problem{1?|s}")
}
