import CLibvirt
import Collecting
import Glibc
import Telemetry

extension LibvirtError {
    /// What kind of trouble it is: by libvirt's numbers, and by the transport in the URI. Of `ssh` libvirt hands on nothing but what that
    /// program says, which OpenSSH never translates.
    func hint(asked uri: String) -> CollectFailure.Hint? {
        let scheme = uri.prefix { $0 != ":" }.split(separator: "+")
        let transport = scheme.count > 1 ? String(scheme[1]) : ""
        switch virErrorNumber(code) {
        case VIR_ERR_NO_CONNECT: return .libvirtDriver
        case VIR_ERR_INVALID_ARG, VIR_ERR_CONF_SYNTAX, VIR_ERR_XML_ERROR: return .endpoint
        case VIR_ERR_ACCESS_DENIED, VIR_ERR_OPERATION_DENIED: return .libvirtRights
        case VIR_ERR_OPERATION_TIMEOUT: return .silent
        // What is wrong with it libvirt writes into its own log.
        case VIR_ERR_AUTH_FAILED where transport == "tls" && message.contains("certificate"): return .pki
        case VIR_ERR_AUTH_FAILED, VIR_ERR_AUTH_CANCELLED, VIR_ERR_AUTH_UNAVAILABLE:
            // polkit asks on the socket of this machine, SASL over a network, the libraries for ssh for a key.
            return transport.hasPrefix("libssh") ? .sshKey : ["tcp", "tls"].contains(transport) ? .wrongPassword : .libvirtPolkit
        case VIR_ERR_SYSTEM_ERROR where transport == "ssh": return sshHint
        case VIR_ERR_SYSTEM_ERROR where systemCode > 0:
            // Certificates are files, too.
            if transport == "tls", ![ECONNREFUSED, ETIMEDOUT, EHOSTUNREACH, ENETUNREACH].contains(systemCode) { return .pki }
            // Without a host it is a socket of this machine.
            if [EACCES, EPERM].contains(systemCode), transport.isEmpty || transport == "unix" { return .libvirtGroup }
            return systemCode == ENOENT ? .libvirtSocket : .init(systemCode: systemCode)
        case VIR_ERR_SYSTEM_ERROR where message.hasPrefix("Unable to resolve"): return .unknownName
        case VIR_ERR_INTERNAL_ERROR where message.contains("socket is closed"): return .closed
        // The daemon's own word for it is in its machine's language; where that is not English it is told without advice.
        case VIR_ERR_INTERNAL_ERROR where message.contains("URI path"): return .libvirtPath
        default: return transport == "tls" ? .pki : nil
        }
    }

    private var sshHint: CollectFailure.Hint? {
        let words: [(String, CollectFailure.Hint)] = [
            ("Host key verification failed", .hostKey), ("HOST IDENTIFICATION HAS CHANGED", .hostKey), ("Permission denied (", .sshKey),
            ("Too many authentication failures", .sshKey), ("Could not resolve hostname", .unknownName),
            ("Connection refused", .nobodyListens), ("timed out", .silent), ("No route to host", .noWay),
            ("Network is unreachable", .noWay), ("No such file or directory", .libvirtSocket), ("Permission denied", .libvirtGroup),
            ("Connection closed by", .closed), ("Connection reset by", .closed), ("End of file", .closed),
        ]
        return words.first { message.contains($0.0) }?.1
    }
}
