/// Why there is no dashboard on a terminal, or how it was opened.
extension Message {
    static let terminalMessages: [any DeclaredMessage] = [
        statusInstead, noTerminal, noTerminalType, terminalNotOpened, noLoopFiles, cannotPlaceText, unknownTerminal, terminalTakenFor,
    ]

    /// What to do where there is none: the reason, and the command that needs none.
    public static let statusInstead = MessageForm<Message>("terminal.instead", "{0}; \"warte status\" prints the same as text")
    public static let noTerminal = PlainForm("terminal.none", "no terminal on standard input and output")
    public static let noTerminalType = PlainForm("terminal.no_type", "TERM is not set, so the terminal's kind is unknown")
    public static let terminalNotOpened = PlainForm("terminal.not_opened", "the terminal could not be opened")
    /// The system's words.
    public static let noLoopFiles = MessageForm<RawLine>("terminal.no_loop_files", "no files left for the event loop: {0}")
    // Which type.
    public static let cannotPlaceText = MessageForm<String>("terminal.no_place", "a terminal of type \"{0}\" cannot place text")
    /// And which is known.
    public static let unknownTerminal = MessageForm<String, String>(
        "terminal.unknown_type", "the terminal type \"{0}\" is not known here: try TERM={1}")
    public static let terminalTakenFor = MessageForm<String, String>(
        "terminal.taken_for", "the terminal type \"{0}\" is not known here; taken for {1}")
}
