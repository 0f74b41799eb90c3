import Telemetry

/// Makes one line of many equal failures: the first is told, and their end.
struct TroubleLog {
    let subject: String
    private(set) var failures = 0
    private var told = ""

    init(subject: String) { self.subject = subject }

    /// `failure` nil is a success. The line to tell, or nil where there is no news.
    mutating func took(_ failure: String?) -> Message? {
        guard let failure else {
            defer {
                failures = 0
                told = ""
            }
            return failures == 0 ? nil : .worksAgain(subject, failures)
        }
        failures += 1
        guard failure != told else { return nil }
        told = failure
        return .trouble(subject, RawLine(failure))
    }
}
