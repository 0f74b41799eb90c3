/// What to do where a host gives no data, by what is asked there: a collector names its own in its `kind`.
extension Message {
    static let adviceMessages: [any DeclaredMessage] = [
        adviceLibvirt, adviceLocal, adviceOpenVPN, adviceProxmox, adviceWireGuard, adviceSNMP, advicePrometheus, adviceDemo,
    ]

    public static let adviceLibvirt = PlainForm(
        "advice.libvirt",
        "ping and ssh it; if it is up: systemctl status libvirtd (or virtqemud); as the engine's user: virsh -c ENDPOINT list")
    public static let adviceLocal = PlainForm(
        "advice.local", "see that the engine may read /proc and /sys there; with via: ssh to it by hand, as the engine's user")
    public static let adviceOpenVPN = PlainForm(
        "advice.openvpn",
        "ping and ssh it; if it is up: systemctl status openvpn-server@NAME; who holds its management port: ss -xtnp")
    public static let adviceProxmox = PlainForm(
        "advice.proxmox",
        "open its web page on port 8006; if that fails: ping and ssh a node, systemctl status pveproxy pvedaemon, pvecm status")
    public static let adviceWireGuard = PlainForm(
        "advice.wireguard", "wg show there, as the engine's user; no interface: wg-quick up NAME, or systemctl status wg-quick@NAME")
    public static let adviceSNMP = PlainForm(
        "advice.snmp",
        "ping it; if it is up: is its SNMP agent on, does its list of managers name this machine, does a firewall pass UDP 161")
    public static let advicePrometheus = PlainForm(
        "advice.prometheus", "curl the endpoint from this machine; if that fails: ping it, then look at the exporter's service and its port"
    )
    public static let adviceDemo = PlainForm("advice.demo", "nothing is wrong: its scenario says when it gives no answer, and for how long")
}
