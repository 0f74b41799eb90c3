import Alarms
import Drawing
import Telemetry

extension Outage {
    /// The shape that tells without colour, as that of an alarm whose host is out of service.
    static let shape = "o"

    /// `out of service until 16:00`: of several wordings the fullest that fits.
    func brief(_ clock: Clock, within width: Int) -> String {
        let end = ending(clock)
        let all = [
            "out of service until \(end)", "out until \(end)", "until \(end)", "until \(clock.short(until))", "out of service", "out",
        ]
        return all.first { columns($0) <= width } ?? ""
    }

    /// `out of service until 16:00 by km: new disk`
    func full(_ clock: Clock) -> String { "out of service until \(ending(clock)) by \(author.prefix(40)): \(reason.prefix(300))" }

    /// `16:00`, `25 Nov 04:00`: to the minute, and the day where it is another.
    private func ending(_ clock: Clock) -> String {
        let time = clock.local(until)
        return clock.isToday(until) ? time.short : time.date + " " + time.short
    }
}
