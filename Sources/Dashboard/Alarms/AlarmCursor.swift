import Alarms

/// Where the cursor stands in a list of alarms. All screens look at the same alarm, `Focus.alarm`; where that one is gone from a list,
/// the cursor stands on what took its place there.
struct AlarmCursor: Hashable, Sendable {
    private var place = 0

    /// The list changed, or what is looked at.
    mutating func refresh(in list: AlarmRows, focus: Focus) {
        if let found = list.place(of: focus.alarm) { place = found }
    }
    func index(in list: AlarmRows, focus: Focus) -> Int? {
        list.place(of: focus.alarm) ?? (list.isEmpty ? nil : min(place, list.count - 1))
    }
    /// Of a row that stands for many it is the worst.
    func selected(in list: AlarmRows, focus: Focus) -> Alarm? {
        list.alarm(focus.alarm) ?? index(in: list, focus: focus).map { list.rows[$0].first }
    }

    /// What a step leads to; it is where the cursor stands from then on.
    mutating func moved(by step: Int, in list: AlarmRows, focus: Focus) -> Alarm? {
        guard let now = index(in: list, focus: focus) else { return nil }
        place = min(max(now + step, 0), list.count - 1)
        return list.rows[place].first
    }

    /// From now on in this row.
    mutating func stand(in row: Int, of list: AlarmRows) -> Alarm? {
        guard list.rows.indices.contains(row) else { return nil }
        place = row
        return list.rows[row].first
    }
}
