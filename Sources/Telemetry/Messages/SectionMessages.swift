/// What is wrong in the tables of the configuration: with hosts and areas, and with what stands beside them.
extension Message {
    static let sectionMessages: [any DeclaredMessage] = [
        isListOfTables, isNoListOfTables, holdsNoTable, tooManyTables, oneAreaTooMany, leaveToAnotherEngine, leaveThoseThatAreOver,
        leaveThoseBeyond, areaIsThere, hostIsThere, nodeIsThere, hostNamedAsNode,
        takesNoEndpoint, takesNoSecret, tellsOfOneHost, hostHasNoNodes, endpointHoldsPassword, urlHoldsPassword, secretsBothThere,
        wantsSecretPath, wantsVariable, wantsCredential, toNotAfterFrom, lacksOffset, themeHasPath, languageUnknown, programNotAbsolute,
        isShorter,
    ]

    // Tables where others were wanted: which key, and how its header is written.
    public static let isListOfTables = MessageForm<String, String>(
        "section.list_of_tables", "\"{0}\" is a list of tables; there is one: write {1} with single brackets")
    public static let isNoListOfTables = MessageForm<String, Message, String>(
        "section.no_list_of_tables", "\"{0}\" is {1}; write {2} with double brackets for each")
    public static let holdsNoTable = MessageForm<String, Message, String>(
        "section.holds_no_table", "\"{0}\" holds {1}; write {2} with double brackets for each")
    /// How many of what, how many are taken, and what to do.
    public static let tooManyTables = MessageForm<Int, String, Int, Message>(
        "section.too_many_tables", "there are {0} {1}, and at most {2} are taken; {3}")
    /// Where no area is declared.
    public static let oneAreaTooMany = MessageForm<String, Int, Message>(
        "section.one_area_too_many", "{0} is one area more than the {1} that are taken; {2}")
    public static let leaveToAnotherEngine = PlainForm(
        "section.leave_to_another_engine", "leave out those from here on, or give them to another engine")
    public static let leaveThoseThatAreOver = PlainForm("section.leave_those_over", "leave out those that are over")
    public static let leaveThoseBeyond = PlainForm("section.leave_those_beyond", "leave out those from here on")

    // Which one, and in which line.
    public static let areaIsThere = MessageForm<String, Int>("section.area_is_there", "the area {0} is there already, in line {1}")
    public static let hostIsThere = MessageForm<String, Int>("section.host_is_there", "the host {0} is there already, in line {1}")
    public static let nodeIsThere = MessageForm<String, Int>("section.node_is_there", "the node {0} is there already, in line {1}")
    /// Which host, the one with nodes and its line, and how no other name may begin.
    public static let hostNamedAsNode = MessageForm<String, String, Int, String>(
        "section.host_named_as_node",
        "the host {0} is called as a node of {1} in line {2} is; write a name that does not begin with {3}")

    // What a collector does not take.
    public static let takesNoEndpoint = MessageForm<String>(
        "section.takes_no_endpoint", "the collector \"{0}\" takes no endpoint; leave the line out")
    public static let takesNoSecret = MessageForm<String, String>(
        "section.takes_no_secret", "the collector \"{0}\" takes no {1}; leave the line out")
    public static let tellsOfOneHost = MessageForm<String>(
        "section.tells_of_one_host",
        "the collector \"{0}\" tells of one host alone, which has no nodes; "
            + "write its limits under \\[host.limits.…\\] and leave \\[\\[host.node\\]\\] out")
    public static let hostHasNoNodes = MessageForm<String>(
        "section.host_has_no_nodes", "the host {0} has no nodes; write host = {0}")

    // Secrets.
    public static let endpointHoldsPassword = PlainForm(
        "section.endpoint_holds_password", "the endpoint holds a password; take it out and write password_file = \"/…\" (mode 0600)")
    public static let urlHoldsPassword = PlainForm("section.url_holds_password", "the URL holds a password; take it out")
    public static let secretsBothThere = MessageForm<[Message]>(
        "section.secrets_both_there", "{0: and } are both there; keep one of them")
    /// Which key, and a line that could stand there.
    public static let wantsSecretPath = MessageForm<String, String>(
        "section.wants_secret_path", "\"{0}\" wants an absolute path, such as {1}")
    public static let wantsVariable = MessageForm<String, String>(
        "section.wants_variable", "\"{0}\" wants the name of an environment variable, such as {1}")
    public static let wantsCredential = MessageForm<String, String>(
        "section.wants_credential", "\"{0}\" wants a systemd credential's name without a path, such as {1}")

    // Single keys.
    public static let toNotAfterFrom = PlainForm("section.to_not_after_from", "\"to\" is not after \"from\"")
    /// Which key, and a line that could stand there.
    public static let lacksOffset = MessageForm<String, String>(
        "section.lacks_offset", "\"{0}\" lacks a time or its offset from UTC; write it like {1}")
    public static let themeHasPath = PlainForm(
        "section.theme_has_path", "\"theme\" wants a theme's name without a path, such as theme = \"night\"")
    public static let languageUnknown = MessageForm<String>(
        "section.language_unknown", "\"language\" is {0}, and Warte speaks English and German; write \"en\" or \"de\", or leave it out")
    public static let programNotAbsolute = MessageForm<String>(
        "section.program_not_absolute", "\"command\" begins with {0}; wanted a program's absolute path")
    /// One key and its duration, and the other.
    public static let isShorter = MessageForm<String, String, String, String>(
        "section.is_shorter", "\"{0}\" ({1}) is shorter than \"{2}\" ({3}); make it at least as long")
}
