/// What the end of a session, or the crash of a guest, was concluded from, where no line of the interface says it.
extension Message {
    static let evidenceMessages: [any DeclaredMessage] = [
        guestNotRunning, notLoggedIn, loginGone, tableRowGone, notListed, consoleTaskEnded, nodeIsDown, taskNotListed, peerEnded,
        peerSendsNoKeepalive, peerAnswersNoKeepalive, peerKeysTooOld, peerBegunAnew, peerRemoved, guestStatus,
    ]

    /// The guest's id.
    public static let guestNotRunning = MessageForm<String>("evidence.guest_not_running", "guest {0} no longer runs")
    /// Whose agent, and who.
    public static let notLoggedIn = MessageForm<String, MarkedLine>(
        "evidence.not_logged_in", "guest agent of {0}: no longer logged in: {1}")
    /// Which list, and the entry.
    public static let loginGone = MessageForm<String, MarkedLine>("evidence.login_gone", "{0}: no longer there: {1}")
    public static let tableRowGone = MessageForm<String, MarkedLine>(
        "evidence.row_gone", "{0}, table of sessions: no longer there: {1}")
    public static let notListed = MessageForm<String, MarkedLine>("evidence.not_listed", "{0}: no longer listed: {1}")

    // Proxmox.
    /// Of what kind it was, and its status where it has one.
    public static let consoleTaskEnded = MessageForm<String, MarkedLine?>("evidence.console_task", "task {0} console ended[: {1}]")
    public static let nodeIsDown = PlainForm("evidence.node_down", "its node is down")
    /// Of a guest, as its node tells it.
    public static let guestStatus = MessageForm<String>("evidence.guest_status", "status: {0}")
    public static let taskNotListed = PlainForm("evidence.task_not_listed", "no longer in the list of tasks")

    // WireGuard.
    /// Interface, peer, what was seen, and since when its last handshake is over.
    public static let peerEnded = MessageForm<String, MarkedLine, Message, Duration?>(
        "evidence.peer", "{0}: peer {1}: {2}[; last handshake {3:s} ago]")
    /// For how long there was nothing, and how often it should have come.
    public static let peerSendsNoKeepalive = MessageForm<Duration, Duration>(
        "evidence.peer_no_keepalive", "nothing received for {0:s}, where it had sent a keepalive every {1:s}")
    public static let peerAnswersNoKeepalive = MessageForm<Duration, Duration>(
        "evidence.peer_no_answer", "nothing received for {0:s}, though it is sent a keepalive every {1:s}")
    public static let peerKeysTooOld = PlainForm(
        "evidence.peer_keys_old",
        "silent until its keys were too old; that is no sign of trouble where it sends no keepalives "
            + "(PersistentKeepalive = 25 in its configuration)")
    public static let peerBegunAnew = PlainForm("evidence.peer_begun_anew", "its counters began anew: peer or interface was set up again")
    public static let peerRemoved = PlainForm("evidence.peer_removed", "no longer a peer of the interface")
}
