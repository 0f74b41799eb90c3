import Collecting
import Telemetry

/// A node that can be asked for the whole cluster.
struct EntryNode: Hashable, Sendable {
    /// `https://NAME:PORT`
    let url: String
    let trust: HTTPTrust

    /// Proxmox' own port (pveproxy(8)).
    private static let usualPort = 8006
    /// Enough for any cluster: corosync carries a few dozen nodes.
    private static let most = 64

    static func list(_ urls: [String], authority: String?, fingerprints: [String]) throws(ConfigurationProblem) -> [EntryNode] {
        guard fingerprints.count < 2 || fingerprints.count == urls.count else {
            throw ConfigurationProblem(key: "fingerprints", .proxmoxFingerprintCount(urls.count))
        }
        var nodes: [EntryNode] = []
        for (index, url) in urls.prefix(most).enumerated() {
            var trust = authority.map { HTTPTrust.authority(file: $0) } ?? .system
            if let text = fingerprints.count == 1 ? fingerprints.first : fingerprints.isEmpty ? nil : fingerprints[index] {
                guard let pinned = HTTPTrust(fingerprint: text) else {
                    throw ConfigurationProblem(key: "fingerprints", .proxmoxNoFingerprint(text))
                }
                trust = pinned
            }
            do throws(HostPort.Problem) {
                nodes.append(EntryNode(url: try Self.completed(url), trust: trust))
            } catch {
                let why = error.message ?? .proxmoxWriteURL()
                throw ConfigurationProblem(key: index == 0 ? "endpoint" : "entries", .ofEndpoint(url, why))
            }
        }
        return nodes
    }

    /// With the port.
    private static func completed(_ url: String) throws(HostPort.Problem) -> String {
        let scheme = "https://"
        guard url.hasPrefix(scheme) else { throw HostPort.Problem(message: nil) }
        let rest = url.dropFirst(scheme.count)
        let place = try HostPort(rest.hasSuffix("/") ? rest.dropLast() : rest)
        return scheme + (place.port == nil ? place.text + ":\(usualPort)" : place.text)
    }
}
