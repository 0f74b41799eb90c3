/// What goes wrong on the way through ssh, one sentence for each mistake. Of the words of ssh what may name somebody is marked.
extension Message {
    static let sshMessages: [any DeclaredMessage] = [
        writeSSH, takesNoVia, takesNoViaInstead, libvirtGoesThroughSSH, snmpIsDatagrams, sshMissing, sshHostKeyChanged, sshHostKeyUnknown,
        sshDenied, sshKeyUnused, sshNameUnknown, sshNobodyListens,
        sshNoWay, sshSilent, sshClosed, sshDisconnected, sshNoServer, sshNoAgreement, sshConfiguration, sshForwardingProhibited,
        sshSocketNotOpened, sshPortNotOpened, sshNoSession, sshOtherProgram, sshLost, sshPathNotPlain, sshSaid, sshNoFolder,
    ]

    /// In a configuration: which text.
    public static let writeSSH = MessageForm<String>(
        "ssh.write", "\"{0}\" is no machine for ssh; write ssh://gw, ssh://user@gw or ssh://user@gw:2222")
    /// Which collector.
    public static let takesNoVia = MessageForm<String>(
        "ssh.takes_no_via", "the collector \"{0}\" is not asked through ssh; leave the line out")
    /// And what else can be done.
    public static let takesNoViaInstead = MessageForm<String, Message>(
        "ssh.takes_no_via_instead", "the collector \"{0}\" is not asked through ssh: {1}; leave the line out")
    public static let libvirtGoesThroughSSH = PlainForm(
        "ssh.libvirt", "libvirt goes through it by itself, with an endpoint such as qemu+ssh://user@hv/system")
    public static let snmpIsDatagrams = PlainForm(
        "ssh.snmp", "SNMP is UDP, which ssh does not carry; let the agent answer this machine, with version = \"3\" where others may listen"
    )

    public static let sshMissing = MessageForm<String>("ssh.missing", "there is no ssh client ({0}): install openssh-client")
    public static let sshHostKeyChanged = PlainForm(
        "ssh.host_key_changed", "its host key is another than the one that is known: it was installed anew, or somebody stands in between")
    public static let sshHostKeyUnknown = PlainForm("ssh.host_key_unknown", "ssh does not know its host key")
    /// What the server would take.
    public static let sshDenied = MessageForm<MarkedLine>("ssh.denied", "ssh is not let in: no key of this user is accepted there ({0})")
    /// What ssh has against it.
    public static let sshKeyUnused = MessageForm<MarkedLine>("ssh.key_unused", "ssh is not let in, and does not use a key: {0}")
    public static let sshNameUnknown = PlainForm("ssh.name_unknown", "ssh finds no address for its name")
    public static let sshNobodyListens = PlainForm("ssh.nobody_listens", "no sshd listens there")
    public static let sshNoWay = PlainForm("ssh.no_way", "ssh finds no way there")
    public static let sshSilent = MessageForm<Duration>("ssh.silent", "sshd there does not answer within {0:s}")
    public static let sshClosed = PlainForm(
        "ssh.closed", "the other side ended the connection before it stood: no sshd, or one that has enough")
    /// The other side's own words.
    public static let sshDisconnected = MessageForm<MarkedLine>(
        "ssh.disconnected", "the other side ended the connection before it stood, and says: {0}")
    public static let sshNoServer = PlainForm("ssh.no_server", "what listens there is no sshd")
    public static let sshNoAgreement = MessageForm<MarkedLine>("ssh.no_agreement", "ssh and sshd have no method in common: {0}")
    public static let sshConfiguration = MessageForm<MarkedLine>(
        "ssh.configuration", "ssh cannot read its configuration: {0}")
    public static let sshForwardingProhibited = PlainForm(
        "ssh.forwarding_prohibited",
        "sshd there does not allow to reach it: the key's line has restrict without port-forwarding, or a permitopen for others; "
            + "or AllowTcpForwarding or PermitOpen of sshd_config says no")
    public static let sshSocketNotOpened = PlainForm(
        "ssh.socket_not_opened",
        "sshd there cannot open that socket: it is not there, nobody listens, ssh's user may not, the key's line has restrict without "
            + "port-forwarding, or AllowStreamLocalForwarding says no")
    public static let sshPortNotOpened = PlainForm(
        "ssh.port_not_opened",
        "sshd there does not reach it: nobody listens, the key's line has restrict without port-forwarding or a permitopen for others, or "
            + "AllowTcpForwarding or PermitOpen says no")
    public static let sshNoSession = PlainForm(
        "ssh.no_session", "sshd there runs no program for this connection: MaxSessions is 0, or too low for all that is asked at once")
    /// What it said, or how it ended.
    public static let sshOtherProgram = MessageForm<Message>(
        "ssh.other_program",
        "another program answers there than the one that was asked: ForceCommand, command= in the key's line, or a login shell that runs "
            + "none; it says: {0}")
    public static let sshLost = PlainForm("ssh.lost", "the ssh connection is gone")
    public static let sshPathNotPlain = PlainForm(
        "ssh.path_not_plain", "through ssh a socket's path has only letters, digits and the marks . _ - + @ /")
    public static let sshSaid = MessageForm<MarkedLine>("ssh.said", "ssh: {0}")
    public static let sshNoFolder = MessageForm<RawLine>("ssh.no_folder", "no folder for ssh's control sockets: {0}")
}

extension Message {
    /// Whether it tells of ssh and sshd, and nothing of whoever was to be asked through them.
    public var isOfSSH: Bool { Self.sshMessages.contains { $0.id == id } }
}

extension MarkedLine {
    /// What the other side of an ssh connection wrote: it may name people, but for what authentication methods are called (RFC 4252 and
    /// 4462) and what OpenSSH and Debian's nologin say themselves.
    public init(ofOtherSide text: String) {
        let methods: Set<Substring> = ["publickey", "password", "keyboard-interactive", "hostbased", "gssapi-with-mic", "none"]
        let sentences = [
            "Too many authentication failures", "This service allows sftp connections only.", "This account is currently not available.",
        ]
        let isKnown = sentences.contains(text) || text.split(separator: ",").allSatisfy { methods.contains($0) }
        self.init([isKnown ? .known(text) : .unknown(text)])
    }
}
