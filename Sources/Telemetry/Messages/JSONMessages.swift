/// Why JSON that came from elsewhere cannot be read. What was wanted and what came are in JSON's own words: types, names of fields, values.
extension Message {
    static let jsonMessages: [any DeclaredMessage] = [
        jsonAt, jsonWanted, jsonLacks, jsonNoList, jsonBroken, jsonGoesOn, jsonNoEndOfElement, jsonLongElement,
    ]

    /// Which field, and what is wrong with it.
    public static let jsonAt = MessageForm<String, Message>("json.at", "{0}: {1}")
    public static let jsonWanted = MessageForm<String, RawLine>("json.wanted", "wanted {0}, got {1}")
    public static let jsonLacks = MessageForm<String>("json.lacks", "wanted {0}, got nothing")
    public static let jsonNoList = PlainForm("json.no_list", "wanted a list, got something else")
    /// At which byte of how many, and the parser's own words.
    public static let jsonBroken = MessageForm<Int, Int, RawLine>("json.broken", "not JSON at byte {0} of {1}: {2}")
    public static let jsonGoesOn = MessageForm<Int, Int>("json.goes_on", "not JSON at byte {0} of {1}: text after its end")
    public static let jsonNoEndOfElement = MessageForm<Int, Int>(
        "json.no_end_of_element", "not JSON at byte {0} of {1}: neither a comma nor the list's end")
    public static let jsonLongElement = MessageForm<Int, Int>(
        "json.long_element", "what begins at byte {0} of the list has more than {1} bytes")
}
