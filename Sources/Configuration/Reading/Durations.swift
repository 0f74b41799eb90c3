extension TableReader {
    /// A duration as a text with units or as whole seconds.
    func duration(_ key: String, in range: ClosedRange<Duration>) -> Duration? {
        let wanted = "a duration such as \"10s\", \"5m\", \"2h\" or \"1d\", or seconds as a whole number"
        guard let node = entry(key)?.node else { return nil }
        let found: Duration
        switch node.value {
        case .whole(let seconds) where (0...longestSeconds).contains(seconds): found = .seconds(seconds)
        case .whole(let seconds):
            findings.add(
                node.place, "\"\(key)\" is \(seconds) seconds; it can be \(spelled(range.lowerBound)) to \(spelled(range.upperBound))")
            return nil
        case .text(let text):
            guard let duration = parseDuration(text) else {
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

/// About thirty years; keeps every sum far from overflow.
private let longestSeconds: Int64 = 1_000_000_000

/// `10s`, `5m`, `2h`, `1d`, `1h30m`, `8 h`; nil for anything else and for more than thirty years.
func parseDuration(_ text: String) -> Duration? {
    var total: Int64 = 0
    var number: Int64?
    var parts = 0
    var isApart = false
    for byte in text.utf8.prefix(64) {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            if isApart, number != nil { return nil }
            isApart = false
            number = (number ?? 0) * 10 + Int64(byte - UInt8(ascii: "0"))
            if number ?? 0 > longestSeconds { return nil }
        case UInt8(ascii: " "): isApart = true
        default:
            guard let count = number, let seconds = secondsPerUnit(byte) else { return nil }
            total += count * seconds
            if total > longestSeconds { return nil }
            number = nil
            parts += 1
        }
    }
    return parts > 0 && number == nil && text.utf8.count <= 64 ? .seconds(total) : nil
}

private func secondsPerUnit(_ unit: UInt8) -> Int64? {
    switch unit {
    case UInt8(ascii: "s"): 1
    case UInt8(ascii: "m"): 60
    case UInt8(ascii: "h"): 3600
    case UInt8(ascii: "d"): 86400
    default: nil
    }
}

/// In the largest unit that fits without a rest: `90s`, `2h`, `14d`.
func spelled(_ duration: Duration) -> String {
    let seconds = duration.components.seconds
    for (unit, size) in [("d", Int64(86400)), ("h", 3600), ("m", 60)] where seconds >= size && seconds % size == 0 {
        return "\(seconds / size)\(unit)"
    }
    return "\(seconds)s"
}
