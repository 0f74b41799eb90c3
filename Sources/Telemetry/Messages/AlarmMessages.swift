/// What rules say of an alarm, and what stands beside it.
extension Message {
    static let alarmMessages: [any DeclaredMessage] = [
        aboveLimit, aboveCritical, worstWas,
        perVirtualProcessor, noDataSince, noDataYet, noDataStored, limitPool, sessionsOfLimit, sessionsFell,
        guestCrashed,
        guestsCrashed,
        ownProblem,
        within, atOnce,
        clientsLost, clientsKeptOut, handshakesFailed, clientsWithoutRoom, clientsTimedOut, tallyLost, tallyHandshake, tallyResource,
        onGateways, nearPeaks, poolFull, guestsWaiting, guestWaits, valueIs, isWorse, hostAnswers, hostMissing, hostForgotten,
        suppressedByNoData,
        nothingIsShown, someIsNotShown,
        suppressedByMissing, silence, silenceWithoutComment, silenceElsewhere,
    ]

    /// The metric, its value, of what, the mean over which time, the limit, and for a value below that, where the alarm ends.
    public static let aboveLimit = MessageForm<Metric, Quantity, Message?, Duration?, Quantity?, Quantity?>(
        "alarm.above_limit", "{0} {1}[ {2}][ over {3}][, limit {4}][, ends at {5}]")
    /// The same of a critical one that becomes a warning there, and no less.
    public static let aboveCritical = MessageForm<Metric, Quantity, Message?, Duration?, Quantity?, Quantity?>(
        "alarm.above_critical", "{0} {1}[ {2}][ over {3}][, limit {4}][, critical until {5}]")
    /// What it is now, below the limit that it stands for until it ends, and what it came to.
    public static let worstWas = MessageForm<Message, Quantity>("alarm.worst_was", "{0}; at worst {1}")
    public static let perVirtualProcessor = PlainForm("alarm.per_vcpu", "per vCPU")

    /// With what the last poll brought instead.
    public static let noDataSince = MessageForm<Message?>("alarm.no_data", "no data[: {0}]")
    public static let noDataYet = MessageForm<Message?>("alarm.no_data_yet", "no data yet[: {0}]")

    /// Of a replay.
    public static let noDataStored = PlainForm("alarm.no_data_stored", "no data stored")

    /// What sessions have a limit of.
    public static let limitPool = PlainForm("limit.pool", "pool")
    /// What is full (`pool`, `seats`), how full, and how many of how many.
    public static let sessionsOfLimit = MessageForm<Message, Quantity, Int, Int>("alarm.sessions", "{0} {1} ({2} of {3})")
    public static let sessionsFell = MessageForm<Int, Int>("alarm.session_drop", "sessions fell from {0} to {1}")

    public static let guestCrashed = MessageForm<String>("alarm.guest_crashed", "guest {0} crashed")
    /// How many, the names of some, and how many more.
    public static let guestsCrashed = MessageForm<Int, String, Int?>(
        "alarm.guests_crashed", "{0} guest{0?|s} crashed: {1}[ and {2} more]")

    /// What of Warte itself, and what is wrong with it.
    public static let ownProblem = MessageForm<Message, Message>("alarm.own_problem", "{0}: {1}")

    // Session timeouts: how many, and within which time.
    public static let within = MessageForm<Duration>("timeouts.within", "in {0}")
    public static let atOnce = PlainForm("timeouts.at_once", "at once")
    public static let clientsLost = MessageForm<Int, Message?>("timeouts.lost", "{0} client{0?|s} lost[ {1}]")
    /// Clients that tried again and again, and how often.
    public static let clientsKeptOut = MessageForm<Int, Int, Message?>(
        "timeouts.kept_out", "{0} client{0?|s} could not get in, {1} handshake{1?|s} failed[ {2}]")
    public static let handshakesFailed = MessageForm<Int, Message?>("timeouts.handshakes", "{0} handshake{0?|s} failed[ {1}]")
    public static let clientsWithoutRoom = MessageForm<Int, Message?>("timeouts.no_room", "{0} client{0?|s} found no room[ {1}]")
    /// Of several causes, each with its number.
    public static let clientsTimedOut = MessageForm<Int, Message?, [Message]>(
        "timeouts.mixed", "{0} client{0?|s} timed out[ {1}]: {2}")
    public static let tallyLost = MessageForm<Int>("timeouts.tally_lost", "{0} client{0?|s} lost")
    public static let tallyHandshake = MessageForm<Int>("timeouts.tally_handshake", "{0} with failed handshakes")
    public static let tallyResource = MessageForm<Int>("timeouts.tally_resource", "{0} without room")
    public static let onGateways = MessageForm<Message, Int>("timeouts.on_gateways", "{0} on {1} gateway{1?|s}")

    // Why it comes back from the shelf.
    public static let valueIs = MessageForm<Quantity>("wake.value_is", "the value is {0}")
    public static let isWorse = PlainForm("wake.is_worse", "it is worse")
    public static let hostAnswers = PlainForm("wake.host_answers", "the host answers")

    /// Of which target.
    public static let hostMissing = MessageForm<String>("alarm.host_missing", "host missing: {0} answers and no longer names it")
    /// The first gap, and how many more there are.
    public static let nothingIsShown = MessageForm<Message, Int?>(
        "alarm.nothing_shown", "it answers and shows nothing: {0}[ (and {1} more)]")
    public static let someIsNotShown = MessageForm<Message, Int?>("alarm.some_not_shown", "it does not show all: {0}[ (and {1} more)]")
    public static let hostForgotten = PlainForm("alarm.host_forgotten", "the host was forgotten")

    // Beside an alarm.
    /// How many of how many ends lie so near to a metric above a limit on a host.
    public static let nearPeaks = MessageForm<Int, Int, Duration, Metric, Quantity, HostArgument>(
        "context.near_peaks", "{0} of {1} within {2} of {3} above {4} on {5}")
    /// What is full, how many are in it, how many fit, where.
    public static let poolFull = MessageForm<Message, Quantity, Int, HostArgument>("context.pool_full", "{0} at {1} of {2} on {3}")

    /// The guests that wait longest for a CPU: each with its own wait, the mean of its vCPUs.
    public static let guestsWaiting = MessageForm<[Message]>("context.guests_waiting", "waiting most: {0}")
    public static let guestWaits = MessageForm<String, Quantity>("context.guest_waits", "{0} {1}")

    // What it is suppressed by: an alarm that it follows from, or a silence that somebody made in another place.
    public static let suppressedByNoData = PlainForm("suppressed.no_data", "no data")
    public static let suppressedByMissing = PlainForm("suppressed.host_missing", "host missing")
    /// Its comment, and who made it.
    public static let silence = MessageForm<String, String?>("suppressed.silence", "silence: {0}[ by {1}]")
    public static let silenceWithoutComment = MessageForm<String?>("suppressed.silence_without_comment", "silence: no comment[ by {0}]")
    public static let silenceElsewhere = PlainForm("suppressed.silence_elsewhere", "silence: Alertmanager has its comment")

    /// Whether an alarm is suppressed by somebody's silence, not by another alarm.
    public var isSilence: Bool { [Self.silence.id, Self.silenceWithoutComment.id, Self.silenceElsewhere.id].contains(id) }
}
