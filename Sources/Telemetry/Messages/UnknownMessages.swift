/// A word of the configuration that nobody knows, and what would be right.
extension Message {
    static let unknownMessages: [any DeclaredMessage] = [
        unknownKey, unknownCollector, unknownArea, unknownRule, unknownValue, unknownHost, didYouMean, knownAre, thereAre, topTakes,
        tableTakes, declaredAreas, keyCanBe, secretIsElsewhere, secretLeftOut,
    ]

    public static let unknownKey = MessageForm<String>("unknown.key", "unknown key {0}")
    public static let unknownCollector = MessageForm<String>("unknown.collector", "unknown collector {0}")
    public static let unknownArea = MessageForm<String>("unknown.area", "unknown area {0}")
    public static let unknownRule = MessageForm<String>("unknown.rule", "unknown rule {0}")
    public static let unknownValue = MessageForm<String>("unknown.value", "unknown value {0}")
    public static let unknownHost = MessageForm<String>("unknown.host", "unknown host {0}")

    /// What is unknown, and the word that was probably meant.
    public static let didYouMean = MessageForm<Message, String>("unknown.did_you_mean", "{0}, did you mean \"{1}\"?")
    /// What is unknown, and what there is.
    public static let knownAre = MessageForm<Message, Message>("unknown.known_are", "{0}; {1}")
    public static let thereAre = MessageForm<String>("unknown.there_are", "there are {0}")
    public static let topTakes = MessageForm<String>("unknown.top_takes", "at the top there can be {0}")
    public static let tableTakes = MessageForm<String, String>("unknown.table_takes", "{0} takes {1}")
    public static let declaredAreas = MessageForm<String>("unknown.declared_areas", "declared with \\[\\[area\\]\\] are {0}")
    public static let keyCanBe = MessageForm<String, String>("unknown.key_can_be", "\"{0}\" can be {1}")

    /// Which secret it is.
    public static let secretIsElsewhere = MessageForm<String>(
        "unknown.secret",
        "a secret does not stand in this file; write {0}_file = \"/…\" (mode 0600), {0}_env or {0}_credential")
    public static let secretLeftOut = PlainForm(
        "unknown.secret_left_out", "a secret does not stand in this file; leave the line out")
}
