import Alarms
import Telemetry
import Testing

/// Alarms that were touched while the clock was years ahead.
@Suite struct WrongClockTests {
    private let now = Moment(seconds: 1_795_521_600)
    private let ahead = Moment(seconds: 1_795_521_600 + 2 * 366 * 86_400)

    @Test func areOfTodayOnceTheClockIsRightAgain() throws {
        let host = Host(id: "hv-1", area: "A", collector: "local", endpoint: "")
        var book = AlarmBook(site: Site(name: "", areas: [Area(id: "A")], hosts: [host]), limits: LimitBook())
        let alarm = Alarm(
            id: 7, key: AlarmKey(rule: "cpu", host: "hv-1"), severity: .warning, phase: .unacknowledged, raisedAt: ahead, changedAt: ahead,
            text: "CPU 91 %, limit 90")
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

    @Test func commentsHaveABound() throws {
        let host = Host(id: "hv-1", area: "A", collector: "local", endpoint: "")
        var book = AlarmBook(site: Site(name: "", areas: [Area(id: "A")], hosts: [host]), limits: LimitBook())
        let alarm = Alarm(
            id: 7, key: AlarmKey(rule: "cpu", host: "hv-1"), severity: .warning, phase: .unacknowledged, raisedAt: now, changedAt: now,
            text: "CPU 91 %, limit 90")
        book.restore(from: [AlarmRecord(alarm: alarm)])
        for number in 0..<Policy.mostComments { _ = try book.comment(7, author: "km", text: "\(number)", at: now) }
        #expect(throws: ActProblem("alarm 7 has 100 comments already, which is the most")) {
            try book.comment(7, author: "km", text: "one more", at: now)
        }
        // An acknowledgement is always taken; what is left of the oldest goes.
        for number in 0..<300 { _ = try book.acknowledge([7], author: "km", comment: "\(number)", at: now + .seconds(Int64(number))) }
        #expect(book.alarms.first?.comments.count == 2 * Policy.mostComments)
        #expect(book.alarms.first?.comments.last?.text == "acknowledged: 298")
    }
}
