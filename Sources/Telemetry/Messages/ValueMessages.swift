/// What a key of the configuration is set to, and what was wanted there.
extension Message {
    static let valueMessages: [any DeclaredMessage] = [
        fileValue, foundTable, foundSingleTable, foundList, foundText, foundWhole, foundFraction, foundFlag, foundMoment, foundLocalTime,
        valueWanted, entryWanted, wantedText, wantedTexts, wantedFlag, wantedYesOrNo, wantedOneOf, wantedWhole, unitMinutes, wantedNumber,
        wantedDuration, writeDuration, wantedPath, wantedTable, wantedMoment, wantedURL, durationOutside, secondsOutside, ofKey, ofEntry,
        valueIsEmpty,
        valueTooLong, valueHasControl, needsKey, needsSecret,
    ]

    // What was found.
    /// As the file spells it.
    public static let fileValue = MessageForm<String>("value.as_spelled", "{0}")
    public static let foundTable = PlainForm("value.table", "a table")
    public static let foundSingleTable = PlainForm("value.single_table", "a single table")
    public static let foundList = PlainForm("value.list", "a list")
    public static let foundText = PlainForm("value.text", "a text")
    public static let foundWhole = PlainForm("value.whole", "a whole number")
    public static let foundFraction = PlainForm("value.fraction", "a number with a fraction")
    public static let foundFlag = PlainForm("value.flag", "true or false")
    public static let foundMoment = PlainForm("value.moment", "a date with a time")
    public static let foundLocalTime = PlainForm("value.local_time", "a date or a time")

    /// Which key, what it is, and what was wanted.
    public static let valueWanted = MessageForm<String, Message, Message>("value.wanted", "\"{0}\" is {1}; wanted {2}")
    /// The same of an entry of its list.
    public static let entryWanted = MessageForm<String, Message, Message>("value.entry_wanted", "\"{0}\" holds {1}; wanted {2}")

    // What was wanted, most with a line that could stand there.
    public static let wantedText = MessageForm<String>("wanted.text", "a text, such as {0}")
    public static let wantedTexts = MessageForm<String>("wanted.texts", "a list of texts, such as {0}")
    public static let wantedFlag = MessageForm<String>("wanted.flag", "{0} = true or {0} = false, without quotes")
    public static let wantedYesOrNo = MessageForm<String>("wanted.yes_or_no", "{0} = \"yes\" or {0} = \"no\"")
    public static let wantedOneOf = MessageForm<String>("wanted.one_of", "one of {0}")
    /// From, to, and of what.
    public static let wantedWhole = MessageForm<Int, Int, Message?>("wanted.whole", "a whole number from {0} to {1}[ ({2})]")
    public static let unitMinutes = PlainForm("unit.minutes", "minutes")
    public static let wantedNumber = MessageForm<String, String, Message?>("wanted.number", "a number from {0} to {1}[ ({2})]")
    public static let wantedDuration = PlainForm(
        "wanted.duration", "a duration such as \"10s\", \"5m\", \"2h\" or \"1d\", or seconds as a whole number")
    /// Of what is typed: such as this, and no more than that.
    public static let writeDuration = MessageForm<String, String?>(
        "duration.write", "write a number and s, m, h or d, such as {0}[, at most {1}]")
    public static let wantedPath = MessageForm<String>("wanted.path", "an absolute path, such as {0}")
    public static let wantedTable = MessageForm<String>("wanted.table", "a table: write {0} and its keys below")
    public static let wantedMoment = MessageForm<String>("wanted.moment", "a date and time without quotes, such as {0}")
    public static let wantedURL = MessageForm<String>("wanted.url", "a URL, such as {0}")

    /// Which key, what it is, and from where to where it can be.
    public static let durationOutside = MessageForm<String, String, String, String>(
        "value.duration_outside", "\"{0}\" is {1}; it can be {2} to {3}")
    public static let secondsOutside = MessageForm<String, Int, String, String>(
        "value.seconds_outside", "\"{0}\" is {1} seconds; it can be {2} to {3}")

    public static let ofKey = MessageForm<String>("value.of_key", "\"{0}\"")
    public static let ofEntry = MessageForm<String>("value.of_entry", "an entry of \"{0}\"")
    public static let valueIsEmpty = MessageForm<Message>("value.empty", "{0} is empty")
    public static let valueTooLong = MessageForm<Message, Int, Int>(
        "value.too_long", "{0} has {1} characters; at most {2} are allowed")
    public static let valueHasControl = MessageForm<Message>(
        "value.has_control", "{0} holds a line break or another control character")

    /// Which table, which key, and a line that could stand there.
    public static let needsKey = MessageForm<String, String, String>("value.missing", "{0} needs \"{1}\", such as {2}")
    /// The same of a secret's file, and the two keys that do instead.
    public static let needsSecret = MessageForm<String, String, String, String, String>(
        "value.secret_missing", "{0} needs \"{1}\", such as {2} (mode 0600), or {3} or {4}")
}
