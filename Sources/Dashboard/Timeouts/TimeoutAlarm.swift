import Alarms
import Drawing
import Telemetry

/// One row above the ends that it is about: the alarm that an operator comes for, so that it is acknowledged where its cause is read.
struct TimeoutAlarm: Panel {
    let context: DrawContext
    let alarm: Alarm
    var want: RowDemand { RowDemand(1, 1, fewest: 1) }

    func draw(on canvas: inout Canvas, in area: Rect) {
        var list = AlarmsPanel(context: context, list: AlarmRows([alarm]), selected: nil)
        list.isPointedAt = false
        list.draw(on: &canvas, in: area.rows(0, 1))
    }

    /// Those of one host, and those of the whole site.
    static let rules: Set = ["timeouts", "site_timeouts"]

    /// The one that began last of those that nobody has acknowledged; what is put aside is none of them.
    static func newest(in list: AlarmList, of host: Host.ID?) -> Alarm? {
        var newest: Alarm?
        for alarm in list.all where rules.contains(alarm.key.rule) && alarm.wantsAttention && (host == nil || alarm.key.host == host) {
            if newest.map({ ($0.raisedAt, $0.id) < (alarm.raisedAt, alarm.id) }) ?? true { newest = alarm }
        }
        return newest
    }
}
