import Alarms
import Telemetry
import TestSupport
import Testing

/// Alarms that were touched while the clock was years ahead.
@Suite struct WrongClockTests {
    private let now = Moment(seconds: 1_795_521_600)
    private let ahead = Moment(seconds: 1_795_521_600 + 2 * 366 * 86_400)

    @Test func areOfTodayOnceTheClockIsRightAgain() throws {
        let host = Host(id: "hv-1", area: "A", collector: "local", endpoint: "")
        var book = AlarmBook(site: Site(name: "", areas: [Area(id: "A")], hosts: [host]), limits: ThresholdBook())
        let alarm = Alarm(
            id: 7, key: AlarmKey(rule: "cpu", host: "hv-1"), severity: .warning, phase: .unacknowledged, raisedAt: ahead, changedAt: ahead,
            message: "CPU 91 %, limit 90")
        book.restore(from: [AlarmRecord(alarm: alarm)])
        // A clock that was a little ahead changes nothing.
        book.bringBack(to: ahead - .seconds(3600))
        #expect(book.alarms.map(\.raisedAt) == [ahead])
        book.bringBack(to: now)
        #expect(book.alarms.map(\.raisedAt) == [now])
        let made = try book.acknowledge([7], author: "km", at: now + .seconds(5))
        #expect(made.map(\.at) == [now + .seconds(5)])
        #expect(book.alarms.map(\.changedAt) == [now + .seconds(5)])
    }
}
