/// What is wrong with what people give the front: a theme's file, a text that they type.
extension Message {
    static let frontMessages: [any DeclaredMessage] = [
        themeNoSetting, themeNameDoesNotEnd, themeNoEquals, themeNoValue, themeOpenQuotation, themeRestAfterValue, themeNoColour,
        themeNoAttribute, noMoreFits,
    ]

    // Of a theme, with what stands there.
    public static let themeNoSetting = MessageForm<String>(
        "theme.no_setting", "\"{0}\" is no setting; write theme\\[name\\]=\"#rrggbb\", or # before a comment")
    public static let themeNameDoesNotEnd = PlainForm(
        "theme.open_name", "the name of the setting does not end; write theme\\[name\\]=\"#rrggbb\"")
    public static let themeNoEquals = MessageForm<String>(
        "theme.no_equals", "\"=\" is missing after theme\\[{0}\\]; write theme\\[name\\]=\"#rrggbb\"")
    public static let themeNoValue = PlainForm(
        "theme.no_value", "the value is missing; write \"#rrggbb\", or \"\" for the terminal's own colour")
    public static let themeOpenQuotation = PlainForm(
        "theme.open_quotation", "the quotation mark is not closed; write a second \" after the value")
    public static let themeRestAfterValue = MessageForm<String>(
        "theme.rest", "\"{0}\" stands after the value; leave it out, or write # before it")
    public static let themeNoColour = MessageForm<String>(
        "theme.no_colour",
        "\"{0}\" is no colour; write #rrggbb, #gg for a grey, three numbers 0 to 255, or nothing for the terminal's own")
    public static let themeNoAttribute = MessageForm<String>(
        "theme.no_attribute", "\"{0}\" is no attribute; write some of bold, dim, reverse, underline, or nothing")

    /// How many bytes do.
    public static let noMoreFits = MessageForm<Int>("field.no_more_fits", "no more fits: at most {0} bytes of text")
}
