import Telemetry

extension TableReader {
    /// A duration as a text with units or as whole seconds.
    package func duration(_ key: String, in range: ClosedRange<Duration>) -> Duration? {
        let (least, most) = (spelled(range.lowerBound), spelled(range.upperBound))
        guard let node = entry(key)?.node else { return nil }
        let found: Duration
        switch node.value {
        case .whole(let seconds) where (0...Duration.longestReadable).contains(seconds): found = .seconds(seconds)
        case .whole(let seconds):
            findings.add(node.place, .secondsOutside(key, Int(seconds), least, most))
            return nil
        case .text(let text):
            guard let duration = Duration(words: text) else {
                findings.add(node.place, .valueWanted(key, .fileValue(quoted(text)), .wantedDuration()))
                return nil
            }
            found = duration
        default:
            findings.add(node.place, .valueWanted(key, node.kind, .wantedDuration()))
            return nil
        }
        guard range.contains(found) else {
            findings.add(node.place, .durationOutside(key, spelled(found), least, most))
            return nil
        }
        return found
    }
}

package func spelled(_ duration: Duration) -> String { duration.text(.typed) }
