/// Where an answer of WireGuard's cannot be read, and what stands there: never a word of it, which may be a key.
extension Message {
    static let wireGuardAnswerMessages: [any DeclaredMessage] = [
        keyOfLine, peerOfAnswer, publicKeyOf, endpointOf, handshakeOf, bytesOf, keepaliveOf, numberOf,
        netlinkMessage, netlinkName, netlinkPeers, netlinkLinks, netlinkFamily, netlinkPart, netlinkLast, netlinkDatagram,
        moreThanThat, tooLongThere, emptyLine, noKeyAndValue, noKey, lineWithoutEnd, anotherInterface, peerOfNoInterface, countOfColumns,
        noInterfaceName, countOfBytes, noNumberThere, noTimeThere, noEndpointThere, tooManyThere,
        noWholeMessage, noWholeAttribute, noHeader, noAddressThere, noErrorNumber,
    ]

    // Where.
    /// What the line is called, and which it is.
    public static let keyOfLine = MessageForm<String, Int>("wireguard.key_of_line", "{0} of line {1}")
    public static let peerOfAnswer = MessageForm<Int>("wireguard.peer", "peer {0}")
    // Of a line or a peer.
    public static let publicKeyOf = MessageForm<Message>("wireguard.public_key_of", "the public key of {0}")
    public static let endpointOf = MessageForm<Message>("wireguard.endpoint_of", "the endpoint of {0}")
    public static let handshakeOf = MessageForm<Message>("wireguard.handshake_of", "the handshake of {0}")
    public static let bytesOf = MessageForm<Message>("wireguard.bytes_of", "the bytes of {0}")
    public static let keepaliveOf = MessageForm<Message>("wireguard.keepalive_of", "the keepalive of {0}")
    public static let numberOf = MessageForm<Message>("wireguard.number_of", "a number of {0}")

    // Where in what the kernel answers.
    public static let netlinkMessage = PlainForm("netlink.message", "a message")
    public static let netlinkName = PlainForm("netlink.name", "the name")
    public static let netlinkPeers = PlainForm("netlink.peers", "the peers")
    public static let netlinkLinks = PlainForm("netlink.links", "the list of links")
    public static let netlinkFamily = PlainForm("netlink.family", "the family")
    public static let netlinkPart = MessageForm<Int>("netlink.part", "message {0} of a datagram")
    public static let netlinkLast = PlainForm("netlink.last", "the last message")
    public static let netlinkDatagram = PlainForm("netlink.datagram", "a datagram")

    // What.
    public static let moreThanThat = PlainForm("wireguard.more", "more than that")
    public static let tooLongThere = PlainForm("wireguard.too_long", "too long")
    public static let emptyLine = PlainForm("wireguard.empty_line", "an empty line before the end")
    public static let noKeyAndValue = PlainForm("wireguard.no_key_and_value", "no key=value")
    public static let noKey = PlainForm("wireguard.no_key", "no key")
    public static let lineWithoutEnd = PlainForm("wireguard.line_without_end", "a line without an end")
    public static let anotherInterface = PlainForm("wireguard.another_interface", "another interface")
    public static let peerOfNoInterface = PlainForm("wireguard.peer_of_none", "a peer of no interface")
    public static let countOfColumns = MessageForm<Int>("wireguard.columns", "{0} columns")
    public static let noInterfaceName = PlainForm("wireguard.no_interface_name", "no interface's name")
    public static let countOfBytes = MessageForm<Int>("wireguard.bytes", "{0} bytes")
    public static let noNumberThere = PlainForm("wireguard.no_number", "no number")
    public static let noTimeThere = PlainForm("wireguard.no_time", "no time")
    public static let noEndpointThere = PlainForm("wireguard.no_endpoint", "no endpoint")
    public static let tooManyThere = PlainForm("wireguard.too_many", "too many")
    public static let noWholeMessage = PlainForm("netlink.no_whole_message", "no whole message")
    public static let noWholeAttribute = PlainForm("netlink.no_whole_attribute", "no whole attribute")
    public static let noHeader = PlainForm("netlink.no_header", "no header")
    public static let noAddressThere = PlainForm("netlink.no_address", "no address")
    public static let noErrorNumber = PlainForm("netlink.no_error_number", "no number of an error")
}
