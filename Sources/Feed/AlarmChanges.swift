public import Alarms

/// From one list of alarms to the next.
public struct AlarmChanges: Hashable, Sendable {
    /// New ones, and those that are other than before.
    public var changed: [Alarm]
    /// Ids of those that are in the list no longer.
    public var gone: [Int64]
    public init(changed: [Alarm] = [], gone: [Int64] = []) {
        self.changed = changed
        self.gone = gone
    }

    /// The next list, in no order: what stays keeps its place, what is new comes last.
    public func applied(to alarms: [Alarm]) -> [Alarm] {
        var new = Dictionary(changed.map { ($0.id, $0) }, uniquingKeysWith: { _, last in last })
        let gone = Set(gone)
        var out = alarms.compactMap { alarm in gone.contains(alarm.id) ? nil : new.removeValue(forKey: alarm.id) ?? alarm }
        // In the order in which they were told, so that the same changes give the same list.
        for alarm in changed { if let last = new.removeValue(forKey: alarm.id) { out.append(last) } }
        return out
    }
}
