/// What goes wrong where WireGuard is asked.
extension Message {
    static let wireGuardMessages: [any DeclaredMessage] = [
        writeInterface, noWireGuard, noSuchWireGuard, noWireGuardInKernel, noNetlink, noWireGuardTool, wireGuardToolFailed,
        wireGuardNotPermitted, noWireGuardSocket, wireGuardSocketNotPermitted, wireGuardSocketLeftOver, wireGuardRefused, wireGuardChanges,
        sudoRefused, ofNamesFile, notAllSessionsListed, notAllInterfacesRead, wireGuardWithoutPeers, wireGuardWithoutHandshake,
        gatewayClockAhead,
        gatewayClockBehind,
    ]

    public static let writeInterface = PlainForm(
        "wireguard.write_interface", "write all, an interface such as wg0, or the absolute path of a userspace WireGuard's socket")
    public static let noWireGuard = PlainForm(
        "wireguard.none", "there is no WireGuard interface on this machine: is it up (wg-quick up wg0)?")
    public static let noSuchWireGuard = PlainForm(
        "wireguard.no_such", "there is no WireGuard interface of that name: is it up (wg-quick up), and the name right?")
    public static let noWireGuardInKernel = PlainForm(
        "wireguard.not_in_kernel",
        "this kernel has no WireGuard, and no userspace program has such an interface: \"modprobe wireguard\" says what is missing; "
            + "or start wireguard-go")
    public static let noNetlink = PlainForm(
        "wireguard.no_netlink",
        "the system lets warted open no netlink socket, by which the kernel is asked: add AF_NETLINK to RestrictAddressFamilies of its unit"
    )
    /// Where it was looked for.
    public static let noWireGuardTool = MessageForm<String>(
        "wireguard.no_tool", "{0} cannot be run: install wireguard-tools, or say where wg is (program = \"/…/wg\")")
    /// How it ended, and the command.
    public static let wireGuardToolFailed = MessageForm<Message, String>(
        "wireguard.tool_failed", "it {0}, in words that are not shown, for a key could be among them: run {1} to read them")
    public static let wireGuardNotPermitted = PlainForm(
        "wireguard.not_permitted",
        "only root or who has CAP_NET_ADMIN may ask WireGuard: give warted that capability, or set sudo = \"yes\"")
    public static let noWireGuardSocket = PlainForm(
        "wireguard.no_socket", "there is no such socket: is the interface up, and the path right (/var/run/wireguard/INTERFACE.sock)?")
    public static let wireGuardSocketNotPermitted = PlainForm(
        "wireguard.socket_not_permitted",
        "the socket is root's alone: set endpoint = \"all\" or the interface, and sudo = \"yes\", by which wg reads it")
    public static let wireGuardSocketLeftOver = PlainForm(
        "wireguard.socket_left_over",
        "nobody listens at the socket: its program is gone and left it behind; start it again, or remove the file")
    /// The words of the system.
    public static let wireGuardRefused = MessageForm<RawLine>("wireguard.refused", "WireGuard answered with an error: {0}")
    public static let wireGuardChanges = PlainForm("wireguard.changes", "it was changed each time while it was read; the next poll may do")
    /// What sudo must allow.
    public static let sudoRefused = MessageForm<String>(
        "wireguard.sudo_refused", "sudo does not run it without a password: allow it in /etc/sudoers.d (NOPASSWD: {0})")
    /// Which file, and what is wrong with it.
    public static let ofNamesFile = MessageForm<String, Message>("wireguard.names_file", "{0}: {1}")
    /// How many, of how many.
    public static let notAllSessionsListed = MessageForm<Int, Int>("wireguard.not_all_listed", "{0} of {1} are listed")
    public static let notAllInterfacesRead = MessageForm<Int>("wireguard.not_all_read", "{0} are read at most")
    public static let wireGuardWithoutPeers = PlainForm(
        "wireguard.no_peers", "none is set up on it (wg set, wg setconf): is it the right interface?")
    /// How many peers.
    public static let wireGuardWithoutHandshake = MessageForm<Int>(
        "wireguard.no_handshake",
        "{0?its only peer never|none of its # peers ever} had one: does its UDP port get through firewall and NAT, and does each side have the "
            + "other's public key?")
    public static let gatewayClockAhead = MessageForm<Duration>(
        "wireguard.clock_ahead", "the gateway's is {0:s} ahead of this machine's: set both by NTP")
    public static let gatewayClockBehind = MessageForm<Duration>(
        "wireguard.clock_behind", "the gateway's is {0:s} behind this machine's: set both by NTP")
}
