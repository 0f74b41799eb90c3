import Collecting
import JSON
import Telemetry

/// `GET /cluster/status`: who belongs to the cluster and whether it has quorum. Needs Sys.Audit on `/`.
struct ClusterState: Hashable, Sendable {
    static let path = "/cluster/status"

    /// Nil for a single node, which has no cluster.
    var isQuorate: Bool?
    var offline: Set<String> = []

    init(_ response: HTTPResponse, asked: String) throws(CollectFailure) {
        let rows = try ProxmoxAnswer.rows(response, asked: asked, most: 10_000) {
            fields -> (quorate: Bool?, node: String?, online: Bool)? in
            switch fields.looseText("type") {
            case "cluster": (fields.looseNumber("quorate").map { $0 != 0 }, nil, true)
            case "node": fields.node("name").map { (nil, $0, fields.looseFlag("online")) }
            default: nil
            }
        }
        isQuorate = rows.lazy.compactMap(\.quorate).first
        offline = Set(rows.compactMap { $0.online ? nil : $0.node })
    }
}

/// `GET /access/permissions?path=/vms`: what one may oneself. Nobody needs a right to ask it.
enum OwnRights {
    static let path = "/access/permissions?path=/vms"

    /// Whether all guests are shown (VM.Audit, handed on to what lies below: 1).
    static func showGuests(_ response: HTTPResponse, asked: String) throws(CollectFailure) -> Bool {
        try ProxmoxAnswer.object(response, asked: asked) { (fields) throws(UnreadableMessage) in
            let data = try fields.needed(try fields.objectIfPresent("data"), "data", "object")
            guard let rights = try data.objectIfPresent("/vms") else { return false }
            return rights.looseFlag("VM.Audit")
        }
    }
}
