/// Why a configuration is not TOML, and what to write instead.
extension Message {
    static let syntaxMessages: [any DeclaredMessage] = [
        notTOML, parserSays, cannotBeParsed, tooManyDots, longerThanMebibyte, notEnoughMemory, lineHidden, bytesNoUTF8, standsAlready,
        thisThing, doubleBracketsAbove, textNotClosed, quoteMissing, listNotClosed, listsTooDeep, headerAdvice, colonAfterKey, hasNoValue,
        isNoValue, shareIsPlain, standsInQuotes,
    ]

    public static let notTOML = MessageForm<Message>("syntax.not_toml", "not TOML: {0}")
    /// The parser's own words.
    public static let parserSays = MessageForm<RawLine>("syntax.parser_says", "{0}")
    public static let cannotBeParsed = PlainForm("syntax.cannot_be_parsed", "this cannot be read")
    public static let tooManyDots = PlainForm("syntax.too_many_dots", "too many dots in one key")
    public static let longerThanMebibyte = PlainForm("syntax.too_long", "longer than 1 MiB")
    public static let notEnoughMemory = PlainForm("syntax.no_memory", "not enough memory")

    /// The parser's words may hold a piece of a secret.
    public static let lineHidden = PlainForm(
        "syntax.line_hidden", "this line cannot be read; a text stands in quotes, and a password does not stand in this file")
    public static let bytesNoUTF8 = PlainForm("syntax.no_utf8", "these bytes are no UTF-8; save the file as UTF-8")
    public static let standsAlready = MessageForm<Message>(
        "syntax.stands_already", "{0} is there already; a key or a \\[table\\] stands once")
    /// What has no name that can be told.
    public static let thisThing = PlainForm("syntax.this", "this")
    public static let doubleBracketsAbove = MessageForm<Message>(
        "syntax.double_brackets_above", "{0} has double brackets above; write them here too")
    public static let textNotClosed = PlainForm("syntax.text_not_closed", "a text is not closed; its quotes are missing at the end")
    public static let quoteMissing = PlainForm("syntax.quote_missing", "the closing quote is missing")
    public static let listNotClosed = PlainForm("syntax.list_not_closed", "a list above this line is not closed; its \\] is missing")
    public static let listsTooDeep = PlainForm("syntax.too_deep", "lists within lists more than 16 deep")
    public static let headerAdvice = MessageForm<Message>(
        "syntax.header", "{0}; a header is a name in brackets on a line of its own, such as \\[privacy\\] or \\[\\[host\\]\\]")

    // Which key.
    public static let colonAfterKey = MessageForm<String>("syntax.colon", "a colon after \"{0}\"; write {0} = …")
    public static let hasNoValue = MessageForm<String>("syntax.no_value", "\"{0}\" has no value; write {0} = …")
    /// What stands there, and the line that is right.
    public static let isNoValue = MessageForm<String, String>("syntax.is_no_value", "{0} is no value; write {1}")
    /// The line that is right.
    public static let shareIsPlain = MessageForm<String>("syntax.share", "a share is a plain number; write {0}")
    public static let standsInQuotes = MessageForm<String>(
        "syntax.in_quotes", "a text and a duration stand in quotes; write {0}")
}
