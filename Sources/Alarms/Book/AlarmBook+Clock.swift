public import Telemetry

extension AlarmBook {
    /// The clock was far ahead for a while, is right again and can be believed: nothing has happened later than now.
    public mutating func bringBack(to now: Moment) {
        for index in states.indices { states[index].bringBack(to: now) }
        activations = activations.map {
            $0.at - now > Policy.wrongClock ? Activation(at: now, key: $0.key, severity: $0.severity, isAnnounced: $0.isAnnounced) : $0
        }
        revision += 1
    }
}
