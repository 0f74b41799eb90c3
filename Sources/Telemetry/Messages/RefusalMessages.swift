/// Why something that was asked for is not done.
extension Message {
    static let refusalMessages: [any DeclaredMessage] = [
        needsTime, nothingToAcknowledge, ofAlarm, ofNamed, commentNeedsWords, shelfNeedsReason, shelfTooLong, shelfWithoutValue, notShelved,
        nothingToUndo,
        undoEndsWithEngine, hasChanged,
        hasBecomeWorse, hasChangedMeanwhile, noSuchAlarm, isShelved, isSuppressed, isInMaintenance, isOver, acknowledgeFirst, notLatched,
        tooManyComments, tooManyWindows, nothingToShelve,
        thereIsNoHost, isConfigured, isNamed, maintenanceOverAlready, maintenanceNeedsReason, notInMaintenance,
        isInWiderMaintenance, noAlarmNamed, someAcknowledged, someDone, andOthers,
        someTakenBack,
        someChanged,
        tooLong,
        notWrittenDown, notWrittenBecause, othersAreWritten, engineEnds, namesAreShown, namesStayHidden, nameNeedsReason, noNameKnown,
        nameNotWritten, tooManyFronts,
    ]

    public static let needsTime = PlainForm("refused.needs_time", "an acknowledgement needs a time to hold")
    public static let nothingToAcknowledge = PlainForm("refused.nothing_to_acknowledge", "nothing to acknowledge")
    public static let ofAlarm = MessageForm<Int, Message>("refused.of_alarm", "alarm {0}: {1}")
    /// Why, where everybody knows which alarm it is about.
    public var withoutAlarm: Message {
        guard id == Self.ofAlarm.id, case .message(let reason)? = arguments.last else { return self }
        return reason
    }
    /// The same where alarms are seen and not numbered: its host and its words.
    public static let ofNamed = MessageForm<RawLine, Message>("refused.of_named", "{0}: {1}")
    /// The number of the alarm that it says it is about; nil where it says none.
    public var refusedAlarm: Int? {
        let ofAlarms = [
            Self.ofAlarm.id, Self.noSuchAlarm.id, Self.shelfTooLong.id, Self.shelfWithoutValue.id, Self.notShelved.id,
            Self.hasBecomeWorse.id, Self.hasChangedMeanwhile.id,
        ]
        guard ofAlarms.contains(id), case .count(let number)? = arguments.first else { return nil }
        return number
    }
    public static let commentNeedsWords = PlainForm("refused.comment_needs_words", "a comment needs words")
    public static let shelfNeedsReason = PlainForm("refused.shelf_needs_reason", "shelving needs a reason")
    public static let shelfTooLong = MessageForm<Int, Duration>("refused.shelf_too_long", "alarm {0} can be shelved for at most {1}")
    public static let shelfWithoutValue = MessageForm<Int>(
        "refused.shelf_without_value", "alarm {0} has no value that could bring it back")
    public static let notShelved = MessageForm<Int>("refused.not_shelved", "alarm {0} is not shelved")
    public static let nothingToUndo = MessageForm<Duration>("refused.nothing_to_undo", "nothing of yours from the last {0} to take back")
    /// How long ago the engine started.
    public static let undoEndsWithEngine = MessageForm<Duration>(
        "refused.undo_ends_with_engine",
        "the engine started anew {0} ago and takes back nothing from before: unshelve what was shelved; an acknowledgement ends with its time"
    )
    public static let hasChanged = PlainForm("refused.has_changed", "it has changed since; nothing was taken back")
    public static let hasBecomeWorse = MessageForm<Int>("refused.has_become_worse", "alarm {0} has become worse meanwhile")
    public static let hasChangedMeanwhile = MessageForm<Int>("refused.has_changed_meanwhile", "alarm {0} has changed meanwhile")
    public static let noSuchAlarm = MessageForm<Int>("refused.no_such_alarm", "alarm {0} is over or never was")
    public static let isShelved = PlainForm("refused.is_shelved", "it is shelved; unshelve it first")
    public static let isSuppressed = MessageForm<Message>("refused.is_suppressed", "it is suppressed: {0}")
    public static let isInMaintenance = PlainForm("refused.is_in_maintenance", "its host is in maintenance")
    public static let isOver = PlainForm("refused.is_over", "it is over already")
    public static let acknowledgeFirst = PlainForm("refused.acknowledge_first", "acknowledge it before it is reset")
    public static let notLatched = PlainForm("refused.not_latched", "it is not latched")
    public static let tooManyWindows = MessageForm<Int>(
        "refused.too_many_windows",
        "it was put into maintenance {0} times within a day, which is as often as is kept; wait, or use a window that is open")
    public static let tooManyComments = MessageForm<Int>(
        "refused.too_many_comments", "it has {0} comment{0?|s}, and there is no room for more")
    public static let nothingToShelve = PlainForm("refused.nothing_to_shelve", "there is nothing to shelve")

    public static let thereIsNoHost = MessageForm<String>("refused.there_is_no_host", "there is no host {0}")
    public static let isConfigured = MessageForm<HostArgument>(
        "refused.is_configured", "{0} is in the configuration: take it out there, then warte reload")
    /// Which host, and of which target.
    public static let isNamed = MessageForm<HostArgument, String>(
        "refused.is_named", "{0} is named by {1}: only a host that is missing can be forgotten")
    public static let maintenanceOverAlready = MessageForm<HostArgument>(
        "refused.maintenance_over", "the maintenance of {0} would be over already")
    public static let maintenanceNeedsReason = PlainForm("refused.maintenance_needs_reason", "a maintenance needs a reason")
    public static let notInMaintenance = MessageForm<String>("refused.not_in_maintenance", "{0} is not in maintenance")

    /// A host, and its target, whose maintenance it is.
    public static let isInWiderMaintenance = MessageForm<String, HostArgument>(
        "refused.in_wider_maintenance", "{0} is in maintenance as part of {1}: end that")

    public static let noAlarmNamed = PlainForm("refused.no_alarm_named", "no alarm is named")
    /// How many of how many, and why not the rest.
    public static let someAcknowledged = MessageForm<Int, Int, Message>(
        "refused.some_acknowledged", "{0} of {1} acknowledged, the rest not: {2}")
    public static let someDone = MessageForm<Int, Int, Message>(
        "refused.some_done", "done for {0} of {1}, not for the rest: {2}")
    /// Behind the reasons of the first ones.
    public static let andOthers = MessageForm<Int>("refused.and_others", "and {0} other{0?|s}")
    public static let someTakenBack = MessageForm<Int, Int, Message>(
        "refused.some_taken_back", "the first {0} of {1} taken back, the rest not: {2}")
    public static let someChanged = MessageForm<Int, Int>(
        "refused.some_changed", "{0} of {1} taken back, the rest have changed since")
    public static let tooLong = MessageForm<Int, Int>("refused.too_long", "at most {0} bytes of text are taken, these are {1}")
    public static let notWrittenDown = PlainForm(
        "refused.not_written_down", "nothing was done, since it could not be written down; try again")
    public static let notWrittenBecause = MessageForm<Message>(
        "refused.not_written_because", "{0}: nothing was done, since it could not be written down")

    public static let othersAreWritten = PlainForm(
        "refused.others_are_written", "nothing was done: others are still being written; try again")
    public static let engineEnds = PlainForm("refused.engine_ends", "nothing was done: the engine ends")

    public static let namesAreShown = PlainForm("refused.names_are_shown", "names are shown as they are here")
    public static let namesStayHidden = PlainForm(
        "refused.names_stay_hidden", "names stay hidden here: the configuration has no \\[privacy\\] reveal = true")
    public static let nameNeedsReason = PlainForm("refused.name_needs_reason", "a name is only told for a reason")
    /// Of whom, and where.
    public static let noNameKnown = MessageForm<String, HostArgument>("refused.no_name_known", "no name of today is known for {0} on {1}")
    /// Whether a part of what was asked for was done: what is refused is the rest.
    public var isOfTheRest: Bool {
        [Self.someAcknowledged.id, Self.someDone.id, Self.someTakenBack.id, Self.someChanged.id].contains(id)
    }

    public static let nameNotWritten = PlainForm("refused.name_not_written", "the journal cannot be written, so no name is told")
    public static let tooManyFronts = MessageForm<Int>("refused.too_many_fronts", "{0} front{0?|s} look{0?s|} on already")
}
