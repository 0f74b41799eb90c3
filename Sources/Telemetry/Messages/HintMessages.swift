/// What to do where a poll brings nothing, one line each.
extension Message {
    static let hintMessages: [any DeclaredMessage] = [
        hintNobodyListens, hintNoSocket, hintNoWay, hintUnknownName, hintSilent, hintBusy, hintClosed, hintNoPermission, hintWrongPassword,
        hintNoPassword, hintSecret, hintOnHold, hintCertificate, hintPKI, hintForbidden, hintSshKey, hintHostKey, hintEndpoint,
        hintOtherInterface, hintMissing, hintTooMuch, hintNoSystem,
        hintLibvirtSocket, hintLibvirtPolkit, hintLibvirtGroup, hintLibvirtRights, hintLibvirtPath, hintLibvirtDriver,
        hintCommunity, hintSNMPUser, hintSNMPView, hintSNMPClock, hintSNMPPrivacy, hintSNMPSilent, hintSNMPSlow, hintSNMPProfile,
        hintSNMPVersion,
    ]

    static let hintNobodyListens = PlainForm(
        "hint.nobody_listens",
        "nobody listens there: does the service run, and on this port or socket?")
    static let hintNoSocket = PlainForm("hint.no_socket", "there is no such socket: does the service run, and is the path right?")
    static let hintNoWay = PlainForm("hint.no_way", "no way there: check routes, firewall and the VPN to the site")
    static let hintUnknownName = PlainForm("hint.unknown_name", "the name is unknown: check the endpoint's spelling and DNS")
    static let hintSilent = PlainForm(
        "hint.silent",
        "it does not answer in time: does it hang, or does a firewall drop packets? a longer deadline may do")
    static let hintBusy = PlainForm(
        "hint.busy",
        "another program holds the management port, which serves one at a time: end it, or set hold_connection = \"no\" on both; "
            + "or the server is blocked (a script that runs?); or no OpenVPN is there, which Warte asks nothing while it has a password")
    static let hintClosed = PlainForm(
        "hint.closed",
        "the other side ended the connection: its log says why (a limit, a list of who may, a restart)")
    static let hintNoPermission = PlainForm(
        "hint.no_permission",
        "this user may not: join the group of the socket or file, or let its group in; through ssh: that of the account there")
    static let hintWrongPassword = PlainForm(
        "hint.wrong_password",
        "check the password (password_file: one line, mode 0600) against what the server has")
    static let hintNoPassword = PlainForm(
        "hint.no_password",
        "the server wants a password: write password_file = \"/…\" for this host (one line, mode 0600)")
    static let hintSecret = PlainForm(
        "hint.secret",
        "the engine cannot use this secret of the host: look at its file (one line, mode 0600), its variable or its credential")
    static let hintOnHold = PlainForm(
        "hint.on_hold",
        "the server waits for \"hold release\": send it, or take management-hold out of its configuration")
    static let hintCertificate = PlainForm(
        "hint.certificate",
        "look at the server's certificate: who vouches for it, its dates, and that it names the host as the endpoint does")
    static let hintPKI = PlainForm(
        "hint.pki",
        "check the certificates: the CA and the client's own in pkipath, their dates, and that the server's names this host")
    static let hintForbidden = PlainForm(
        "hint.forbidden", "let the server answer this machine's address, or give the account it is asked with the right to read")
    static let hintSshKey = PlainForm(
        "hint.ssh_key",
        "ssh is not let in: as the engine's user, \"ssh HOST\" must work without a question (key in authorized_keys, right user, "
            + "no passphrase or an agent that the engine sees)")
    static let hintHostKey = PlainForm(
        "hint.host_key",
        "ssh does not know the host's key, or it has changed: compare it, then log in once by hand as the engine's user (\"ssh HOST\")")
    static let hintEndpoint = PlainForm("hint.endpoint", "check the endpoint's spelling")
    static let hintMissing = PlainForm("hint.missing", "look on its cluster why; if it is gone for good, write: warte forget HOST")
    static let hintTooMuch = PlainForm(
        "hint.too_much", "so that one host cannot fill Warte's memory no more is read of it: share what it serves among several")
    static let hintNoSystem = PlainForm(
        "hint.no_system",
        "no Linux shows itself there: root is the folder in which its /proc is mounted; in warted's unit ProcSubset=pid hides these files")
    static let hintOtherInterface = PlainForm(
        "hint.other_interface",
        "something else than this collector's interface answers there: check collector and endpoint")
    static let hintLibvirtSocket = PlainForm(
        "hint.libvirt_socket",
        "no libvirt has its socket there: \"systemctl start libvirtd\" (modular: \"virtqemud.socket\"); "
            + "where it is elsewhere, write qemu+unix:///system?socket=/…")
    static let hintLibvirtPolkit = PlainForm(
        "hint.libvirt_polkit",
        "polkit keeps this user out: allow it the action org.libvirt.unix.monitor in a rule "
            + "(access = \"write\": org.libvirt.unix.manage, or the group libvirt)")
    static let hintLibvirtGroup = PlainForm(
        "hint.libvirt_group",
        "this user may not: the socket for reading is open to all as libvirt comes (unix_sock_ro_perms); with access = \"write\" "
            + "\"usermod -aG libvirt USER\" (through ssh: of the user there), then start the engine anew")
    static let hintLibvirtRights = PlainForm(
        "hint.libvirt_rights",
        "libvirt's own access rules (access_drivers) keep this user out: allow connect.getattr, connect.read, connect.search-domains "
            + "and domain.read")
    static let hintLibvirtPath = PlainForm(
        "hint.libvirt_path", "the URI's path is wrong: qemu:///system is the machine's own libvirt, qemu:///session the user's")
    static let hintLibvirtDriver = PlainForm(
        "hint.libvirt_driver",
        "the libvirt there has no driver for this URI: another hypervisor, or its package is missing (libvirt-daemon-driver-…)")
    static let hintCommunity = PlainForm(
        "hint.community",
        "try \"snmpget -v2c -c COMMUNITY HOST 1.3.6.1.2.1.1.3.0\" from this machine; the agent's own log says whom it turned away")
    static let hintSNMPUser = PlainForm(
        "hint.snmp_user",
        "compare with the agent's user: name, security level, protocols, both passwords, each at least 8 characters")
    static let hintSNMPView = PlainForm(
        "hint.snmp_view",
        "give the community or user a view of 1.3.6.1 to read (net-snmp: rocommunity or rouser without a restricting view)")
    static let hintSNMPClock = PlainForm(
        "hint.snmp_clock",
        "restart the agent once; give each its own engine id; see that it may write where it keeps its number of restarts")
    static let hintSNMPPrivacy = PlainForm(
        "hint.snmp_privacy",
        "check privacy_password (its file: one line, mode 0600) and privacy against what the agent has for this user")
    static let hintSNMPSilent = PlainForm(
        "hint.snmp_silent",
        "see that the agent runs, listens on this address (net-snmp: agentaddress) and that UDP port 161 is open from this machine")
    static let hintSNMPSlow = PlainForm(
        "hint.snmp_slow",
        "write a longer deadline = for this host, and timeout = where one answer takes more than a second; see whether the agent is busy")
    static let hintSNMPVersion = PlainForm(
        "hint.snmp_version", "write that version after version =; better is an agent that speaks version 3")
    static let hintSNMPProfile = PlainForm(
        "hint.snmp_profile", "write one of them after profile =, mend its file in the folder profiles, or leave profile out")
}

extension CollectFailure.Hint {
    /// What to do.
    public var message: Message {
        switch self {
        case .nobodyListens: .hintNobodyListens()
        case .noSocket: .hintNoSocket()
        case .noWay: .hintNoWay()
        case .unknownName: .hintUnknownName()
        case .silent: .hintSilent()
        case .busy: .hintBusy()
        case .closed: .hintClosed()
        case .noPermission: .hintNoPermission()
        case .wrongPassword: .hintWrongPassword()
        case .noPassword: .hintNoPassword()
        case .secret: .hintSecret()
        case .onHold: .hintOnHold()
        case .certificate: .hintCertificate()
        case .pki: .hintPKI()
        case .forbidden: .hintForbidden()
        case .sshKey: .hintSshKey()
        case .hostKey: .hintHostKey()
        case .endpoint: .hintEndpoint()
        case .otherInterface: .hintOtherInterface()
        case .missing: .hintMissing()
        case .tooMuch: .hintTooMuch()
        case .noSystem: .hintNoSystem()
        case .libvirtSocket: .hintLibvirtSocket()
        case .libvirtPolkit: .hintLibvirtPolkit()
        case .libvirtGroup: .hintLibvirtGroup()
        case .libvirtRights: .hintLibvirtRights()
        case .libvirtPath: .hintLibvirtPath()
        case .libvirtDriver: .hintLibvirtDriver()
        case .community: .hintCommunity()
        case .snmpUser: .hintSNMPUser()
        case .snmpView: .hintSNMPView()
        case .snmpClock: .hintSNMPClock()
        case .snmpPrivacy: .hintSNMPPrivacy()
        case .snmpSilent: .hintSNMPSilent()
        case .snmpSlow: .hintSNMPSlow()
        case .snmpVersion: .hintSNMPVersion()
        case .snmpProfile: .hintSNMPProfile()
        }
    }
    /// In one line.
    public var text: String { message.text }
}
