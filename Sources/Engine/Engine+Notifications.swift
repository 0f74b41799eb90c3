public import Alarms
import Feed
public import Telemetry

/// Where people are told of alarms outside of Warte, and what comes back from there.
extension Engine {
    /// What an Alertmanager silences now, by alarm, and why; replaces what it silenced before. The reason is
    /// kept only where names are kept as they are.
    public func silence(_ silences: [AlarmKey: Message]) {
        let now = wallClock()
        // Who silences an alarm elsewhere writes whom it is about, and does so before any host has said who is there: a name that is not
        // known cannot be found. What was typed for another program is left there.
        let silences = settings.names == .pseudonyms ? silences.mapValues { _ in .silenceElsewhere() } : silences
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
