/// What goes wrong where WireGuard is asked.
extension Message {
    static let wireGuardMessages: [any DeclaredMessage] = [
        writeInterface, noWireGuard, noSuchWireGuard, noWireGuardTool, wireGuardNotPermitted, wireGuardRefused, sudoRefused, ofNamesFile,
    ]

    public static let writeInterface = PlainForm(
        "wireguard.write_interface", "write all, an interface such as wg0, or the absolute path of a userspace WireGuard's socket")
    public static let noWireGuard = PlainForm(
        "wireguard.none", "there is no WireGuard interface on this machine: is it up (wg-quick up wg0)?")
    public static let noSuchWireGuard = PlainForm(
        "wireguard.no_such", "there is no WireGuard interface of that name: is it up (wg-quick up), and the name right?")
    /// Where it was looked for.
    public static let noWireGuardTool = MessageForm<String>(
        "wireguard.no_tool", "{0} cannot be run: install wireguard-tools, or say where wg is (program = \"/…/wg\")")
    public static let wireGuardNotPermitted = PlainForm(
        "wireguard.not_permitted",
        "only root or who has CAP_NET_ADMIN may ask WireGuard: give warted that capability, or set sudo = \"yes\"")
    /// The words of the system.
    public static let wireGuardRefused = MessageForm<RawLine>("wireguard.refused", "WireGuard answered with an error: {0}")
    /// What sudo must allow.
    public static let sudoRefused = MessageForm<String>(
        "wireguard.sudo_refused", "sudo does not run it without a password: allow it in /etc/sudoers.d (NOPASSWD: {0})")
    /// Which file, and what is wrong with it.
    public static let ofNamesFile = MessageForm<String, Message>("wireguard.names_file", "{0}: {1}")
}
