import Telemetry

/// When each host, or target, was in maintenance. Every session end is looked up in every round: what overlaps or touches is one span.
struct MaintenanceCoverage: Sendable {
    private var spans: [Host.ID: [Range<Moment>]] = [:]

    init(_ windows: [MaintenanceWindow]) {
        for window in windows.sorted(by: { $0.from < $1.from }) where window.from < window.end {
            if let last = spans[window.host]?.last, window.from <= last.upperBound {
                spans[window.host]?.removeLast()
                spans[window.host]?.append(last.lowerBound..<max(last.upperBound, window.end))
            } else {
                spans[window.host, default: []].append(window.from..<window.end)
            }
        }
    }

    var isEmpty: Bool { spans.isEmpty }

    /// Whether an end fell into a window of its host or of its target. Servers write whole seconds: such an end counts as the last of its
    /// second, and so comes after a maintenance that began or was ended in it.
    func covers(_ end: SessionEnd, of target: Host.ID?) -> Bool {
        let at = end.at.milliseconds % 1000 == 0 ? end.at + .milliseconds(999) : end.at
        return covers(end.host, at: at) || target.map { covers($0, at: at) } ?? false
    }

    /// Whether something that happened then fell into a window of that name.
    func covers(_ host: Host.ID, at moment: Moment) -> Bool { spans[host]?.contains { $0.contains(moment) } ?? false }
}
