extension CollectFailure {
    /// What kind of trouble it is, for people to know where to look. The collector knows; nobody guesses it from words.
    public enum Hint: String, Hashable, Sendable, CaseIterable {
        case nobodyListens = "nobody_listens"
        case noSocket = "no_socket"
        case noWay = "no_way"
        case unknownName = "unknown_name"
        case silent, busy, closed
        case noPermission = "no_permission"
        case wrongPassword = "wrong_password"
        case noPassword = "no_password"
        /// The password's file, variable or credential cannot be read.
        case secret
        case onHold = "on_hold"
        case certificate
        case sshKey = "ssh_key"
        case hostKey = "host_key"
        case endpoint
        case otherInterface = "other_interface"
        case missing
    }

    /// Nil where nobody knows more than the failure's own words.
    public var hint: Hint? {
        switch self {
        case .unreachable(_, _, let hint), .refused(_, _, let hint): hint
        case .timedOut: .silent
        case .busy: .busy
        case .unreadable: .otherInterface
        case .missing: .missing
        }
    }
}

extension CollectFailure.Hint {
    /// What to do, one line.
    public var text: String {
        switch self {
        case .nobodyListens: "nobody listens there: does the service run, and on this port or socket?"
        case .noSocket: "there is no such socket: does the service run, and is the path right?"
        case .noWay: "no way there: check routes, firewall and the VPN to the site"
        case .unknownName: "the name is unknown: check the endpoint's spelling and DNS"
        case .silent: "it does not answer in time: does it hang, or does a firewall drop packets? a longer deadline may do"
        case .busy:
            "another program holds the management port, which serves one at a time: end it, or set hold_connection = \"no\" on both; "
                + "or the server is blocked (a script that runs?); or no OpenVPN is there, which Warte asks nothing while it has a password"
        case .closed: "the other side ended the connection: its log says why (a limit, a list of who may, a restart)"
        case .noPermission: "this user may not: join the group of the socket (libvirt: group libvirt), or use an account that may read"
        case .wrongPassword: "check the password (password_file: one line, mode 0600) against what the server has"
        case .noPassword: "the server wants a password: write password_file = \"/…\" for this host (one line, mode 0600)"
        case .secret:
            "the engine cannot read this host's password: look at its password_file (mode 0600), password_env or password_credential"
        case .onHold: "the server waits for \"hold release\": send it, or take management-hold out of its configuration"
        case .certificate:
            "check the certificates: the CA and the client's own in pkipath, their dates, and that the server's names this host"
        case .sshKey:
            "ssh is not let in: as the engine's user, \"ssh HOST\" must work without a question (key in authorized_keys, right user)"
        case .hostKey:
            "ssh does not know the host's key, or it has changed: compare it, then log in once by hand as the engine's user (\"ssh HOST\")"
        case .endpoint: "check the endpoint's spelling"
        case .otherInterface: "something else than this collector's interface answers there: check collector and endpoint"
        case .missing: "look on its cluster why; if it is gone for good, write: warte forget HOST"
        }
    }
}
