import Alarms

extension Transition {
    /// One line of the journal.
    var line: String {
        let who = author.isEmpty ? "" : " by \(author)"
        let why = comment.isEmpty ? "" : ": \(comment)"
        return "\(alarm.text) \(words)\(who)\(why)"
    }

    private var words: String {
        switch what {
        case .raised: "(\(alarm.severity == .critical ? "critical" : "warning"))"
        case .severityRaised: "is critical now"
        case .severityLowered: "is a warning now"
        case .acknowledged: "acknowledged"
        case .acknowledgementExpired: "acknowledgement expired"
        case .reannounced: "still unacknowledged"
        case .returned: "returned, unseen"
        case .cleared: "is over"
        case .latched: "is over, to be reset"
        case .reset: "reset"
        case .shelved: "shelved"
        case .unshelved: "unshelved"
        case .suppressed: "suppressed"
        case .unsuppressed: "no longer suppressed"
        case .outOfService: "in maintenance"
        case .returnedToService: "in service again"
        case .commented: "commented"
        case .undone: "taken back"
        }
    }
}
