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

    /// Whether something that happened then fell into a window of that name.
    func covers(_ host: Host.ID, at moment: Moment) -> Bool { spans[host]?.contains { $0.contains(moment) } ?? false }
}
