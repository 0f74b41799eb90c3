/// What is told of a Proxmox cluster. Each common mistake has a sentence that names it and its cure.
extension Message {
    static let proxmoxMessages: [any DeclaredMessage] = [
        proxmoxNoGuestRight, proxmoxSomeGuests, proxmoxForbidden, proxmoxOwnTasksOnly, proxmoxTokenRefused, proxmoxTokenForm,
        proxmoxLoginRefused,
        proxmoxSecondFactor, proxmoxTicketRefused, proxmoxCertificate, proxmoxCertificateTime, proxmoxForeign, proxmoxNodeSilent,
        proxmoxAnswered, proxmoxNoEntry,
        proxmoxNodeOffline, proxmoxNoFigures, proxmoxNeedsAccess, proxmoxUserForm, proxmoxUserIsToken, proxmoxWriteURL,
        proxmoxNoFingerprint,
        proxmoxFingerprintCount, proxmoxAsksOther, guestMoved, guestAvailability, quorumLost, quorumBack, storageGone, storageBack,
        taskTimedOut,
    ]

    // Rights.
    public static let proxmoxNoGuestRight = PlainForm(
        "proxmox.no_guest_right", "no permission to see guests (PVEAuditor on / is missing)")
    public static let proxmoxSomeGuests = PlainForm(
        "proxmox.some_guests", "those alone are shown on which one has the right VM.Audit (PVEAuditor on / is missing)")
    /// In Proxmox' own words, which name the path and the right.
    public static let proxmoxForbidden = MessageForm<MarkedLine>(
        "proxmox.forbidden", "{0}: the token, and its user too, need the role PVEAuditor on /")
    public static let proxmoxOwnTasksOnly = PlainForm(
        "proxmox.own_tasks_only", "only one's own tasks are shown (PVEAuditor on / is missing)")
    public static let proxmoxTokenRefused = PlainForm(
        "proxmox.token_refused",
        "the API token is unknown, has expired, or its secret is another: compare it with the cluster's (API Tokens)")
    public static let proxmoxTokenForm = PlainForm(
        "proxmox.token_form", "this is no API token: it is one line without blanks, USER@REALM!NAME=SECRET")
    public static let proxmoxLoginRefused = PlainForm(
        "proxmox.login_refused", "user or password is wrong, or the realm (USER@pam, USER@pve)")
    public static let proxmoxSecondFactor = PlainForm(
        "proxmox.second_factor", "the user has a second factor, which nobody can give here: use an API token")
    public static let proxmoxTicketRefused = PlainForm(
        "proxmox.ticket_refused", "the ticket that it has just given is refused: do the nodes' clocks agree?")
    /// What is wrong with it, and its SHA-256.
    public static let proxmoxCertificate = MessageForm<Message, String?>(
        "proxmox.certificate",
        "{0}: name the cluster's own CA in ca_file (on a node: /etc/pve/pve-root-ca.pem), or the certificate's SHA-256 in fingerprints"
            + "[; if the node's own (pvenode cert info) is the same, write fingerprints = \\[\"{1}\"\\]]")
    public static let proxmoxCertificateTime = MessageForm<Message>(
        "proxmox.certificate_time",
        "{0}: do the clocks of this machine and of the node agree? if so, have it made anew (on the node: pvecm updatecerts --force)")
    /// With which status.
    public static let proxmoxForeign = MessageForm<Int>(
        "proxmox.foreign",
        "it answered {0}, and not as Proxmox does: a reverse proxy, or another service? write the node itself, https://NAME:8006")

    // Nodes and the ways to them.
    /// The entry node's number for it, and its words.
    public static let proxmoxNodeSilent = MessageForm<Int, MarkedLine?>(
        "proxmox.node_silent", "the node does not answer its cluster ({0}[ {1}])")
    public static let proxmoxAnswered = MessageForm<Int, MarkedLine?>("proxmox.answered", "it answered {0}[ {1}]")
    public static let proxmoxNoEntry = MessageForm<[Message]>("proxmox.no_entry", "no entry node answers: {0:; }")
    public static let proxmoxNodeOffline = PlainForm("proxmox.offline", "its cluster says that it is offline")
    public static let proxmoxNoFigures = PlainForm("proxmox.no_figures", "its cluster has no figures of it: does pvestatd run there?")
    /// Who is asked, and why no longer the one before.
    public static let proxmoxAsksOther = MessageForm<String, Message>("proxmox.asks_other", "{0} is asked from now on: {1}")

    // What the configuration lacks.
    public static let proxmoxNeedsAccess = PlainForm(
        "proxmox.needs_access", "Proxmox lets nobody in without an API token: write token_file = \"/…\", or user and password_file")
    public static let proxmoxUserForm = PlainForm("proxmox.user_form", "a user has a realm: write USER@pam or USER@pve")
    public static let proxmoxUserIsToken = PlainForm(
        "proxmox.user_is_token", "this is the name of an API token: write it with its secret into a file, and token_file = \"/…\"")
    public static let proxmoxWriteURL = PlainForm("proxmox.write_url", "write https://NAME:8006 and nothing behind it")
    public static let proxmoxNoFingerprint = MessageForm<String>(
        "proxmox.no_fingerprint", "\"{0}\" is no SHA-256 fingerprint: 64 hexadecimal digits, with colons or without")
    public static let proxmoxFingerprintCount = MessageForm<Int>(
        "proxmox.fingerprint_count", "write one fingerprint for all, or one for each: {0} node{0?|s} {0?is|are} asked")

    // What happened.
    /// From where, and to where.
    public static let guestMoved = MessageForm<String, String, String>("guest.moved", "guest {0} moved from {1} to {2}")
    /// Which guest, and the word of Proxmox' HA manager for it.
    public static let guestAvailability = MessageForm<String, String>("guest.availability", "high availability: guest {0} is {1}")
    public static let quorumLost = PlainForm("cluster.quorum_lost", "the cluster has no quorum: nothing can be started or changed")
    public static let quorumBack = PlainForm("cluster.quorum_back", "the cluster has quorum again")
    /// Which task, of which guest, and in what words.
    public static let taskTimedOut = MessageForm<String, String?, MarkedLine>(
        "task.timed_out", "task {0}[ of guest {1}] took too long: {2}")
    public static let storageGone = MessageForm<String>("storage.gone", "storage {0} is not available")
    public static let storageBack = MessageForm<String>("storage.back", "storage {0} is available again")
}
