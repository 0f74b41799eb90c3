import Alarms
import Feed
import JSON
import MessageJSON
import Telemetry

extension HostState: FieldCoded {
    init(_ fields: Fields) throws(UnreadableMessage) {
        self.init(
            id: try fields.string("id"), inventory: try fields.item("inventory"),
            answeredAt: try fields.momentIfPresent("answered_at_ms"), polledAt: try fields.momentIfPresent("polled_at_ms"),
            failure: try fields.messageIfPresent("failure_message"),
            hint: try fields.stringIfPresent("hint").flatMap { CollectFailure.Hint(rawValue: $0) },
            nextPollAt: try fields.momentIfPresent("next_poll_at_ms"),
            guests: try fields.list("guests"), sessions: try fields.list("sessions"),
            unlisted: try fields.itemIfPresent("unlisted_sessions"), sessionLimit: try fields.countIfPresent("session_limit"),
            maintenance: try fields.itemIfPresent("maintenance"), isBlind: try fields.flagIfPresent("blind") ?? false)
        engine = try fields.engine()
    }
    func write(to out: FieldWriter) {
        out.put("id", id)
        out.put(engine)
        out.put("inventory", inventory)
        if isBlind { out.put("blind", true) }
        out.put("answered_at_ms", answeredAt)
        out.put("polled_at_ms", polledAt)
        out.put("failure_message", failure, as: "failure")
        out.put("hint", hint?.rawValue)
        out.put("next_poll_at_ms", nextPollAt)
        // A front knows which guests are of an older answer; who reads a document looks at the guest alone.
        out.put("guests", out.isForPeople && failure != nil ? guests.map(\.unheard) : guests)
        out.put("sessions", sessions)
        out.put("unlisted_sessions", unlisted)
        out.put("session_limit", sessionLimit)
        out.put("maintenance", maintenance)
    }
}

extension Guest {
    /// As it is known where its host does not answer: nobody knows whether it runs.
    fileprivate var unheard: Guest {
        Guest(id: id, name: name, state: .unknown, vCPUs: vCPUs, memoryMaximum: memoryMaximum, memoryView: memoryView)
    }
}

extension Heartbeat: FieldCoded {
    init(_ fields: Fields) throws(UnreadableMessage) {
        self.init(
            host: try fields.string("host"), answeredAt: try fields.momentIfPresent("answered_at_ms"),
            polledAt: try fields.momentIfPresent("polled_at_ms"), failure: try fields.messageIfPresent("failure_message"),
            hint: try fields.stringIfPresent("hint").flatMap { CollectFailure.Hint(rawValue: $0) },
            nextPollAt: try fields.momentIfPresent("next_poll_at_ms"))
    }
    func write(to out: FieldWriter) {
        out.put("host", host)
        out.put("answered_at_ms", answeredAt)
        out.put("polled_at_ms", polledAt)
        out.put("failure_message", failure)
        out.put("hint", hint?.rawValue)
        out.put("next_poll_at_ms", nextPollAt)
    }
}

/// One that is open: it has no end before its time.
extension MaintenanceWindow: FieldCoded {
    init(_ fields: Fields) throws(UnreadableMessage) {
        self.init(
            host: try fields.string("host"), from: try fields.moment("from_ms"), until: try fields.moment("until_ms"),
            author: try fields.string("author"), reason: try fields.string("reason"))
    }
    func write(to out: FieldWriter) {
        out.put("host", host)
        out.put("from_ms", from)
        out.put("until_ms", until)
        out.put("author", author)
        out.put("reason", reason)
    }
}

extension HostEvent: FieldCoded {
    init(_ fields: Fields) throws(UnreadableMessage) {
        self.init(at: try fields.moment("at_ms"), host: try fields.string("host"), try fields.message("message"))
    }
    func write(to out: FieldWriter) {
        out.put("at_ms", at)
        out.put("host", host)
        out.put("message", message)
    }
}
