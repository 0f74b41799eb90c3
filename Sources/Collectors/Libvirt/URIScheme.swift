import Telemetry

/// The part of a libvirt URI before `://`: a driver, and how to get to it, `qemu+ssh` (libvirt, docs/uri.rst and docs/remote.rst).
enum URIScheme {
    private static let drivers = [
        "qemu", "xen", "lxc", "vz", "openvz", "bhyve", "ch", "vbox", "parallels", "esx", "gsx", "vpx", "vmwareplayer", "vmwarews",
        "vmwarefusion", "hyperv", "remote", "test",
    ]
    private static let transports = ["unix", "ssh", "tls", "tcp", "ext", "libssh2"]
    /// Since libssh 0.10 neither it nor libvirt closes the socket of a session that ends: one lost with every poll of a host whose
    /// libvirtd is down, until this process has none left. libssh2 and ssh do the same without.
    private static let lossy = "libssh"

    /// What is wrong with it and what would be right; nil where libvirt may know it. Connects to nothing.
    static func fault(_ scheme: String) -> Message? {
        let parts = scheme.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
        guard drivers.contains(String(parts[0])) else {
            return .noLibvirtDriver(String(parts[0]), drivers.joined(separator: ", "))
        }
        if parts.count == 2, parts[1] == lossy { return .libvirtLosesSockets(lossy, String(parts[0])) }
        guard parts.count == 2, !transports.contains(String(parts[1])) else { return nil }
        return .noLibvirtTransport(String(parts[1]), transports.joined(separator: ", "))
    }
}
