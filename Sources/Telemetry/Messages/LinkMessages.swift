/// Why there is no link between an engine and a front, or no longer; and what an engine answers to a call that it cannot take.
extension Message {
    static let linkMessages: [any DeclaredMessage] = [
        nobodyListens, engineDeaf, engineEndedUnreadable, engineNotStarted,
        engineWatchesOther, engineWatchesNothing, ofSocket, engineClosed, engineSilent, engineRuns,
        engineUnreadable, engineAnswered, systemFailed, wantsSocketPath,
        takesNoMoreCallers, servedByAnother, socketPathOutside, isSymbolicLink, isNoFolder, belongsTo, hasMode, repliesOutOfOrder,
        unaskedAnswer, replyTooLong, engineOlderUnnumbered, engineOlder, engineNewer, oneProtocol, severalProtocols,
        engineOfVersion,
        engineSpeaks, otherEngineAsked, callError, callParameter, callLeavesNot,
    ]

    public static let nobodyListens = MessageForm<String>("link.nobody_listens", "no engine listens on {0}")
    /// In which process, and where it should listen, as far as it has said so.
    public static let engineDeaf = MessageForm<Int?, String?>(
        "link.deaf",
        "an engine[ (pid {0})] runs, but its socket is gone[ ({1})]: it makes it again where it can; else end it and start it again")
    /// Its configuration's path.
    public static let engineEndedUnreadable = MessageForm<String>(
        "link.ended_unreadable", "it has ended, and its configuration cannot be read here ({0})")
    /// What it wrote.
    public static let engineNotStarted = MessageForm<RawLine>("link.not_started", "another could not be started: {0}")
    /// Its configuration, and which was asked for.
    public static let engineWatchesOther = MessageForm<String, String>(
        "link.watches_other",
        "the engine that runs has {0}, not {1}: leave --config out, end that engine first, "
            + "or give this site folders of its own (XDG_RUNTIME_DIR and XDG_STATE_HOME)")
    public static let engineWatchesNothing = MessageForm<String>(
        "link.watches_nothing",
        "the engine that runs has no configuration, not {0}: leave --config out, end that engine first, "
            + "or give this site folders of its own (XDG_RUNTIME_DIR and XDG_STATE_HOME)")
    /// Which socket or folder, and what is wrong with it.
    public static let ofSocket = MessageForm<String, Message>("link.of_socket", "{0}: {1}")
    public static let engineClosed = PlainForm("link.closed", "the engine closed the connection")
    public static let engineSilent = MessageForm<Duration>("link.silent", "the engine did not answer within {0:s}")
    /// In which process.
    public static let engineRuns = MessageForm<Int>("link.already_running", "already running (pid {0})")
    public static let engineUnreadable = MessageForm<Message>("link.unreadable", "cannot read what the engine sent: {0}")
    public static let engineAnswered = MessageForm<Message>("link.unexpected", "the engine answered {0}")
    /// What was to be done, and why the system did not.
    public static let systemFailed = MessageForm<Message, RawLine>("link.system_failed", "{0}: {1}")

    // What is wrong with a socket or its folder.
    public static let wantsSocketPath = PlainForm("link.wants_socket_path", "wanted the absolute path of a socket")
    public static let takesNoMoreCallers = PlainForm("link.no_more_callers", "the engine takes no more callers")
    public static let servedByAnother = MessageForm<String>("link.served_by_another", "served by another user, {0}")
    public static let socketPathOutside = MessageForm<Int, Int>(
        "link.socket_path_outside", "a socket's path has 1 to {0} bytes, this one {1}")
    public static let isSymbolicLink = PlainForm("link.symbolic_link", "is a symbolic link, wanted a folder")
    public static let isNoFolder = PlainForm("link.no_folder", "is no folder")
    /// To whom, and to whom it should.
    public static let belongsTo = MessageForm<String, String>("link.belongs_to", "belongs to {0}, wanted {1}")
    public static let hasMode = MessageForm<String, String>("link.has_mode", "has mode {0}, wanted 0700: chmod 700 {1}")

    // What cannot be read.
    public static let repliesOutOfOrder = PlainForm("link.out_of_order", "its updates come out of order again and again")
    public static let unaskedAnswer = PlainForm("link.unasked", "an answer that nobody asked for")
    public static let replyTooLong = MessageForm<Int>("link.reply_too_long", "a reply of more than {0} bytes")

    // No protocol in common: which the engine speaks and its version, and the same of this one. What to do comes first: of a long line a
    // narrow screen shows the beginning.
    public static let engineOlderUnnumbered = MessageForm<Message, String>(
        "link.older_unnumbered",
        "the engine is older: start it anew (it knows no numbers of protocols; this one {0}, version {1})")
    public static let engineOlder = MessageForm<Message, String, Message, String>(
        "link.older",
        "the engine is older: start it anew (it speaks protocol {0}, version {1}; this one {2}, version {3})")
    public static let engineNewer = MessageForm<Message, String, Message, String>(
        "link.newer",
        "the engine is newer: start this one from its version (it speaks protocol {0}, version {1}; this one {2}, version {3})")
    public static let oneProtocol = MessageForm<Int>("link.protocol", "{0}")
    public static let severalProtocols = MessageForm<Int, Int>("link.protocols", "{0} to {1}")

    // What an engine answers to a call.
    public static let engineOfVersion = MessageForm<String, String>(
        "call.engine_of_version", "the engine is version {0}, this is {1}")
    public static let engineSpeaks = MessageForm<String, Message>(
        "call.engine_speaks", "the engine (version {0}) speaks protocol {1}")
    /// Which engine was meant, and which this is.
    public static let otherEngineAsked = MessageForm<String, String>(
        "call.other_engine", "this is engine {1}, and what was asked is about engine {0}: look again, then ask again")
    /// By its name, and what it is about.
    public static let callError = MessageForm<String, String?>("call.error", "{0}[: {1}]")
    public static let callParameter = MessageForm<String, String, Message>("call.parameter", "{0}: {1}: {2}")
    /// Which method: what Varlink calls an upgrade.
    public static let callLeavesNot = MessageForm<String>("call.no_upgrade", "{0} does not leave the protocol")
}
