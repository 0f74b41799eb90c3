import Telemetry

/// Memory in bytes, from `/proc/meminfo` (manual proc_meminfo(5); there in KiB).
struct MemoryFigures: Hashable, Sendable {
    var total: Double
    /// What programs can still get without swapping, in the kernel's own estimate.
    var available: Double
    var swapUsed: Double

    var samples: [Sample] {
        [
            Sample(.memory, (1 - available / total) * 100), Sample(.memoryTotal, total), Sample(.memoryAvailable, available),
            Sample(.swapUsed, swapUsed),
        ]
    }
}

func parseMemory(_ text: String) throws(CollectFailure) -> MemoryFigures {
    var kibibytes: [Substring: UInt64] = [:]
    for (index, line) in pieces(of: text, by: "\n").enumerated() {
        let fields = pieces(of: line, by: " ")
        guard fields.count >= 2, let name = fields.first, name.hasSuffix(":"), let value = UInt64(fields[1]) else {
            throw .unreadable(asked: "/proc/meminfo", place: .answerLine(index + 1), got: .raw(String(line)))
        }
        kibibytes[name.dropLast()] = value
    }
    func bytes(_ field: String) throws(CollectFailure) -> Double {
        guard let value = kibibytes[Substring(field)] else {
            throw .unreadable(asked: "/proc/meminfo", place: .answerKey(field), got: .noSuchLine())
        }
        return Double(value) * 1024
    }
    let total = try bytes("MemTotal")
    let available = try bytes("MemAvailable")
    guard total > 0, available <= total else {
        throw .unreadable(asked: "/proc/meminfo", place: .answerKey("MemAvailable"), got: .availableOfTotal("\(available)", "\(total)"))
    }
    let swapTotal = try bytes("SwapTotal")
    return MemoryFigures(total: total, available: available, swapUsed: max(0, swapTotal - (try bytes("SwapFree"))))
}
