/// What goes wrong with agents of SNMP, each with what would be right.
extension Message {
    static let snmpMessages: [any DeclaredMessage] = [
        snmpSilent, snmpSilentThree, snmpStopped, snmpWrongCommunity, snmpOtherVersion, snmpSilentToUser,
        snmpUnknownUser, snmpWrongDigest, snmpWrongPrivacy, snmpSecurityLevel, snmpClock, snmpEngineChanged,
        snmpUnknownContext, snmpNoEngine, snmpOtherReport, snmpNoAccess, snmpEndless, snmpNotTaken, snmpPassphraseShort,
        snmpProtocolUnknown,
        snmpNotTold, snmpOtherProfile, snmpColumnCut, snmpColumnBroken, snmpRestarted,
        snmpNeedsCommunity, snmpNeedsUser, snmpNeedsPassword, snmpKeyOfThree, snmpNothingEncrypted, snmpNothingSigned, snmpUnknownProfile,
        snmpProfileGone, snmpWriteAddress, snmpNoProfileFolder,
        snmpTooManyProfiles,
        snmpProfileNeeds, snmpProfileFitsNobody, snmpNoOID, snmpNoName, snmpNameIsThere, snmpUnknownName, snmpColumnNeedsFunction,
        noMetricName,
        snmpMetricNeedsLabel, snmpMetricIsKnown, snmpSessionsNeedColumn,
        snmpExpressionGoesOn, snmpNoNumber, snmpTextNotClosed, snmpStrangeLetter, snmpExpressionWants, snmpExpressionWantsName,
        snmpExpressionTooDeep, snmpExpressionWantsValue, snmpUnknownFunction, snmpExpressionWantsPlace, snmpExpressionWantsComparison,
        snmpExpressionWantsOperand,
    ]

    // Why nothing comes of an agent.
    public static let snmpSilent = PlainForm(
        "snmp.silent",
        "no answer: the agent is down, a firewall drops it, it does not serve this address, or the community is wrong, "
            + "to which agents say nothing")
    public static let snmpSilentThree = PlainForm(
        "snmp.silent_three",
        "no answer: the agent is down, a firewall drops it, it does not serve this address, or it does not speak SNMPv3")
    /// How many answers, and after how long it was given up.
    public static let snmpStopped = MessageForm<Int, Duration>(
        "snmp.stopped",
        "the agent gave {0} answer{0?|s} and then none in time, {1:s} in all: it is slow, its tables are long, or it has just stopped")
    public static let snmpWrongCommunity = PlainForm(
        "snmp.wrong_community",
        "the agent is there and says nothing to this community: it has another one, does not serve it to this machine's address, "
            + "or takes version 3 alone")
    /// The version that it answers, and the one in which it is asked.
    public static let snmpOtherVersion = MessageForm<String, String>(
        "snmp.other_version", "the agent answers this community in version {0} and says nothing in version {1}")
    public static let snmpSilentToUser = PlainForm(
        "snmp.silent_to_user",
        "the agent tells who it is and answers this user nothing: its access list, the context, or answers that are lost on the way")
    public static let snmpUnknownUser = PlainForm(
        "snmp.unknown_user", "unknown user: the agent has no SNMPv3 user of that name; check user")
    public static let snmpWrongDigest = MessageForm<String>(
        "snmp.wrong_digest",
        "wrong password: the agent knows the user, and neither this password nor another protocol than {0} may be its own")
    public static let snmpWrongPrivacy = MessageForm<String>(
        "snmp.wrong_privacy",
        "wrong privacy password: the agent takes the password and cannot read what is encrypted; check privacy_password, "
            + "and that its protocol is {0}")
    public static let snmpSecurityLevel = PlainForm(
        "snmp.security_level",
        "the agent does not take this user with this security: set or leave out password and privacy_password as it wants")
    public static let snmpClock = PlainForm(
        "snmp.clock",
        "clock: the agent says again and again that we are outside of its time window; it restarts all the time, forgets its number "
            + "of restarts, or two agents have one engine id")
    public static let snmpEngineChanged = PlainForm(
        "snmp.engine_changed", "the agent has another engine id at every question: several stand behind this address")
    public static let snmpUnknownContext = PlainForm("snmp.unknown_context", "the agent has no such context; check context")
    public static let snmpNoEngine = PlainForm("snmp.no_engine", "it answers and tells no engine id, without which there is no SNMPv3")
    public static let snmpOtherReport = PlainForm("snmp.other_report", "the agent reports an error of SNMPv3 that says nothing more")
    public static let snmpNoAccess = PlainForm(
        "snmp.no_access",
        "the agent lets us in and lets us see nothing: its view or access list leaves out what is asked, or wants more security")
    public static let snmpEndless = PlainForm("snmp.endless", "the agent's tables have no end")
    public static let snmpNotTaken = PlainForm("snmp.not_taken", "no room to send it")
    /// The key that says where it is; of an older version's journal nil.
    public static let snmpPassphraseShort = MessageForm<String?>(
        "snmp.passphrase_short", "[what {0} names has less than 8 characters: ]SNMPv3 takes no password that is shorter than 8")
    public static let snmpProtocolUnknown = MessageForm<String>("snmp.protocol_unknown", "net-snmp was built without {0}")

    // What is missing, and what happened.
    public static let snmpNotTold = PlainForm("snmp.not_told", "the agent does not tell it: it has none, or its view leaves it out")
    /// The one that is named, and the one that fits.
    public static let snmpOtherProfile = MessageForm<String, String>(
        "snmp.other_profile", "\"{0}\" is named and the agent has nothing of it; by its sysObjectID it is \"{1}\": leave profile out")
    public static let snmpColumnCut = MessageForm<Int>("snmp.column_cut", "there are more than the {0} rows that are read")
    public static let snmpColumnBroken = PlainForm("snmp.column_broken", "the agent answers an error in it")
    public static let snmpRestarted = MessageForm<Duration>("snmp.restarted", "restarted {0} ago")

    // The configuration.
    public static let snmpNeedsCommunity = MessageForm<String>(
        "snmp.needs_community", "version {0} needs the agent's community: write community_file = \"/…\" (mode 0600)")
    public static let snmpNeedsUser = PlainForm("snmp.needs_user", "version 3 needs a user: write user = \"…\"")
    public static let snmpNeedsPassword = PlainForm(
        "snmp.needs_password", "there is no privacy without authentication: write password_file = \"/…\" too")
    /// The key, and the version that is spoken without another word.
    public static let snmpKeyOfThree = MessageForm<String, String>(
        "snmp.key_of_three", "{0} is for version 3, and this is version {1}: write version = \"3\" too")
    public static let snmpNothingEncrypted = PlainForm(
        "snmp.nothing_encrypted", "without a privacy password nothing is encrypted: write privacy_password_file = \"/…\" (mode 0600) too")
    public static let snmpNothingSigned = PlainForm(
        "snmp.nothing_signed", "without a password nothing is signed: write password_file = \"/…\" (mode 0600) too")
    /// Which one, and those that there are.
    public static let snmpUnknownProfile = MessageForm<String, String>("snmp.unknown_profile", "there is no profile \"{0}\"; there are {1}")
    /// The same of a folder, and what is wrong in it.
    public static let snmpProfileGone = MessageForm<String, [Message]>(
        "snmp.profile_gone", "there is no profile \"{0}\" that can be used; {1}")
    public static let snmpWriteAddress = PlainForm(
        "snmp.write_address", "write a name or an address, with :port where that is not 161, such as 192.0.2.7 or \\[2001:db8::7\\]:1161")
    public static let snmpNoProfileFolder = PlainForm("snmp.no_profile_folder", "there is no such folder that can be read")
    public static let snmpTooManyProfiles = MessageForm<Int>("snmp.too_many_profiles", "only the first {0} files are read")

    // Profiles.
    public static let snmpProfileNeeds = MessageForm<String, String>("snmp.profile_needs", "a profile needs \"{0}\", such as {1}")
    public static let snmpProfileFitsNobody = PlainForm(
        "snmp.profile_fits_nobody", "whom is it for? write object_ids = \\[\"1.3.6.1.4.1.…\"\\], described = \\[\"…\"\\] or both")
    public static let snmpNoOID = MessageForm<String>("snmp.no_oid", "\"{0}\" is no OID; write numbers, such as \"1.3.6.1.2.1.1.3.0\"")
    public static let snmpNoName = MessageForm<String>(
        "snmp.no_name",
        "\"{0}\" is no name for an expression: a letter first, then letters, digits and _, and no word that means something there")
    public static let snmpNameIsThere = MessageForm<String>("snmp.name_is_there", "\"{0}\" is the name of a value already")
    public static let snmpUnknownName = MessageForm<String>("snmp.unknown_name", "unknown name \"{0}\"")
    public static let snmpColumnNeedsFunction = MessageForm<String>(
        "snmp.column_needs_function", "\"{0}\" is a whole column: say which number of it, such as sum({0})")
    public static let noMetricName = MessageForm<String>(
        "profile.no_metric_name", "{0} is no name for a metric: small letters, digits, dots and _, at most 40")
    public static let snmpMetricNeedsLabel = MessageForm<String>(
        "snmp.metric_needs_label", "\"{0}\" is a metric of your own; write label = \"…\" too")
    public static let snmpMetricIsKnown = MessageForm<String>(
        "snmp.metric_is_known", "\"{0}\" is a metric that all know; leave the line out")
    public static let snmpSessionsNeedColumn = PlainForm(
        "snmp.sessions_need_column", "with user = \"index\" a column tells that there is a row: write address or seconds")

    // Expressions.
    public static let snmpExpressionGoesOn = MessageForm<String>("snmp.expression_goes_on", "the expression is over before \"{0}\"")
    public static let snmpNoNumber = MessageForm<String>("snmp.no_number", "\"{0}\" is no number")
    public static let snmpTextNotClosed = PlainForm("snmp.text_not_closed", "a text begins here and does not end: ' is missing")
    public static let snmpStrangeLetter = MessageForm<String>("snmp.strange_letter", "\"{0}\" means nothing here")
    public static let snmpExpressionWants = MessageForm<String>("snmp.expression_wants", "\"{0}\" is missing here")
    public static let snmpExpressionWantsName = PlainForm(
        "snmp.expression_wants_name", "a name of \\[values\\] or \\[columns\\] is missing here")
    public static let snmpExpressionTooDeep = PlainForm("snmp.expression_too_deep", "the expression is too long or too deep")
    public static let snmpExpressionWantsValue = PlainForm("snmp.expression_wants_value", "a number, a name or a bracket is missing here")
    public static let snmpUnknownFunction = MessageForm<String, String>("snmp.unknown_function", "unknown function \"{0}\"; there are {1}")
    public static let snmpExpressionWantsPlace = PlainForm(
        "snmp.expression_wants_place", "a place in the list from 1 to 100 is missing here")
    public static let snmpExpressionWantsComparison = PlainForm(
        "snmp.expression_wants_comparison", "one of =, !=, <, <=, >, >= and contains is missing here")
    public static let snmpExpressionWantsOperand = PlainForm("snmp.expression_wants_operand", "a number or a 'text' is missing here")
}
