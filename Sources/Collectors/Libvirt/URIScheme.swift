/// The part of a libvirt URI before `://`: a driver, and how to get to it, `qemu+ssh` (libvirt, docs/uri.rst and docs/remote.rst).
enum URIScheme {
    private static let drivers = [
        "qemu", "xen", "lxc", "vz", "openvz", "bhyve", "ch", "vbox", "parallels", "esx", "gsx", "vpx", "vmwareplayer", "vmwarews",
        "vmwarefusion", "hyperv", "remote", "test",
    ]
    private static let transports = ["unix", "ssh", "tls", "tcp", "ext", "libssh", "libssh2"]

    /// What is wrong with it and what would be right; nil where libvirt may know it. Connects to nothing.
    static func fault(_ scheme: String) -> String? {
        let parts = scheme.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
        guard drivers.contains(String(parts[0])) else {
            return "libvirt has no driver \"\(parts[0])\"; there are \(drivers.joined(separator: ", "))"
        }
        guard parts.count == 2, !transports.contains(String(parts[1])) else { return nil }
        return "libvirt has no transport \"\(parts[1])\"; there are \(transports.joined(separator: ", "))"
    }
}
