import Telemetry

/// Makes one line of many equal failures: the first is told, and their end.
struct TroubleLog {
    let subject: Message
    private(set) var failures = 0
    private var told: Message?

    init(subject: Message) { self.subject = subject }

    /// `failure` nil is a success. The line to tell, or nil where there is no news.
    mutating func took(_ failure: Message?) -> Message? {
        guard let failure else {
            defer {
                failures = 0
                told = nil
            }
            return failures == 0 ? nil : .worksAgain(subject, failures)
        }
        failures += 1
        guard failure != told else { return nil }
        told = failure
        return .trouble(subject, failure)
    }
}
