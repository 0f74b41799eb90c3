import Telemetry
import Testing

/// What becomes of a command's words: what comes from outside is one argument or a part of one, and does nothing there.
@Suite struct UserCommandTests {
    private func arguments(_ run: [String], _ values: [UserCommand.Placeholder: String]) -> Result<[String], UserCommand.Unfit> {
        Result { () throws(UserCommand.Unfit) in
            try UserCommand(name: "x", place: .guest, run: run).arguments { values[$0] }
        }
    }

    @Test func smallLettersInBracesAreAPlaceholderAndNothingElseIs() {
        #expect(UserCommand.pieces(of: "a{host.name}:{x}") == [.text("a"), .placeholder("host.name"), .text(":"), .placeholder("x")])
        for text in ["{print $1}", "${HOME}", "{}", "{", "a}b{", "{host.name", "{ host.name }", "{{", ""] {
            #expect(UserCommand.pieces(of: text) == (text.isEmpty ? [] : [.text(text)]), "\(text)")
        }
        #expect(UserCommand.pieces(of: "{{host.name}}") == [.text("{"), .placeholder("host.name"), .text("}")])
    }

    @Test func eachArgumentStaysOne() throws {
        let values: [UserCommand.Placeholder: String] = [.hostName: "pve/a", .guestName: "büro-7", .hostAddress: "fe80::1%eth0"]
        let found = try arguments(["ssh", "{host.address}", "show {guest.name} on {host.name}", ""], values).get()
        #expect(found == ["ssh", "fe80::1%eth0", "show büro-7 on pve/a", ""])
    }

    /// A remote shell, such as that of ssh, reads what the local one never sees.
    @Test(arguments: [
        "a b", "$(id)", "`id`", "a;b", "a|b", "a&b", "a>b", "a\nb", "a'b", "a\"b", "a\\b", "*", "?", "~root", "{a,b}", "#a", "!1", "a\0",
        "a\u{1B}[2J", "a\u{202E}b", String(repeating: "x", count: 256),
        "a\u{D4E};reboot", "a\u{D4E} b", "a\u{111C2}$(x)",
    ]) func aGuestsNameThatAShellWouldReadIsRefused(name: String) {
        let found = arguments(["echo", "{guest.name}"], [.guestName: name])
        #expect(throws: UserCommand.Unfit.self) { try found.get() }
        guard case .failure(.special(.guestName, let shown)) = found else {
            Issue.record("\(found)")
            return
        }
        #expect(shown.count <= 40 && !shown.contains("\u{1B}") && !shown.contains("\n"))
    }

    @Test func aGuestsNameIsNoOption() throws {
        let values: [UserCommand.Placeholder: String] = [.guestName: "--rm", .hostName: "h"]
        guard case .failure(.option(.guestName, "--rm")) = arguments(["virsh", "{guest.name}"], values) else {
            Issue.record("taken")
            return
        }
        #expect(try arguments(["virsh", "domain={guest.name}"], values).get() == ["virsh", "domain=--rm"], "within a word it is none")
        guard case .failure(.option) = arguments(["virsh", "{guest.name}{host.name}"], values) else {
            Issue.record("taken")
            return
        }
    }

    @Test func nobodysNameIsAnArgument() throws {
        #expect(throws: UserCommand.Unfit.name(.sessionUser)) { try arguments(["kick", "{session.user}"], [.sessionUser: "alice"]).get() }
        #expect(try arguments(["kick", "{session.user}"], [.sessionUser: "u-7f3a"]).get() == ["kick", "u-7f3a"])
        #expect(throws: UserCommand.Unfit.unknown(.guestID)) { try arguments(["kick", "{guest.id}"], [.guestID: ""]).get() }
    }

    @Test(arguments: [
        ("qemu+ssh://root@hv-1:22/system?x=1", "hv-1"), ("qemu:///system", "localhost"), ("", "localhost"),
        ("/run/openvpn/server.sock", "localhost"), ("10.1.0.1:7505", "10.1.0.1"), ("[fe80::1]:161", "fe80::1"),
        ("https://[2001:db8::7]:8006", "2001:db8::7"), ("fw-1.example.org", "fw-1.example.org"), ("192.0.2.7", "192.0.2.7"),
        ("2001:db8::7", "2001:db8::7"), ("http://node:9100/metrics", "node"),
    ]) func aHostsAddressIsThatOfItsEndpoint(endpoint: String, address: String) {
        #expect(Host(id: "h", area: "A", collector: "x", endpoint: endpoint).address == address)
    }

    @Test func aNodesAddressIsItsName() {
        #expect(Host(id: "pve", area: "A", collector: "proxmox", endpoint: "https://a:8006").node("b").address == "b")
        #expect(
            Target(id: "w", area: "A", collector: "wireguard", endpoint: "wg0", endpointNamesNoMachine: true).host.address == "localhost")
    }

    /// Behind another machine the endpoint is what it is there: its own, or a third.
    @Test(arguments: [
        ("127.0.0.1:7505", "gw"), ("/run/openvpn/server.sock", "gw"), ("", "gw"), ("http://localhost:9100/metrics", "gw"),
        ("http://[::1]:9100", "gw"), ("http://LocalHost:9100", "gw"), ("http://0.0.0.0:9100", "gw"), ("https://127.0.0.1:8006", "gw"),
        ("https://pve-1.internal:8006", "pve-1.internal"), ("http://10.1.0.7:9182", "10.1.0.7"), ("[fd00::7]:7505", "fd00::7"),
        ("http://127.example.org:9100", "127.example.org"),
    ]) func anAddressBehindAnotherMachineIsThatWhichIsAsked(endpoint: String, address: String) {
        let via = SSHPlace("ssh://watch@gw:22")
        #expect(Target(id: "v", area: "A", collector: "x", endpoint: endpoint, via: via).host.address == address)
        // A node's address is its name: what it is behind tells two machines of one name apart.
        let cluster = Target(id: "pve", area: "A", collector: "proxmox", endpoint: "https://127.0.0.1:8006", via: via).host.node("a")
        #expect(cluster.address == "a" && cluster.behind == "gw port 22")
        let behind = Target(id: "w", area: "A", collector: "wireguard", endpoint: "wg0", via: via, endpointNamesNoMachine: true)
        #expect(behind.host.address == "gw")
    }
}
