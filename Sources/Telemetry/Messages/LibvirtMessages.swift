/// What libvirt says by a number alone: why a connection is closed, and why a guest is off.
extension Message {
    static let libvirtMessages: [any DeclaredMessage] = [
        libvirtGivesNoReason, closedByError, closedByPeer, closedByKeepalive, closedByUs, closedOtherwise, offUnknown, offShutDown,
        offDestroyed, offCrashed, offMigrated, offSaved, offNotStarted, offReverted, offByDaemon, offOtherwise, offGone,
    ]

    /// A call failed and left no words.
    public static let libvirtGivesNoReason = PlainForm("libvirt.no_reason", "failed without a reason")

    // virConnectCloseReason.
    public static let closedByError = PlainForm("libvirt.closed.error", "an error")
    public static let closedByPeer = PlainForm("libvirt.closed.eof", "its end of the connection closed")
    public static let closedByKeepalive = PlainForm("libvirt.closed.keepalive", "keep-alive timeout")
    public static let closedByUs = PlainForm("libvirt.closed.client", "our own request")
    public static let closedOtherwise = MessageForm<Int>("libvirt.closed.other", "reason {0}")

    // virDomainShutoffReason.
    public static let offUnknown = PlainForm("guest.off.unknown", "nobody knows why")
    public static let offShutDown = PlainForm("guest.off.shutdown", "shut down")
    public static let offDestroyed = PlainForm("guest.off.destroyed", "destroyed")
    public static let offCrashed = PlainForm("guest.off.crashed", "crashed")
    public static let offMigrated = PlainForm("guest.off.migrated", "migrated")
    public static let offSaved = PlainForm("guest.off.saved", "saved")
    public static let offNotStarted = PlainForm("guest.off.failed", "failed to start")
    public static let offReverted = PlainForm("guest.off.from_snapshot", "reverted to a snapshot")
    public static let offByDaemon = PlainForm("guest.off.daemon", "libvirt ended it")
    public static let offOtherwise = MessageForm<Int>("guest.off.other", "reason {0}")
    /// It is no longer defined.
    public static let offGone = PlainForm("guest.off.gone", "gone")
}
