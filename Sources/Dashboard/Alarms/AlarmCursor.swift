import Alarms

/// Where the cursor stands in a list of alarms. All screens look at the same alarm, `Focus.alarm`; where that one is gone from a list,
/// the cursor stands on what took its place there.
struct AlarmCursor: Hashable, Sendable {
    private var place = 0

    /// The list changed, or what is looked at.
    mutating func refresh(in alarms: [Alarm], focus: Focus) {
        if let found = alarms.firstIndex(where: { $0.id == focus.alarm }) { place = found }
    }
    func index(in alarms: [Alarm], focus: Focus) -> Int? {
        alarms.firstIndex { $0.id == focus.alarm } ?? (alarms.isEmpty ? nil : min(place, alarms.count - 1))
    }
    func selected(in alarms: [Alarm], focus: Focus) -> Alarm? { index(in: alarms, focus: focus).map { alarms[$0] } }

    /// What a step leads to; it is where the cursor stands from then on.
    mutating func moved(by step: Int, in alarms: [Alarm], focus: Focus) -> Alarm? {
        guard let now = index(in: alarms, focus: focus) else { return nil }
        place = min(max(now + step, 0), alarms.count - 1)
        return alarms[place]
    }
}
