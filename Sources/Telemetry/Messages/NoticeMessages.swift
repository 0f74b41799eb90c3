/// What whoever looks should know of the configuration.
extension Message {
    static let noticeMessages: [any DeclaredMessage] = [
        noConfiguration, emptyConfiguration, noHostConfigured, showing, thisMachine, openVPNSockets, socketsLeftOut,
    ]

    public static let noConfiguration = PlainForm("notice.no_configuration", "no configuration")
    public static let emptyConfiguration = MessageForm<String>("notice.empty_configuration", "the configuration {0} is empty")
    public static let noHostConfigured = PlainForm("notice.no_host_configured", "no host configured")

    /// Why, what instead, and what is not shown.
    public static let showing = MessageForm<Message, [Message], Message?>("notice.showing", "{0}: showing {1:&}[; {2}]")
    public static let thisMachine = PlainForm("notice.this_machine", "this machine")
    public static let openVPNSockets = MessageForm<Int>("notice.openvpn_sockets", "{0} OpenVPN socket{0?|s}")
    /// How many, and why the first of them.
    public static let socketsLeftOut = MessageForm<Int, Message>("notice.sockets_left_out", "{0} OpenVPN socket{0?|s} left out ({1})")
}
