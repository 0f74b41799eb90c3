/// Why JSON that came from elsewhere cannot be read. What was wanted and what came are in JSON's own words: types, names of fields, values.
extension Message {
    static let jsonMessages: [any DeclaredMessage] = [
        jsonAt, jsonWanted, jsonLacks, jsonWord, jsonOneOf, jsonBetween, jsonAtLeast, jsonMoreThan, jsonAtMostBytes, jsonAtMostItems,
        jsonNothing, jsonCount, jsonBytes, jsonBeyond64Bits, jsonNoList, jsonBroken, jsonGoesOn, jsonNoEndOfElement, jsonLongElement,
    ]

    /// Which field, and what is wrong with it.
    public static let jsonAt = MessageForm<String, Message>("json.at", "{0}: {1}")
    public static let jsonWanted = MessageForm<Message, Message>("json.wanted", "wanted {0}, got {1}")
    public static let jsonLacks = MessageForm<Message>("json.lacks", "wanted {0}, got nothing")
    // What was wanted.
    public static let jsonWord = MessageForm<String>("json.word", "{0}")
    public static let jsonOneOf = MessageForm<[Message]>("json.one_of", "one of {0}")
    public static let jsonBetween = MessageForm<Int, Int>("json.between", "{0} to {1}")
    public static let jsonAtLeast = MessageForm<Int>("json.at_least", "at least {0}")
    /// Another field.
    public static let jsonMoreThan = MessageForm<String>("json.more_than", "more than {0}")
    public static let jsonAtMostBytes = MessageForm<Int>("json.at_most_bytes", "at most {0} byte{0?|s}")
    public static let jsonAtMostItems = MessageForm<Int>("json.at_most_items", "at most {0} item{0?|s}")
    public static let jsonNothing = PlainForm("json.nothing", "nothing")
    // What came instead, where it is no value.
    public static let jsonCount = MessageForm<Int>("json.count", "{0}")
    public static let jsonBytes = MessageForm<Int>("json.bytes", "{0} byte{0?|s}")
    public static let jsonBeyond64Bits = PlainForm("json.beyond_64_bits", "int beyond 64 bits")
    public static let jsonNoList = PlainForm("json.no_list", "wanted a list, got something else")
    /// At which byte of how many, and the parser's own words.
    public static let jsonBroken = MessageForm<Int, Int, RawLine>("json.broken", "not JSON at byte {0} of {1}: {2}")
    public static let jsonGoesOn = MessageForm<Int, Int>("json.goes_on", "not JSON at byte {0} of {1}: text after its end")
    public static let jsonNoEndOfElement = MessageForm<Int, Int>(
        "json.no_end_of_element", "not JSON at byte {0} of {1}: neither a comma nor the list's end")
    public static let jsonLongElement = MessageForm<Int, Int>(
        "json.long_element", "what begins at byte {0} of the list has more than {1} bytes")
}
