public import Alarms
import Feed

/// Where people are told of alarms outside of Warte, and what comes back from there.
extension Engine {
    /// What an Alertmanager silences now, by alarm, and why; replaces what it silenced before.
    public func silence(_ silences: [AlarmKey: String]) {
        let now = wallClock()
        // Who silences an alarm elsewhere writes whom it is about.
        let silences = silences.mapValues { redactor.pass($0, at: now) }
        silencesSaid = silences
        settle(book.silence(silences, at: now), at: now)
    }

    /// The escape sequence by which terminals show a notification: 9, 99 or 777; 0 for none.
    public func tellFronts(osc: Int) {
        guard status.osc != osc else { return }
        status.osc = osc
        outlets.publish(.engine(status))
    }
}
