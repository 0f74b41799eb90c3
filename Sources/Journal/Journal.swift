public import Alarms
public import Telemetry

public struct JournalProblem: Error { public let text: String }
public final class Journal {
    public init(path: String) throws(JournalProblem) {}
    public var problem: String? { nil }
    public func record(_ t: [Transition]) {}
    public func record(ends: [SessionEnd]) {}
    public func record(events: [HostEvent]) {}
    public func restore(at: Moment) -> (records: [AlarmRecord], nextID: Int64, ends: [SessionEnd], events: [HostEvent]) { ([], 1, [], []) }
    public func history(since: Moment, until: Moment, limit: Int) -> [Alarm] { [] }
    public func prune(at: Moment) {}
}
