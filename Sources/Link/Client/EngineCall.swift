import Feed
import JSON
import MetricStore
import Telemetry

/// What both kinds of client say and hear.
enum EngineCall {
    static func history(since: Moment, limit: Int) -> [UInt8] {
        Call.message("\(Interface.engine.rawValue).History") { out in
            out.put("since_ms", since)
            out.put("limit", limit)
        }
    }

    static func hosts(_ hosts: [Host.ID], at moment: Moment, of engine: EngineID) -> [UInt8] {
        Call.message("\(Interface.engine.rawValue).HostsAt") { out in
            out.put(engine)
            out.put("at_ms", moment)
            out.put("hosts", hosts)
        }
    }

    static func alarms(at moment: Moment, limit: Int, of engine: EngineID) -> [UInt8] {
        Call.message("\(Interface.engine.rawValue).AlarmsAt") { out in
            out.put(engine)
            out.put("at_ms", moment)
            out.put("limit", limit)
        }
    }

    static func series(of host: Host.ID, from first: Int, of engine: EngineID) -> [UInt8] {
        Call.message("\(Interface.engine.rawValue).ListSeries") { out in
            out.put(engine)
            out.put("host", host)
            out.put("first", first)
        }
    }
    static func latest(_ keys: [SeriesKey], of engine: EngineID) -> [UInt8] {
        Call.message("\(Interface.engine.rawValue).Latest") { out in
            out.put(engine)
            out.put(keys)
        }
    }
    static func span(_ span: SeriesSpan, of engine: EngineID) -> [UInt8] {
        Call.message("\(Interface.engine.rawValue).Span") { out in
            out.put(engine)
            out.put(span)
        }
    }

    static func reveal(_ user: String, on host: Host.ID, reason: String, of engine: EngineID) -> [UInt8] {
        Call.message("\(Interface.engine.rawValue).Reveal") { out in
            out.put(engine)
            out.put("user", user)
            out.put("host", host)
            out.put("reason", reason)
        }
    }

    /// The caller, by its own account.
    struct Caller {
        let protocols: ClosedRange<Int>
        let version: String

        func negotiate() -> [UInt8] { Call.message("\(Interface.engine.rawValue).Negotiate") { $0.put(protocols) } }
        func attach() -> [UInt8] { Call.message("\(Interface.engine.rawValue).Attach", more: true) { $0.put(protocols) } }

        /// What the first reply to either says.
        func welcome(in reply: Reply) throws(UnreadableMessage) -> Result<Welcome, LinkProblem> {
            guard let error = try EngineCall.error(of: reply) else {
                let welcome: Welcome = try reply.parameters.item("welcome")
                // An engine that answers what was not offered cannot be trusted with the rest.
                guard protocols.contains(welcome.number) else {
                    let wanted = UnreadableMessage.Wanted.between(Int64(protocols.lowerBound), Int64(protocols.upperBound))
                    throw UnreadableMessage(path: "welcome.protocol", .wanted(wanted, got: .count(welcome.number)))
                }
                return .success(welcome)
            }
            switch error {
            case .protocolMismatch(let spoken, let engine):
                return .failure(.protocolMismatch(mismatch(spoken, engine)))
            // An engine of the time when both had to be of one version knows neither the method nor the parameters.
            case .methodNotFound, .invalidParameter("version", _): return .failure(.protocolMismatch(mismatch(nil, "")))
            default: return .failure(.unexpected(error.said))
            }
        }
        private func mismatch(_ engine: ClosedRange<Int>?, _ engineVersion: String) -> ProtocolMismatch {
            ProtocolMismatch(engine: engine, engineVersion: engineVersion, front: protocols, frontVersion: version)
        }
    }

    static func error(of reply: Reply) throws(UnreadableMessage) -> ServiceError? {
        guard let name = reply.error else { return nil }
        return try ServiceError(name: name, parameters: reply.parameters)
    }

    /// Whatever the error is.
    static func refusal(_ error: ServiceError) -> CommandRefusal {
        switch error {
        case .notFound(let message): CommandRefusal(message, isNotFound: true)
        case .refused(let message): CommandRefusal(message)
        default: CommandRefusal(error.said)
        }
    }
}

extension Fields {
    func engine() throws(UnreadableMessage) -> EngineID {
        EngineID(try stringIfPresent("engine", atMost: Bounds.name) ?? "")
    }
}

extension FieldWriter {
    /// Whose it is; left out where nobody knows.
    func put(_ engine: EngineID) { if engine.isKnown { put("engine", engine.text) } }
}
