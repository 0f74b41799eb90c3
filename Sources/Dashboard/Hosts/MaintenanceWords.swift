import Alarms
import Drawing
import Telemetry

extension MaintenanceWindow {
    /// The shape that tells without colour, as that of an alarm whose host is in maintenance.
    static let shape = "o"

    /// `in maintenance until 16:00`: of several wordings the fullest that fits.
    func brief(_ clock: Clock, within width: Int) -> String {
        let end = ending(clock)
        let all = [
            localized("in maintenance until \(end)"), localized("maint. until \(end)"), localized("until \(end)"),
            localized("until \(clock.short(until))"), localized("in maintenance"), localized("maint."),
        ]
        return all.first { columns($0) <= width } ?? ""
    }

    /// `in maintenance until 16:00 by km: new disk`
    func full(_ clock: Clock) -> String {
        localized("in maintenance until \(ending(clock)) by \(author.prefix(40)): \(reason.prefix(300))")
    }

    /// `16:00`, `25 Nov 04:00`: to the minute, and the day where it is another.
    private func ending(_ clock: Clock) -> String {
        let time = clock.local(until)
        return clock.isToday(until) ? time.short : time.date + " " + time.short
    }
}
