/// What in a host's configuration its collector cannot work with.
extension Message {
    static let endpointMessages: [any DeclaredMessage] = [
        optionMissing, optionCannotBe, ofEndpoint, holdsNUL, socketPathTooLong, writeAddress, portIsANumber, writeBrackets, bracketsMissing,
        addressMissing,
        noLibvirtURI, noLibvirtDriver, noLibvirtTransport, libvirtLosesSockets, userNeedsPassword,
    ]

    // Which option, and what it is set to.
    static let optionMissing = MessageForm<String>("option.missing", "\"{0}\" is missing")
    static let optionCannotBe = MessageForm<String, RawLine>("option.cannot_be", "\"{0}\" cannot be {1}")

    /// Which endpoint, and what is wrong with it.
    public static let ofEndpoint = MessageForm<String, Message>("endpoint.of", "\"{0}\": {1}")
    public static let holdsNUL = PlainForm("endpoint.holds_nul", "holds a NUL")
    public static let socketPathTooLong = MessageForm<Int>("endpoint.path_too_long", "a socket's path has at most {0} bytes")
    public static let writeAddress = PlainForm(
        "endpoint.write_address", "write address:port, \\[v6\\]:port or an absolute socket path")
    public static let portIsANumber = PlainForm("endpoint.port", "the port is a number from 1 to 65535")
    public static let writeBrackets = MessageForm<String, Int>(
        "endpoint.write_brackets", "write an IPv6 address in brackets: \\[{0}\\]:{1}")
    public static let bracketsMissing = MessageForm<String>(
        "endpoint.brackets_missing", "write an IPv6 address in brackets: \\[{0}\\]")
    public static let addressMissing = PlainForm("endpoint.address_missing", "the address is missing before the port")

    // libvirt.
    public static let noLibvirtURI = MessageForm<String>(
        "endpoint.no_libvirt_uri", "\"{0}\" is not a libvirt URI, such as \"qemu:///system\"")
    /// Which one, and those that there are.
    public static let noLibvirtDriver = MessageForm<String, String>(
        "endpoint.no_libvirt_driver", "libvirt has no driver \"{0}\"; there are {1}")
    public static let noLibvirtTransport = MessageForm<String, String>(
        "endpoint.no_libvirt_transport", "libvirt has no transport \"{0}\"; there are {1}")
    /// Through which transport, and with which driver.
    public static let libvirtLosesSockets = MessageForm<String, String>(
        "endpoint.libvirt_loses_sockets",
        "libvirt loses a socket with every end of a connection through \"{0}\"; write {1}+libssh2 or {1}+ssh instead")
    public static let userNeedsPassword = PlainForm(
        "endpoint.user_needs_password", "goes with a password: write password_file = \"/…\" too, or the user into the endpoint")
}
