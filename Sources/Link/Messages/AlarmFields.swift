import Alarms
import JSON
import MessageJSON
import Telemetry

extension Alarm: FieldCoded {
    init(_ fields: Fields) throws(UnreadableMessage) {
        self.init(
            id: try fields.integer("id"),
            key: AlarmKey(
                rule: try fields.string("rule"), host: try fields.string("host"), entity: Entity(name: try fields.string("entity"))),
            severity: try Severity(word: fields, "severity"), phase: try fields.word("phase"),
            raisedAt: try fields.moment("raised_at_ms"), changedAt: try fields.moment("changed_at_ms"),
            returnedAt: try fields.momentIfPresent("returned_at_ms"), message: try fields.message("message"),
            evidence: try fields.evidence(), acknowledgement: try fields.itemIfPresent("acknowledgement"),
            comments: try fields.list("comments"), shelf: try fields.itemIfPresent("shelf"),
            suppressedBy: try fields.messageIfPresent("suppression"), isInMaintenance: try fields.isInMaintenance(),
            count: try fields.count("count"), runbook: try fields.item("runbook"), unseen: try fields.count("unseen"),
            isChattering: try fields.flag("chattering"), suppresses: try fields.count("suppresses"),
            context: try fields.messagesIfPresent("context_messages") ?? [],
            announcedAt: try fields.momentIfPresent("announced_at_ms"))
        engine = try fields.engine()
    }
    func write(to out: FieldWriter) {
        out.put("id", id)
        out.put("rule", key.rule)
        out.put("host", key.host)
        out.put("entity", key.entity.name)
        out.put("severity", severity.word)
        out.put("phase", phase)
        out.put("raised_at_ms", raisedAt)
        out.put("changed_at_ms", changedAt)
        out.put("returned_at_ms", returnedAt)
        out.put("message", message, as: "text")
        out.put("evidence", evidence.map(\.text))
        // Lines of an interface are all that there is to say.
        if evidence.contains(where: { $0.id != Message.line.id }) { out.put("evidence_messages", evidence) }
        out.put("acknowledgement", acknowledgement)
        out.put("comments", comments.count > Bounds.comments ? Array(comments.suffix(Bounds.comments)) : comments)
        out.put("shelf", shelf)
        out.put("suppression", suppressedBy, as: "suppressed_by")
        // Fronts of before need it, by that name.
        out.put("out_of_service", isInMaintenance)
        if isInMaintenance { out.put("in_maintenance", true) }
        out.put("count", count)
        out.put("runbook", runbook)
        out.put("unseen", unseen)
        out.put("chattering", isChattering)
        out.put("suppresses", suppresses)
        // Of a thousand that are lost at once no byte is told that says nothing.
        if !context.isEmpty { out.put("context_messages", context) }
        if out.isForPeople { out.put("context", context.map(\.text)) }
        if announcedAt != raisedAt { out.put("announced_at_ms", announcedAt) }
        out.put(engine)
    }
}

extension Fields {
    /// As messages where there are any and all can be read, else as their texts: an older engine tells those alone.
    fileprivate func evidence() throws(UnreadableMessage) -> [Message] {
        let texts = try strings("evidence")
        guard let messages = try messagesIfPresent("evidence_messages"), messages.count == texts.count else {
            return texts.map { .raw($0) }
        }
        return zip(messages, texts).map { Wording.knows($0) ? $0 : .raw($1) }
    }
}

extension Fields {
    fileprivate func isInMaintenance() throws(UnreadableMessage) -> Bool {
        if let isSo = try flagIfPresent("in_maintenance") { return isSo }
        return try flagIfPresent("out_of_service") ?? false
    }
}

extension Severity {
    fileprivate var word: String {
        switch self {
        case .warning: "warning"
        case .critical: "critical"
        }
    }
    fileprivate init(word fields: Fields, _ key: StaticString) throws(UnreadableMessage) {
        let word = try fields.string(key)
        guard let found = Severity.allCases.first(where: { $0.word == word }) else {
            throw fields.wrong(key, wanted: .oneOf(Severity.allCases.map(\.word)))
        }
        self = found
    }
}

extension Runbook: FieldCoded {
    init(_ fields: Fields) throws(UnreadableMessage) {
        self.init(
            consequence: try fields.advice("consequence_message", as: "consequence"),
            action: try fields.advice("action_message", as: "action"),
            timeToAct: try fields.advice("time_to_act_message", as: "time_to_act"), link: try fields.string("link"))
    }
    func write(to out: FieldWriter) {
        out.putAdvice("consequence_message", consequence, as: "consequence")
        out.putAdvice("action_message", action, as: "action")
        out.putAdvice("time_to_act_message", timeToAct, as: "time_to_act")
        out.put("link", link)
    }
}

/// What to do was words alone before it was messages: the words are told to everyone, and are read where there is no message, as of a site's
/// own, or none that is known here, as of a newer engine's rule.
extension Fields {
    fileprivate func advice(_ key: StaticString, as words: StaticString) throws(UnreadableMessage) -> Message? {
        let text = try string(words)
        if let message = try messageIfPresent(key), Wording.knows(message) { return message }
        return text.isEmpty ? nil : .raw(text)
    }
}

extension FieldWriter {
    fileprivate func putAdvice(_ key: StaticString, _ message: Message?, as words: StaticString) {
        put(words, message?.text ?? "")
        if message?.id != Message.line.id { put(key, message) }
    }
}
