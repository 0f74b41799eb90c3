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
            // Its words may be others by now; of its form a host has one alarm, unless it is one of a guest's or a disk's.
            let isForm = said.id == alarm.message.id && said.id != Message.line.id && alarm.key.entity == .host
            guard said == alarm.message || isForm || event.at == alarm.changedAt else { return nil }
            var words = localized("taken back")
            if case .text(let author) = event.message.arguments[1] { words = localized("taken back by \(author)") }
            if case .message(let what) = event.message.arguments[2] { words += ": " + what.text }
            return (event.at, words)
        }
    }
}
