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

    /// Lost, acknowledged, and out of the window for some seconds in which the clock was ahead.
    @Test func endsThatHadTheirAlarmRaiseNoSecondOne() throws {
        var watch = Watch(site(host("vpn-1")))
        watch.hosts["vpn-1"]?.sessions = 40
        watch.ends = (1...5).map { end("u-\($0)", at: after(1)) }
        #expect(watch.run(1).map(\.what) == [.raised])
        try watch.acknowledge("timeouts", "vpn-1")
        watch.now = after(3600)
        watch.run(1)
        #expect(watch.alarm("timeouts", "vpn-1") == nil)
        watch.book.clockWasSetBack(to: after(10))
        watch.now = after(10)
        #expect(watch.run(3) == [])
        watch.ends += (6...8).map { end("u-\($0)", at: after(26)) }
        #expect(watch.run(1).map(\.what) == [.raised])
        #expect(watch.alarm("timeouts", "vpn-1")?.text == "3 clients lost at once")
    }

    @Test func whatWasDatedWithinADayIsOfNowAtOnce() throws {
        var watch = Watch(site(host("vpn-1")))
        watch.hosts["vpn-1"]?.sessions = 40
        watch.now = after(3600)
        watch.ends = (1...5).map { end("u-\($0)", at: after(3600)) }
        watch.run(1)
        try watch.acknowledge("timeouts", "vpn-1")
        let held = try #require(watch.alarm("timeouts", "vpn-1")?.acknowledgement)
        watch.book.clockWasSetBack(to: after(10))
        watch.now = after(10)
        watch.ends = watch.ends.map { $0.with(at: after(10)) }
        #expect(watch.run(1) == [], "it goes on")
        let alarm = try #require(watch.alarm("timeouts", "vpn-1"))
        #expect(alarm.raisedAt == after(10) && alarm.phase == .acknowledged && alarm.acknowledgement?.at == after(10))
        #expect(alarm.acknowledgement.map { $0.expires - $0.at } == held.expires - held.at)
    }
}
