/// What is wrong with a `[[command]]` of the configuration, and that one was run.
extension Message {
    static let commandMessages: [any DeclaredMessage] = [
        commandNameWrong, commandNameTaken, commandIsThere, commandKeyWrong, commandKeyTaken, keyOfScreen, keyIsKept, commandKeyIsThere,
        commandProgramWrong,
        commandTakes, unknownPlaceholder, placeholderElsewhere, placeholderOfPerson, foregroundHasNoDeadline, commandRun, noSuchCommand,
        nothingOfThat, terminalTaken, programsRun, programNotFound, viewNameHasBlank, viewIsThere,
    ]

    public static let commandNameWrong = MessageForm<String>(
        "command.name_wrong", "\"name\" is {0}; write small letters, digits and -, at most 30, such as name = \"ssh\"")
    public static let commandNameTaken = MessageForm<String>(
        "command.name_taken", "{0} is what the dashboard calls a verb of its own; write another name")
    /// Which one, and in which line.
    public static let commandIsThere = MessageForm<String, Int>(
        "command.is_there", "the command {0} is there already, in line {1}")
    /// And the letters that are free.
    public static let commandKeyWrong = MessageForm<String, String>(
        "command.key_wrong", "\"key\" is {0}; write one of the letters {1}, or a key such as \"alt-x\" or \"F2\"")
    /// Whose it is, and what is free.
    public static let commandKeyTaken = MessageForm<String, Message, String>(
        "command.key_taken", "the key {0} is that of {1}; write one of {2}, or a key such as \"alt-x\" or \"F2\"")
    public static let keyOfScreen = PlainForm("command.key_of_screen", "a screen")
    public static let keyIsKept = PlainForm("command.key_is_kept", "Warte's own")
    /// Which other command has it, and its line.
    public static let commandKeyIsThere = MessageForm<String, String, Int>(
        "command.key_is_there", "the key {0} is that of the command {1} in line {2}; write another, or leave it out")
    public static let commandProgramWrong = MessageForm<String>(
        "command.program_wrong",
        "\"run\" begins with {0}; write a program's name, which is looked for in PATH, or its absolute path, without placeholders")
    public static let unknownPlaceholder = MessageForm<String>("unknown.placeholder", "unknown placeholder {0}")
    /// What a command is about, and its placeholders.
    public static let commandTakes = MessageForm<String, String>("command.takes", "a command of a {0} takes {1}")
    /// Which placeholder, what the command is about, and what it would have to be about.
    public static let placeholderElsewhere = MessageForm<String, String, String>(
        "command.placeholder_elsewhere", "{0} is nothing that a {1} has; write where = \"{2}\", or leave it out")
    public static let placeholderOfPerson = MessageForm<String>(
        "command.placeholder_of_person",
        "{0} would be a person's name, for \\[privacy\\] has names = \"plain\"; leave one of the two out")
    public static let foregroundHasNoDeadline = PlainForm(
        "command.foreground_no_deadline", "a program in the foreground ends when it likes; leave \"deadline\" or \"foreground\" out")

    /// Its name, what it was about, and who ran it.
    public static let commandRun = MessageForm<String, String?, String>("command.run", "{0} was run[ on {1}] by {2}")
    public static let noSuchCommand = PlainForm("refused.no_such_command", "the configuration that is in force has no such command")
    public static let nothingOfThat = MessageForm<String>("refused.nothing_of_that", "the {0} that it is about is there no longer")

    /// Which command.
    public static let terminalTaken = MessageForm<String>("command.terminal_taken", "{0}: another program has the terminal")
    /// And how many others.
    public static let programsRun = MessageForm<String, Int>("command.programs_run", "{0}: {1} others run already")
    /// And its program.
    public static let programNotFound = MessageForm<String, String>("command.program_not_found", "{0}: {1} is not found, or may not be run")

    public static let viewNameHasBlank = MessageForm<String>(
        "view.name_has_blank", "\"name\" is {0}; write it without blanks, as :view takes it")
    /// Which one, and in which line.
    public static let viewIsThere = MessageForm<String, Int>("view.is_there", "the view {0} is there already, in line {1}")
}
