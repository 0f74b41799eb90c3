/// What collectors tell of what happened on their hosts. Reasons in brackets are the words of the interface.
extension Message {
    static let collectorMessages: [any DeclaredMessage] = [
        guestDefined, guestChanged, guestUndefined, guestStarted, guestPaused, guestResumed, guestStopped, guestShuttingDown, guestSleeps,
        guestFailed, guestDid, guestStoppedUnseen, guestSilent, guestAnswers, guestsSpared, guestsAsked, libvirtLost, libvirtPartsLeftOut,
        libvirtReadOnly, libvirtPoolsSilent, libvirtPoolSilent, serverOnHold,
        serverFatal, serverExiting, serverReconnecting, serverUp, endsNotKept, logLinesLeftOut, logReadSlowly,
    ]

    // libvirt: which guest, and why.
    public static let guestDefined = MessageForm<String>("guest.defined", "guest {0} defined")
    public static let guestChanged = MessageForm<String, String>("guest.changed", "guest {0} definition changed ({1})")
    public static let guestUndefined = MessageForm<String, String?>("guest.undefined", "guest {0} undefined[ ({1})]")
    public static let guestStarted = MessageForm<String, String?>("guest.started", "guest {0} started[ ({1})]")
    public static let guestPaused = MessageForm<String, String?>("guest.paused", "guest {0} paused[ ({1})]")
    public static let guestResumed = MessageForm<String, String?>("guest.resumed", "guest {0} resumed[ ({1})]")
    public static let guestStopped = MessageForm<String, String?>("guest.stopped", "guest {0} stopped[ ({1})]")
    public static let guestShuttingDown = MessageForm<String>("guest.shutting_down", "guest {0} is shutting down")
    public static let guestSleeps = MessageForm<String, String>("guest.sleeps", "guest {0} sleeps ({1})")
    public static let guestFailed = MessageForm<String, String>("guest.crashed", "guest {0} crashed ({1})")
    /// What it did in the interface's own word.
    public static let guestDid = MessageForm<String, String, String>("guest.did", "guest {0} {1} ({2})")
    public static let guestStoppedUnseen = MessageForm<String, Message>(
        "guest.stopped_unseen", "guest {0} stopped while libvirt was away ({1})")
    public static let guestSilent = MessageForm<String>("guest.silent", "guest {0} does not answer libvirt")
    public static let guestAnswers = MessageForm<String>("guest.answers", "guest {0} answers libvirt again")
    public static let guestsSpared = PlainForm(
        "guest.spared",
        "several guests do not answer libvirt: no guest is asked for its memory, disks and waiting until one of them does")
    public static let guestsAsked = PlainForm("guest.asked", "guests are asked for their memory, disks and waiting again")
    public static let libvirtLost = MessageForm<Message>("libvirt.lost", "connection to libvirt lost: {0}")
    /// Of how many guests.
    public static let libvirtPartsLeftOut = MessageForm<Int>(
        "libvirt.parts_left_out", "part_series has no room for {0} guest{0?|s}")
    public static let libvirtReadOnly = PlainForm(
        "libvirt.read_only",
        "this connection may only read; access = \"write\" needs the socket for writing (libvirt-sock, not libvirt-sock-ro)")
    public static let libvirtPoolsSilent = PlainForm(
        "libvirt.pools_silent", "libvirt does not answer for them: does the file server of one of them?")
    /// The pool's name.
    public static let libvirtPoolSilent = MessageForm<String>(
        "libvirt.pool_silent", "libvirt does not answer for pool {0}: does its file server?")

    // OpenVPN.
    public static let serverOnHold = PlainForm("openvpn.on_hold", "the server waits for a hold release")
    public static let serverFatal = MessageForm<MarkedLine>("openvpn.fatal", "fatal: {0}")
    public static let serverExiting = MessageForm<MarkedLine?>("openvpn.exiting", "the server is exiting[ ({0})]")
    public static let serverReconnecting = MessageForm<MarkedLine?>("openvpn.reconnecting", "the server is reconnecting[ ({0})]")
    public static let serverUp = MessageForm<MarkedLine?>("openvpn.up", "the server is up[ ({0})]")
    public static let endsNotKept = MessageForm<Int>("openvpn.ends_not_kept", "{0} more session end{0?|s} than could be kept")
    public static let logLinesLeftOut = MessageForm<Int>("openvpn.lines_left_out", "{0} line{0?|s} of the log {0?was|were} left out")
    public static let logReadSlowly = PlainForm("openvpn.read_slowly", "the server writes without end and is read slowly")
}
