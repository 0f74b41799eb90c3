/// Makes one line of many equal failures: the first is told, and their end.
struct TroubleLog {
    let subject: String
    private(set) var failures = 0
    private var told = ""

    init(subject: String) { self.subject = subject }

    /// `failure` nil is a success. The line to tell, or nil where there is no news.
    mutating func took(_ failure: String?) -> String? {
        guard let failure else {
            defer {
                failures = 0
                told = ""
            }
            return failures == 0 ? nil : "\(subject): works again after \(failures == 1 ? "one failure" : "\(failures) failures")"
        }
        failures += 1
        guard failure != told else { return nil }
        told = failure
        return "\(subject): \(failure)"
    }
}
