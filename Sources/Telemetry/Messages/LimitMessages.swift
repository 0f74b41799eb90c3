/// What is wrong with the limits of rules in the configuration.
extension Message {
    static let limitMessages: [any DeclaredMessage] = [
        ofWholeSite, ofAllNodes, limitsAreNoTable, windowMeansNothing, linkHasBraces, criticalBelow, criticalBelowInForce, warningAbove,
        warningAboveInForce, offNotBelow, offAlone, noRoomBelow, runbookLacks, exampleConsequence, exampleAction, exampleTimeToAct,
        linksLacking,
    ]

    // Of which rule.
    public static let ofWholeSite = MessageForm<String>(
        "limits.of_whole_site", "\"{0}\" looks at the whole site; write \\[limits.{0}\\]")
    public static let ofAllNodes = MessageForm<String>(
        "limits.of_all_nodes", "\"{0}\" looks at all nodes together; write \\[host.limits.{0}\\]")
    /// What it is, and how its header is written.
    public static let limitsAreNoTable = MessageForm<String, Message, String>(
        "limits.no_table", "\"{0}\" is {1}; write {2} and below it warning = …")
    public static let windowMeansNothing = MessageForm<String>(
        "limits.window_means_nothing", "\"window\" means nothing to \"{0}\", which looks at the present only; leave it out")
    /// The link, and what stands for the rule.
    public static let linkHasBraces = MessageForm<String, String>(
        "limits.link_has_braces", "\"link\" is {0}; {1} stands for the rule, and there is nothing else in braces")

    // Both values, that of the key at fault first.
    public static let criticalBelow = MessageForm<String, String>(
        "limits.critical_below", "\"critical\" {0} lies below \"warning\" {1}; critical is the worse one")
    public static let criticalBelowInForce = MessageForm<String, String>(
        "limits.critical_below_in_force", "\"critical\" {0} lies below \"warning\" {1}, which is in force here; write warning too")
    public static let warningAbove = MessageForm<String, String>(
        "limits.warning_above", "\"warning\" {0} lies above \"critical\" {1}; critical is the worse one")
    public static let warningAboveInForce = MessageForm<String, String>(
        "limits.warning_above_in_force", "\"warning\" {0} lies above \"critical\" {1}, which is in force here; write critical too")

    /// The key of the way back and its value, and those of the limit.
    public static let offNotBelow = MessageForm<String, String, String, String>(
        "limits.off_not_below", "\"{0}\" {1} must lie below \"{2}\" {3}: there the alarm ends")
    public static let offAlone = MessageForm<String, String>(
        "limits.off_alone", "\"{0}\" has no \"{1}\" to go with; write {1} too")
    public static let noRoomBelow = MessageForm<String, String, String>(
        "limits.no_room_below", "\"{0}\" {1} leaves no room below it for the usual way back; write {2} too")

    /// Where the rule's limits are, which rule, which keys, and what they could be.
    public static let runbookLacks = MessageForm<String, String, [Message], [Message]>(
        "limits.runbook_lacks", "{0}: rule {1} has no {2: and no }; write \\[limits.{1}\\] with {3: and }")
    public static let exampleConsequence = PlainForm("limits.example_consequence", "consequence = \"what happens if nobody acts\"")
    public static let exampleAction = PlainForm("limits.example_action", "action = \"what to do\"")
    public static let exampleTimeToAct = PlainForm("limits.example_time_to_act", "time_to_act = \"15 min\"")
    /// Which file, how many rules and which, a link for all, and the table that takes one of its own.
    public static let linksLacking = MessageForm<String, Int, String, String, String>(
        "limits.links_lacking",
        "{0}: {1} {1?rule has|rules have} no link to a runbook: {2}; write \\[runbook\\] with link = \"{3}\" for all, or link in {4}")
}
