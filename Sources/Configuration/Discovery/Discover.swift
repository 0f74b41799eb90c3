import Glibc
import TOMLReading
import Telemetry

/// What can be watched on this machine where nothing is configured: the machine itself, libvirt where one of its sockets is there, and
/// OpenVPN's management sockets, those of its configuration files and those in `/run/openvpn*`.
///
/// Sockets are looked at, not connected to: OpenVPN's serves one client at a time.
/// - Parameters:
///   - root: The folder that stands for `/`.
///   - runtimeFolder: `$XDG_RUNTIME_DIR`, where this user's own libvirt has its socket.
public func discoverSettings(root: String = "/", runtimeFolder: String? = environmentRuntimeFolder()) -> SiteSettings {
    let tree = FileTree(root: root)
    var found = FoundOnMachine(hostName: hostName(tree))
    for (name, path, endpoint) in libvirtSockets(runtimeFolder) where tree.isSocket(path) {
        // The older daemon's socket and the newer one's lead to the same guests.
        if !found.libvirt.contains(where: { $0.endpoint == endpoint }) { found.libvirt.append((name, endpoint)) }
    }
    findOpenVPN(tree, into: &found)
    return found.settings
}

/// `$XDG_RUNTIME_DIR`; nil where it is unset.
public func environmentRuntimeFolder() -> String? { getenv("XDG_RUNTIME_DIR").map { String(cString: $0) } }

private func hostName(_ tree: FileTree) -> String {
    for path in ["/proc/sys/kernel/hostname", "/etc/hostname"] {
        let name = tree.text(path).flatMap { $0.split(separator: "\n").first.map { String($0.trimmed) } }
        if let name, !name.isEmpty { return String(name.prefix(TableReader.longestName)).harmless() }
    }
    return Message.thisMachine().text
}

private func libvirtSockets(_ runtimeFolder: String?) -> [(name: String, path: String, endpoint: String)] {
    let daemons = [
        ("libvirt", "libvirt-sock-ro", "qemu:///system"), ("libvirt", "virtqemud-sock-ro", "qemu:///system"),
        ("libvirt-lxc", "virtlxcd-sock-ro", "lxc:///system"), ("libvirt-xen", "virtxend-sock-ro", "xen:///system"),
    ]
    var out = ["/run/libvirt", "/var/run/libvirt"].flatMap { folder in daemons.map { ($0.0, "\(folder)/\($0.1)", $0.2) } }
    if let runtimeFolder, runtimeFolder.hasPrefix("/") {
        // The session daemon is the user's own and has no read-only socket.
        out += ["libvirt-sock", "virtqemud-sock"].map { ("libvirt-session", "\(runtimeFolder)/libvirt/\($0)", "qemu:///session") }
    }
    return out
}
