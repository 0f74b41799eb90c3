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
            guard let full = Self.completed(url) else {
                throw ConfigurationProblem(key: index == 0 ? "endpoint" : "entries", .ofEndpoint(url, .proxmoxWriteURL()))
            }
            nodes.append(EntryNode(url: full, trust: trust))
        }
        return nodes
    }

    /// With the port; nil where it is not the address of a server and nothing else.
    private static func completed(_ url: String) -> String? {
        let scheme = "https://"
        guard url.hasPrefix(scheme) else { return nil }
        var rest = url.dropFirst(scheme.count)
        if rest.hasSuffix("/") { rest = rest.dropLast() }
        let isPlain = rest.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && !"/?#@\\%\"<>".utf8.contains($0) }
        guard !rest.isEmpty, isPlain else { return nil }
        let afterBrackets = rest.lastIndex(of: "]").map { rest[$0...].dropFirst() } ?? rest
        guard let colon = afterBrackets.lastIndex(of: ":") else { return scheme + rest + ":\(usualPort)" }
        guard let port = UInt16(afterBrackets[colon...].dropFirst()), port > 0, rest.startIndex < colon else { return nil }
        // An address of IPv6 without brackets has no port that one could tell from it.
        guard afterBrackets.firstIndex(of: ":") == colon else { return nil }
        return scheme + rest
    }
}
