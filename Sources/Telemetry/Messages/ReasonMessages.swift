/// Why somebody could not be reached or let nobody in, in our own words; those of the system and of libraries are raw lines.
extension Message {
    static let reasonMessages: [any DeclaredMessage] = [
        givenUp, givenUpLooking, connectionClosed, isClosed, watchEnded, serverClosed, servesNobody, wantsPassword, secretHasControl,
        secretIsOneLine, wrongPassword, wantsToAuthenticate, noAddress, noRoomForSocket, noRoomForFile, noThreadForName, noThreadToRead,
        systemsSilent, earlierCallHangs, noSuchFile, isNotSet, noCredentials, credentialHasFolder, noRegularFile, ofAnotherUser,
        othersCanRead, longerThan,
        isNoText, holdsLineEnd, noHTTPThread, requestNotTaken, otherCertificate, cannotStart, pathNotAbsolute, noRoomToWatch, noInput,
        noMemory, noURL, noTLSThere, notHTTP, writeHTTPS, noHTTPHere, noProgramsHere, permissionDenied, closedWithoutAnswer, answerCutOff,
        headTooLong, processesHidden, speaksNoHTTP, certificateExpired, certificateNotYet, certificateSelfSigned, certificateUnvouched,
        certificateOfAnother,
    ]

    public static let givenUp = PlainForm("reason.given_up", "given up")
    public static let givenUpLooking = PlainForm("reason.given_up_looking", "given up while the name was looked up")
    public static let connectionClosed = PlainForm("reason.connection_closed", "the connection is closed")
    public static let isClosed = PlainForm("reason.closed", "closed")
    public static let watchEnded = PlainForm("reason.watch_ended", "the watch has ended")
    public static let serverClosed = PlainForm("reason.server_closed", "the server closed the connection")
    public static let servesNobody = PlainForm("reason.serves_nobody", "the server waits for a hold release and serves nobody")
    public static let wantsPassword = PlainForm("reason.wants_password", "it wants a password, and the host has none: set password_file")
    public static let secretIsOneLine = PlainForm("reason.secret_one_line", "it has more than one line, and a secret is one line")
    public static let secretHasControl = PlainForm("reason.password_one_line", "the secret is empty or has control characters")
    public static let wrongPassword = PlainForm("reason.wrong_password", "wrong password")
    public static let wantsToAuthenticate = PlainForm(
        "reason.wants_to_authenticate",
        "the server wants its management client to let users in (management-client-auth); watching it here would lock them out")
    public static let noAddress = PlainForm("reason.no_address", "the name has no address")
    public static let noRoomForSocket = PlainForm("reason.no_room_for_socket", "no room to watch another socket")
    public static let noRoomForFile = PlainForm("reason.no_room_for_file", "no room to watch another file")
    public static let noThreadForName = PlainForm("reason.no_thread_for_name", "no thread to look the name up")
    public static let noThreadToRead = PlainForm("reason.no_thread_to_read", "no thread to read it")
    public static let systemsSilent = MessageForm<Int>(
        "reason.systems_silent", "the files of {0} other system{0?|s} {0?does|do} not answer")
    public static let earlierCallHangs = MessageForm<Duration>(
        "reason.earlier_call_hangs", "no answer within {0:s}, and an earlier call has not come back")
    public static let processesHidden = PlainForm(
        "reason.processes_hidden",
        "the processes of others are hidden (/proc with hidepid=, ProtectProc= in a unit), and only they tell which logins last: let its user "
            + "into the group of gid=, or set logins = \"no\"")
    public static let noSuchFile = PlainForm("reason.no_such_file", "no such file")
    public static let isNotSet = PlainForm("reason.not_set", "it is not set")
    public static let noCredentials = MessageForm<String>(
        "reason.no_credentials",
        "CREDENTIALS_DIRECTORY is not set: the service needs LoadCredential={0}")
    public static let credentialHasFolder = PlainForm("reason.credential_has_folder", "a credential's name has no folder in it")
    public static let noRegularFile = PlainForm("reason.no_regular_file", "it is not a regular file")
    public static let ofAnotherUser = MessageForm<Int>(
        "reason.of_another_user",
        "it belongs to another user (uid {0}): chown it to the one who runs the engine")
    public static let othersCanRead = MessageForm<String, String>("reason.others_can_read", "others can read it (mode {0}): chmod 600 {1}")
    public static let longerThan = MessageForm<Int>("reason.longer_than", "it is longer than {0} bytes")
    public static let isNoText = PlainForm("reason.no_text", "it is not UTF-8 text")
    public static let holdsLineEnd = PlainForm("reason.holds_line_end", "a header or a secret holds a line end")
    public static let noHTTPThread = PlainForm("reason.no_http_thread", "no thread or no file to do it with")
    public static let requestNotTaken = PlainForm("reason.request_not_taken", "libcurl could not take the request")
    public static let otherCertificate = MessageForm<String>(
        "reason.other_certificate",
        "its certificate is not the one that is pinned, but SHA-256 {0}")
    public static let closedWithoutAnswer = PlainForm(
        "reason.closed_without_answer", "it closes the connection without an answer")
    public static let answerCutOff = PlainForm("reason.answer_cut_off", "the connection ended in the middle of the answer")
    public static let headTooLong = PlainForm("reason.head_too_long", "the head of its answer is longer than any that is sensible")
    public static let speaksNoHTTP = PlainForm("reason.speaks_no_http", "what answers speaks no HTTP")
    public static let certificateExpired = PlainForm("reason.certificate_expired", "its certificate has expired")
    public static let certificateNotYet = PlainForm("reason.certificate_not_yet", "its certificate is not valid yet")
    public static let certificateSelfSigned = PlainForm(
        "reason.certificate_self_signed", "its certificate is self-signed, nobody else vouches for it")
    public static let certificateUnvouched = PlainForm(
        "reason.certificate_unvouched", "nobody who is trusted here vouches for its certificate")
    public static let certificateOfAnother = PlainForm(
        "reason.certificate_of_another", "its certificate is for other names than the endpoint's")
    public static let cannotStart = MessageForm<Message>("reason.cannot_start", "cannot be started: {0}")
    public static let pathNotAbsolute = PlainForm("reason.path_not_absolute", "its path does not begin with /")
    public static let noRoomToWatch = PlainForm("reason.no_room_to_watch", "no room to watch it")
    public static let noInput = MessageForm<RawLine>("reason.no_input", "could not be given its input: {0}")
    public static let noMemory = PlainForm("reason.no_memory", "no memory")
    public static let noURL = MessageForm<RawLine>("reason.no_url", "this is no URL: {0}")
    public static let noTLSThere = PlainForm("reason.no_tls", "no TLS is spoken there")
    public static let notHTTP = PlainForm("reason.not_http", "neither http nor https")
    public static let writeHTTPS = PlainForm("reason.write_https", "http shows no certificate: write https")
    public static let noHTTPHere = PlainForm("reason.no_http_here", "no HTTP here")
    public static let permissionDenied = PlainForm("reason.permission_denied", "permission denied")
    public static let noProgramsHere = PlainForm("reason.no_programs_here", "no programs here")
}
