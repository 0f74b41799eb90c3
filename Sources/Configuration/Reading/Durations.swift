import Telemetry

extension TableReader {
    /// A duration as a text with units or as whole seconds.
    func duration(_ key: String, in range: ClosedRange<Duration>) -> Duration? {
        let wanted = "a duration such as \"10s\", \"5m\", \"2h\" or \"1d\", or seconds as a whole number"
        guard let node = entry(key)?.node else { return nil }
        let found: Duration
        switch node.value {
        case .whole(let seconds) where (0...Duration.longestReadable).contains(seconds): found = .seconds(seconds)
        case .whole(let seconds):
            findings.add(
                node.place, "\"\(key)\" is \(seconds) seconds; it can be \(spelled(range.lowerBound)) to \(spelled(range.upperBound))")
            return nil
        case .text(let text):
            guard let duration = Duration(words: text) else {
                findings.add(node.place, "\"\(key)\" is \(quoted(text)); wanted \(wanted)")
                return nil
            }
            found = duration
        default:
            findings.add(node.place, "\"\(key)\" is \(node.kind); wanted \(wanted)")
            return nil
        }
        guard range.contains(found) else {
            let allowed = "it can be \(spelled(range.lowerBound)) to \(spelled(range.upperBound))"
            findings.add(node.place, "\"\(key)\" is \(spelled(found)); \(allowed)")
            return nil
        }
        return found
    }
}

func spelled(_ duration: Duration) -> String { duration.text(.typed) }
