import Collecting
import Foundation
import Telemetry
import TestSupport
import Testing
import Transports

@testable import Collectors

/// The simulated cluster is as the official schema says.
@Suite(.serialized, .enabled(if: Recordings.areThere, Comment(rawValue: Recordings.comment))) struct ProxmoxSchemaTests {
    static let file = "proxmox/pve_api_schema_monitoring_subset.json"
    private typealias Object = [String: Any]

    /// What the collector asks, with the schema's path for it.
    private static let calls = [
        ("/cluster/resources", "/cluster/resources"), ("/cluster/status", "/cluster/status"), ("/cluster/tasks", "/cluster/tasks"),
        ("/version", "/version"), ("/access/permissions?path=/vms", "/access/permissions"), ("/nodes/a/status", "/nodes/{node}/status"),
        ("/nodes/a/rrddata?timeframe=hour&cf=AVERAGE", "/nodes/{node}/rrddata"),
        ("/nodes/a/qemu", "/nodes/{node}/qemu"), ("/nodes/b/lxc", "/nodes/{node}/lxc"),
        ("/nodes/a/tasks/UPID/status", "/nodes/{node}/tasks/{upid}/status"),
        ("/nodes/a/qemu/100/agent/get-users", "/nodes/{node}/qemu/{vmid}/agent/get-users"),
    ]

    private func schema(_ method: String = "GET") throws -> [String: Object] {
        let all = try JSONSerialization.jsonObject(with: Data(try Recordings.bytes(Self.file)))
        let list = try #require(all as? [Object])
        return Dictionary(list.filter { $0["method"] as? String == method }.map { ($0["path"] as? String ?? "", $0) }) { first, _ in first }
    }

    private func ask(_ lab: ProxmoxLab, _ path: String) async throws -> (status: Int, reason: String, body: Object) {
        var request = HTTPRequest(.get, try lab.url("a") + "/api2/json" + path)
        request.authentication = .header(name: "Authorization", value: Hidden("PVEAPIToken=" + ProxmoxLab.token))
        request.trust = .authority(file: lab.folder.file("ca.cert"))
        let answer = try await Transports.system.http(request)
        let body = try JSONSerialization.jsonObject(with: Data(answer.body)) as? Object
        return (answer.status, answer.reason, try #require(body))
    }

    private func lab() async throws -> (ProxmoxLab, task: String) {
        let lab = try await ProxmoxLab()
        let task = World.Task("vncproxy", "100", on: "a", by: "eva@pve", pid: 5, at: 1_800_000_000)
        try lab.change {
            $0.tasks = [task]
            $0.guests[0].users = []
            $0.guests[0].hastate = "started"
        }
        return (lab, task.upid)
    }

    @Test func namesAndTypesAreTheSchemas() async throws {
        let (schema, (lab, task)) = (try schema(), try await lab())
        for (path, name) in Self.calls {
            let answer = try await ask(lab, path.replacing("UPID", with: task))
            #expect(answer.status == 200, "\(path): \(answer)")
            let returns = try #require(schema[name]?["returns"] as? Object, "\(name)")
            if returns["type"] as? String == "array" {
                let properties = (returns["items"] as? Object)?["properties"] as? [String: Object] ?? [:]
                let rows = try #require(answer.body["data"] as? [Object], "\(path)")
                #expect(!rows.isEmpty)
                for row in rows { check(row, properties, path) }
            } else {
                let data = try #require(answer.body["data"] as? Object, "\(path)")
                check(data, returns["properties"] as? [String: Object] ?? [:], path)
            }
        }
    }

    private func check(_ row: Object, _ properties: [String: Object], _ place: String) {
        for (key, property) in properties {
            guard let value = row[key] else {
                #expect(property["optional"] as? Int == 1, "\(place): \(key) is missing")
                continue
            }
            let isRight =
                switch property["type"] as? String {
                case "string": value is String
                case "integer": (value as? NSNumber).map { $0.doubleValue == $0.doubleValue.rounded() } ?? false
                case "boolean": (value as? NSNumber).map { [0, 1].contains($0.intValue) } ?? false
                case "number": value is NSNumber
                case "array": value is [Any]
                case "object": value is Object
                default: true
                }
            #expect(isRight, "\(place): \(key) is \(value)")
            if let words = property["enum"] as? [String] {
                #expect((value as? String).map { words.contains($0) } ?? true, "\(place): \(key)")
            }
            if let inner = property["properties"] as? [String: Object], let object = value as? Object {
                check(object, inner, place + "." + key)
            }
        }
    }

    /// Who has no right is refused where the schema has a check, and let in where it has none.
    @Test func rightsAndParametersAreTheSchemas() async throws {
        let (schema, (lab, task)) = (try schema(), try await lab())
        try lab.change { $0.tokens["warte@pve!monitor"]?.rights = [:] }
        for (path, name) in Self.calls {
            let path = path.replacing("UPID", with: task)
            let permissions = try #require(schema[name]?["permissions"] as? Object)
            let answer = try await ask(lab, path)
            // The status of another's task is checked by its code, which the schema says in words.
            let isChecked = permissions["check"] != nil || name.hasSuffix("{upid}/status")
            #expect(answer.status == (isChecked ? 403 : 200), "\(path): \(answer)")
            if isChecked {
                #expect(answer.reason.hasPrefix("Permission check failed (/") && answer.body["message"] as? String == answer.reason + "\n")
            }
            let parameters = schema[name]?["parameters"] as? Object
            if parameters?["additionalProperties"] as? Int == 0 {
                let odd = try await ask(lab, path + (path.contains("?") ? "&" : "?") + "odd=1")
                #expect(
                    odd.status == 400 && odd.reason == "Parameter verification failed." && (odd.body["errors"] as? Object)?["odd"] != nil)
            }
        }
    }

    /// The one question that is no GET: what is sent is in the schema and all that must be, and so is what comes back.
    @Test func aTicketIsAskedForAndGivenAsTheSchemaSays() async throws {
        let call = try #require(try schema("POST")["/access/ticket"])
        let parameters = try #require(call["parameters"] as? Object)
        let allowed = try #require(parameters["properties"] as? [String: Object])
        let form = String(decoding: ProxmoxAccess.form(user: "watch@pve", password: "a b&c"), as: UTF8.self)
        let sent = Set(form.split(separator: "&").map { String($0.prefix { $0 != "=" }) })
        #expect(sent.isSubset(of: allowed.keys) && parameters["additionalProperties"] as? Int == 0)
        #expect(Set(allowed.filter { $0.value["optional"] as? Int != 1 }.keys).isSubset(of: sent))

        let lab = try await ProxmoxLab()
        var request = HTTPRequest(.post, try lab.url("a") + "/api2/json/access/ticket")
        request.headers["Content-Type"] = "application/x-www-form-urlencoded"
        request.body = ProxmoxAccess.form(user: "warte@pve", password: "marked-password")
        request.trust = .authority(file: lab.folder.file("ca.cert"))
        let answer = try await Transports.system.http(request)
        #expect(answer.status == 200)
        let body = try #require(try JSONSerialization.jsonObject(with: Data(answer.body)) as? Object)
        let properties = try #require((call["returns"] as? Object)?["properties"] as? [String: Object])
        check(try #require(body["data"] as? Object), properties, "/access/ticket")
        #expect(try ProxmoxTicket(answer, asked: "", since: .now).text.text.hasPrefix("PVE:warte@pve:"))
    }

    /// The collector asks nothing that the schema does not have.
    @Test func everyQuestionIsInTheSchema() async throws {
        let (schema, (lab, _)) = (try schema(), try await lab())
        try lab.change { $0.guests[3].template = 0 }
        let options: [String: OptionValue] = ["ca_file": .text(lab.folder.file("ca.cert")), "agent_users": true]
        let watch = try ProxmoxWatch(try lab.target(options: options))
        for round in 0..<3 {
            _ = try await watch.poll().get()
            try lab.change { if round == 0 { $0.tasks[0].unlisted = true } else { $0.guests = [] } }
            watch.advance()
        }
        let asked = Set(try lab.requests().map { $0.split(separator: " ")[2].prefix { $0 != "?" }.dropFirst("/api2/json".count) })
        #expect(asked.count > 10, "\(asked)")
        let patterns = schema.keys.map { name in name.split(separator: "/") }
        for path in asked {
            let parts = path.split(separator: "/")
            let isKnown = patterns.contains { pattern in
                pattern.count == parts.count && zip(pattern, parts).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
            }
            #expect(isKnown, "\(path)")
        }
    }
}
