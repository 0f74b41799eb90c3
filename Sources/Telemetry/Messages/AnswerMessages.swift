/// Of an answer that cannot be read: where, and what stands there. What came from the other side is a raw line.
extension Message {
    static let answerMessages: [any DeclaredMessage] = [
        answerLine, answerField, answerByte, answerRecord, answerKey, answerBeginning, answerTables, answerFiles,
        moreThanBytes, moreThanLogins, moreThanClients, moreThanFiles, noSuchLine, availableOfTotal, noTicket,
        noAnswerOfCommand, noMark, fileWithoutEnd, noSuchWord, endpointNotTaken,
        lineBeyondBytes, noGreeting, lineUnasked, firstLine, replyWithoutEnd, formOfStatusOne, formOfStatusTwo, statusOfNoServer,
        nothingButEnd, clientBeforeHeader, noHeaderOfClients, noColumn, fieldsUnderColumns, columnOfLine, bytesInAndOut,
    ]

    // Where. Lines, fields, bytes and records are counted from 1.
    public static let answerLine = MessageForm<Int>("answer.line", "line {0}")
    public static let answerField = MessageForm<Int, Int>("answer.field", "line {0}, field {1}")
    public static let answerByte = MessageForm<Int>("answer.byte", "byte {0}")
    public static let answerRecord = MessageForm<Int>("answer.record", "record {0}")
    /// What the interface itself calls it.
    public static let answerKey = MessageForm<String>("answer.key", "{0}")
    public static let answerBeginning = PlainForm("answer.beginning", "its beginning")
    public static let answerTables = PlainForm("answer.tables", "tables")
    public static let answerFiles = PlainForm("answer.files", "the files of that machine")

    // What.
    public static let moreThanBytes = MessageForm<Int>("answer.more_bytes", "more than {0} bytes")
    public static let moreThanLogins = MessageForm<Int>("answer.more_logins", "more than {0} logins")
    public static let moreThanClients = MessageForm<Int>("answer.more_clients", "more than {0} clients")
    public static let moreThanFiles = MessageForm<Int>("answer.more_files", "more than {0} files")
    public static let noSuchLine = PlainForm("answer.no_such_line", "no such line")
    public static let availableOfTotal = MessageForm<String, String>("answer.available_of_total", "{0} of {1} bytes")
    public static let noTicket = PlainForm("answer.no_ticket", "no ticket")
    public static let noAnswerOfCommand = PlainForm("answer.no_command", "no answer of the command")
    public static let noMark = PlainForm("answer.no_mark", "no mark")
    public static let fileWithoutEnd = PlainForm("answer.file_without_end", "a file without an end")
    public static let noSuchWord = PlainForm("answer.no_such_word", "no such word")
    /// Which collector.
    public static let endpointNotTaken = MessageForm<String>("answer.endpoint_not_taken", "collector {0} does not take this endpoint")

    // OpenVPN's management interface: where.
    public static let lineBeyondBytes = MessageForm<Int>("openvpn.line_beyond", "a line of more than {0} bytes")
    public static let noGreeting = PlainForm("openvpn.no_greeting", "the greeting: not OpenVPN's")
    public static let lineUnasked = PlainForm("openvpn.line_unasked", "a line that nobody asked for")
    public static let firstLine = PlainForm("openvpn.first_line", "the first line")
    public static let replyWithoutEnd = MessageForm<Int>("openvpn.no_end", "line {0}: the reply has no end")
    public static let formOfStatusOne = PlainForm("openvpn.status_one", "line 1 (the form of status 1)")
    public static let formOfStatusTwo = PlainForm("openvpn.status_two", "line 1 (the form of status 2)")
    public static let statusOfNoServer = PlainForm(
        "openvpn.no_server", "line 1 (a client or a point-to-point tunnel, not a server)")
    public static let nothingButEnd = PlainForm("openvpn.nothing", "nothing but END")
    public static let clientBeforeHeader = MessageForm<Int>("openvpn.before_header", "line {0}: a client before the HEADER")
    public static let noHeaderOfClients = PlainForm("openvpn.no_header", "the end: no HEADER of the clients")
    /// In which line, and how it is called.
    public static let noColumn = MessageForm<Int, String>("openvpn.no_column", "line {0}: no column \"{1}\"")
    public static let fieldsUnderColumns = MessageForm<Int, Int, Int>("openvpn.fields", "line {0}: {1} fields under {2} columns")
    public static let columnOfLine = MessageForm<Int, String>("openvpn.column", "line {0}: {1}")
    public static let bytesInAndOut = PlainForm("openvpn.bytes", "bytesin and bytesout")
}
