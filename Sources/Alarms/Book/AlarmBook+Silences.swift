public import Telemetry

/// Alarms that somebody silenced in another place, an Alertmanager say. They are shown as suppressed.
extension AlarmBook {
    /// Everything that is silenced now, by key, with the reason (`Message.isSilence`); replaces what was silenced before. A host
    /// that gives no data is the stronger cause.
    public mutating func silence(_ silences: [AlarmKey: Message], at now: Moment) -> [Transition] {
        let before = self.silences
        guard silences != before else { return [] }
        self.silences = silences
        revision += 1
        var out: [Transition] = []
        // In the order of the states: a dictionary has none.
        for index in states.indices where before[states[index].key] != silences[states[index].key] {
            guard states[index].suppressedBy == nil || states[index].suppressedBy == before[states[index].key] else { continue }
            out += states[index].suppress(by: silences[states[index].key], at: now)
        }
        markAnnounced(out)
        return out
    }

    func silence(of key: AlarmKey) -> Message? { silences.isEmpty ? nil : silences[key] }
}
