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
        /// A server's, over TLS.
        case certificate
        /// libvirt's own, which come in pairs: the server's and the client's.
        case pki
        /// It knows who asks, and he may not.
        case forbidden
        case sshKey = "ssh_key"
        case hostKey = "host_key"
        case endpoint
        case otherInterface = "other_interface"
        case missing
        /// It answers as it should, and more than is read.
        case tooMuch = "too_much"
        case noSystem = "no_system"
        // libvirt.
        case libvirtSocket = "libvirt_socket"
        case libvirtPolkit = "libvirt_polkit"
        case libvirtGroup = "libvirt_group"
        case libvirtRights = "libvirt_rights"
        case libvirtPath = "libvirt_path"
        case libvirtDriver = "libvirt_driver"
        // SNMP.
        case community
        case snmpUser = "snmp_user"
        case snmpView = "snmp_view"
        case snmpClock = "snmp_clock"
        case snmpPrivacy = "snmp_privacy"
        case snmpSilent = "snmp_silent"
        case snmpSlow = "snmp_slow"
        case snmpVersion = "snmp_version"
        case snmpProfile = "snmp_profile"
    }

    /// Of an answer that is read to where it is beyond these.
    private static let bounds = Set([Message.moreThanClients.id, Message.moreThanLogins.id])

    /// Nil where nobody knows more than the failure's own words.
    public var hint: Hint? {
        switch self {
        case .unreachable(_, _, let hint), .refused(_, _, let hint): hint
        case .timedOut: .silent
        case .busy: .busy
        case .unreadable(_, _, let got): Self.bounds.contains(got.id) ? .tooMuch : .otherInterface
        case .missing: .missing
        }
    }
}
