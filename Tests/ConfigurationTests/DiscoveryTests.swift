import Configuration
import Telemetry
import Testing

/// A folder stands for the machine; its sockets are real ones that nobody listens on.
@Suite struct DiscoveryTests {
    let scratch = ScratchFolder()
    init() { scratch.file("proc/sys/kernel/hostname", "jump\n") }

    private func discover(runtime: String? = nil) -> SiteSettings { discoverSettings(root: scratch.path, runtimeFolder: runtime) }
    private func lines(_ settings: SiteSettings) -> [String] {
        settings.targets.map { host in
            var line = "\(host.id) \(host.collector) \(host.endpoint)"
            if case .file(let path)? = host.secrets["password"] { line += " \(path)" }
            return line.replacing(scratch.path, with: "")
        }
    }

    @Test func nothingButTheMachine() {
        let settings = discover()
        #expect(settings.site.name == "jump")
        #expect(settings.site.areas == [Area(id: "jump")])
        #expect(lines(settings) == ["jump local "])
        #expect(settings.notice?.text == "no configuration: showing this machine")
    }

    @Test func nameFromTheFileOrNone() {
        let other = ScratchFolder()
        #expect(discoverSettings(root: other.path, runtimeFolder: nil).site.name == "this machine")
        other.file("etc/hostname", "  box \n")
        #expect(discoverSettings(root: other.path + "/", runtimeFolder: nil).site.name == "box")
        other.file("etc/hostname", "\u{1b}[31m\n")
        #expect(discoverSettings(root: other.path, runtimeFolder: nil).site.name == "\u{FFFD}[31m")
    }

    @Test func libvirt() {
        scratch.socket("var/run/libvirt/libvirt-sock-ro")
        #expect(lines(discover()) == ["jump local ", "libvirt libvirt qemu:///system"])
        scratch.socket("run/libvirt/virtqemud-sock-ro")
        scratch.socket("run/user/7/libvirt/libvirt-sock")
        let settings = discover(runtime: "/run/user/7")
        #expect(lines(settings) == ["jump local ", "libvirt libvirt qemu:///system", "libvirt-session libvirt qemu:///session"])
        #expect(settings.notice?.text == "no configuration: showing this machine, libvirt and libvirt-session")
    }

    /// Each of a modular libvirt's daemons has guests of its own.
    @Test func modularLibvirt() {
        for daemon in ["virtqemud", "virtlxcd", "virtxend", "virtstoraged"] { scratch.socket("run/libvirt/\(daemon)-sock-ro") }
        #expect(
            lines(discover()) == [
                "jump local ", "libvirt libvirt qemu:///system", "libvirt-lxc libvirt lxc:///system", "libvirt-xen libvirt xen:///system",
            ])
    }

    @Test func aFileOfThatNameIsNoSocket() {
        scratch.file("run/libvirt/libvirt-sock-ro")
        scratch.file("run/openvpn/status.log")
        #expect(lines(discover()) == ["jump local "])
    }

    @Test func openVPN() {
        scratch.socket("run/libvirt/libvirt-sock-ro")
        scratch.socket("run/openvpn/town.sock")
        scratch.file("etc/openvpn/server/town.conf", "port 1194\nmanagement /run/openvpn/town.sock unix\n")
        let settings = discover()
        #expect(
            lines(settings) == [
                "jump local ", "libvirt libvirt qemu:///system", "openvpn-town openvpn /run/openvpn/town.sock",
            ])
        #expect(settings.notice?.text == "no configuration: showing this machine, libvirt and 1 OpenVPN socket")
    }

    @Test func openVPNSocketsWithoutAFile() {
        scratch.socket("run/openvpn-server/a.sock")
        scratch.socket("run/openvpn/deep/a.sock")
        scratch.socket("run/openvpn-client/c.sock")
        scratch.socket("run/other/d.sock")
        let settings = discover()
        #expect(
            lines(settings) == [
                "jump local ", "openvpn-a openvpn /run/openvpn/deep/a.sock", "openvpn-a-2 openvpn /run/openvpn-server/a.sock",
            ])
        #expect(settings.notice?.text == "no configuration: showing this machine and 2 OpenVPN sockets")
    }

    @Test func openVPNPorts() {
        scratch.file("etc/openvpn/pw", "x")
        scratch.file("etc/openvpn/a.conf", "management 127.0.0.1 7505 pw\n")
        scratch.file("etc/openvpn/b.conf", "management localhost 7506\n")
        scratch.file("etc/openvpn/c.conf", "management 10.0.0.1 7507\n")
        scratch.file("etc/openvpn/d.conf", "client\nmanagement 127.0.0.1 7508\n")
        scratch.file("etc/openvpn/e.conf.bak", "management 127.0.0.1 7509\n")
        #expect(
            lines(discover()) == [
                "jump local ", "openvpn-a openvpn 127.0.0.1:7505 /etc/openvpn/pw", "openvpn-b openvpn 127.0.0.1:7506",
            ])
        // Where the kernel says which ports are listened on, the others are left out: 1D52 is 7506.
        scratch.file(
            "proc/net/tcp",
            """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 0100007F:1D52 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0000 100 0 0 10 0
               1: 0100007F:1D51 0100007F:8888 01 00000000:00000000 00:00000000 00000000     0        0 1 1 0000 100 0 0 10 0
            """)
        #expect(lines(discover()) == ["jump local ", "openvpn-b openvpn 127.0.0.1:7506"])
    }

    @Test func anOpenPasswordFileIsToldAndNotUsed() {
        scratch.socket("run/openvpn/town.sock")
        scratch.file("etc/openvpn/pw", "x", mode: 0o644)
        scratch.file("etc/openvpn/town.conf", "management /run/openvpn/town.sock unix /etc/openvpn/pw\n")
        let settings = discover()
        #expect(lines(settings) == ["jump local "])
        #expect(
            settings.notice?.text.replacing(scratch.path, with: "")
                == "no configuration: showing this machine; 1 OpenVPN socket left out (the password file \"/etc/openvpn/pw\" is open to "
                + "others (mode 0644) and is refused; write: chmod 600 /etc/openvpn/pw)")
    }

    @Test func thisMachineIsNoError() { #expect(!discoverSettings().targets.isEmpty) }
}
