import Alarms
import Telemetry

extension World {
    /// What was taken back of this occurrence, oldest first, as far as the journal's last lines tell: the alarm itself stands as it did
    /// before.
    func takenBack(of alarm: Alarm) -> [(at: Moment, words: String)] {
        events.compactMap { event in
            guard event.host == alarm.key.host, event.at >= alarm.raisedAt, event.message.id == Message.stepUndone.id,
                event.message.arguments.count == 3, case .message(let said) = event.message.arguments[0]
            else { return nil }
            // Its words may be others by now; with its subject a host has one alarm, unless it is one of a guest's or a disk's.
            let isLine = said.id == Message.line.id
            let isMeant = isLine ? event.at == alarm.changedAt : alarm.key.entity == .host && said.subject == alarm.message.subject
            guard said == alarm.message || isMeant else { return nil }
            var words = localized("taken back")
            if case .text(let author) = event.message.arguments[1] { words = localized("taken back by \(author)") }
            if case .message(let what) = event.message.arguments[2] { words += ": " + what.text }
            return (event.at, words)
        }
    }
}

extension Message {
    /// What an alarm's text is about, whatever the numbers in it: its form, and where several rules share that one, its metric.
    fileprivate var subject: Message {
        switch id {
        case Self.worstWas.id:
            if case .message(let now)? = arguments.first { return now.subject }
        case Self.aboveLimit.id, Self.aboveCritical.id:
            return Message(id: Self.aboveLimit.id, arguments: Array(arguments.prefix(1)))
        default: break
        }
        return Message(id: id, arguments: [])
    }
}
