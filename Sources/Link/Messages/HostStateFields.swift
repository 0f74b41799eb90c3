import Feed
import Telemetry

extension HostState: FieldCoded {
    init(_ fields: Fields) throws(UnreadableMessage) {
        self.init(
            id: try fields.string("id"), about: try fields.string("about"),
            answeredAt: try fields.momentIfPresent("answered_at_ms"), polledAt: try fields.momentIfPresent("polled_at_ms"),
            failure: try fields.stringIfPresent("failure"), nextPollAt: try fields.momentIfPresent("next_poll_at_ms"),
            guests: try fields.list("guests"), sessions: try fields.list("sessions"),
            sessionLimit: try fields.countIfPresent("session_limit"))
    }
    func write(to out: FieldWriter) {
        out.put("id", id)
        out.put("about", about)
        out.put("answered_at_ms", answeredAt)
        out.put("polled_at_ms", polledAt)
        out.put("failure", failure)
        out.put("next_poll_at_ms", nextPollAt)
        out.put("guests", guests)
        out.put("sessions", sessions)
        out.put("session_limit", sessionLimit)
    }
}

extension HostEvent: FieldCoded {
    init(_ fields: Fields) throws(UnreadableMessage) {
        self.init(at: try fields.moment("at_ms"), host: try fields.string("host"), text: try fields.string("text"))
    }
    func write(to out: FieldWriter) {
        out.put("at_ms", at)
        out.put("host", host)
        out.put("text", text)
    }
}
