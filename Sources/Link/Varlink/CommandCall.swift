import Feed
import JSON
import Telemetry

/// Commands as calls of `org.warte.engine`.
extension Command {
    /// A year: longer is never meant.
    private static let longest: Int64 = 366 * 86_400_000

    /// Nil for a method that is no command.
    init?(method: String, _ fields: Fields) throws(UnreadableMessage) {
        switch method {
        case "Acknowledge":
            self = .acknowledge(ids: try fields.ids("ids"), comment: try fields.stringIfPresent("comment", atMost: Bounds.text) ?? "")
        case "Comment": self = .comment(ids: try fields.idOrIDs(), text: try fields.string("text", atMost: Bounds.text))
        case "Shelve":
            let duration = try fields.duration("duration_ms", in: 1...Command.longest)
            self = .shelve(
                ids: try fields.idOrIDs(), duration: duration, reason: try fields.string("reason", atMost: Bounds.text),
                wakes: try fields.wakes())
        case "Unshelve": self = .unshelve(ids: try fields.idOrIDs())
        case "Undo": self = .undo
        case "StartMaintenance":
            let duration = try fields.duration("duration_ms", in: 1...Command.longest)
            self = .startMaintenance(
                host: try fields.string("host", atMost: Bounds.name), duration: duration,
                reason: try fields.string("reason", atMost: Bounds.text))
        case "EndMaintenance": self = .endMaintenance(host: try fields.string("host", atMost: Bounds.name))
        case "Forget": self = .forget(host: try fields.string("host", atMost: Bounds.name))
        case "Run":
            self = .run(
                CommandRun(
                    command: try fields.string("command", atMost: Bounds.name), host: try fields.string("host", atMost: Bounds.name),
                    subject: try fields.string("subject", atMost: Bounds.name)))
        case "PollNow": self = .pollNow(try fields.stringIfPresent("host", atMost: Bounds.name))
        case "Reload": self = .reload
        default: return nil
        }
    }

    func call(to engine: EngineID = .unknown) -> [UInt8] {
        let method =
            switch self {
            case .acknowledge: "Acknowledge"
            case .comment: "Comment"
            case .shelve: "Shelve"
            case .unshelve: "Unshelve"
            case .undo: "Undo"
            case .startMaintenance: "StartMaintenance"
            case .endMaintenance: "EndMaintenance"
            case .forget: "Forget"
            case .run: "Run"
            case .pollNow: "PollNow"
            case .reload: "Reload"
            }
        return Call.message("\(Interface.engine.rawValue).\(method)") { out in
            out.put(engine)
            write(to: out)
        }
    }

    private func write(to out: FieldWriter) {
        switch self {
        case .acknowledge(let ids, let comment):
            out.put("ids", ids)
            out.put("comment", comment)
        case .comment(let ids, let text):
            out.put(oneOrMore: ids)
            out.put("text", text)
        case .shelve(let ids, let duration, let reason, let wakes):
            out.put(oneOrMore: ids)
            out.put("duration_ms", duration)
            out.put("reason", reason)
            out.put(wakes)
        case .startMaintenance(let host, let duration, let reason):
            out.put("host", host)
            out.put("duration_ms", duration)
            out.put("reason", reason)
        case .endMaintenance(let host), .forget(let host): out.put("host", host)
        case .run(let run):
            out.put("command", run.command)
            out.put("host", run.host)
            out.put("subject", run.subject)
        case .unshelve(let ids): out.put(oneOrMore: ids)
        case .pollNow(let host): out.put("host", host)
        case .undo, .reload: break
        }
    }
}

// Engines and fronts of before several were one act say, and know, one `id`.
extension Fields {
    fileprivate func idOrIDs() throws(UnreadableMessage) -> [Int64] {
        guard let ids = try idsIfPresent("ids") else { return [try integer("id")] }
        guard let id = try integerIfPresent("id"), !ids.contains(id) else { return ids }
        try Bounds.check("ids", ids.count + 1, atMostItems: Bounds.ids)
        return [id] + ids
    }
}

extension FieldWriter {
    fileprivate func put(oneOrMore ids: [Int64]) {
        if ids.count == 1 { put("id", ids[0]) } else { put("ids", ids) }
    }
}
