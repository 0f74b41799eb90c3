import Alarms
import MetricStore
import Telemetry
import TestSupport
import Testing

/// A gateway that has emptied, and nothing said why.
@Suite struct SessionDropTests {
    private func gateway(_ sessions: Int) -> Watch {
        var watch = Watch(site(host("vpn-1")))
        watch.stay(at: sessions, 24)
        return watch
    }

    @Test func mostAreGoneAtOnce() throws {
        var watch = gateway(3000)
        #expect(watch.log.isEmpty)
        watch.stay(at: 0, 1)
        let alarm = try #require(watch.alarm("session_drop", "vpn-1"))
        #expect(alarm.text == "sessions fell from 3000 to 0")
        #expect(alarm.severity == .critical)
        // It stands for a while after it, saying the same, and is over then.
        watch.stay(at: 0, 60)
        #expect(watch.alarm("session_drop", "vpn-1")?.phase == .unacknowledged)
        watch.stay(at: 0, 10)
        #expect(watch.alarm("session_drop", "vpn-1")?.phase == .returned)
        #expect(watch.alarm("session_drop", "vpn-1")?.text == "sessions fell from 3000 to 0")
    }

    @Test(arguments: [(40, 20, Severity?.some(.warning)), (40, 4, .critical), (40, 21, nil), (12, 3, nil), (18, 8, .warning)])
    func byTheirShareAndNumber(before: Int, after: Int, severity: Severity?) {
        var watch = gateway(before)
        watch.stay(at: after, 1)
        #expect(watch.alarm("session_drop", "vpn-1")?.severity == severity)
    }

    /// The end of a working day.
    @Test func whoGoesOneByOneIsNoDrop() {
        var watch = gateway(90)
        for left in (0..<90).reversed() { watch.stay(at: left, 1) }
        #expect(watch.log.isEmpty)
    }

    @Test(arguments: [Cause.loggedOut, .admin, .clientLost, .idle, .error]) func whatIsKnownIsToldElsewhere(cause: Cause) {
        var watch = gateway(40)
        watch.ends = (0..<40).map { end("u-\($0)", at: watch.now + .seconds(4), cause: cause) }
        watch.stay(at: 0, 1)
        #expect(watch.alarm("session_drop", "vpn-1") == nil)
    }

    @Test func whatIsUnknownIsNot() {
        var watch = gateway(40)
        watch.ends = (0..<40).map { end("u-\($0)", at: watch.now + .seconds(4), cause: .unknown) }
        watch.stay(at: 0, 1)
        #expect(watch.alarm("session_drop", "vpn-1")?.severity == .critical)
    }

    @Test func lossesBeyondTheListAreKnownToo() {
        var watch = gateway(400)
        watch.unlisted.add((0..<395).map { end("u-\($0)", at: watch.now + .seconds(4), cause: .clientLost) })
        watch.stay(at: 0, 1)
        #expect(watch.alarm("session_drop", "vpn-1") == nil)
    }

    /// A server that was restarted says so of those that the list has room for.
    @Test func aServiceThatWasEndedIsNoDrop() {
        var watch = gateway(4000)
        watch.ends = (0..<2000).map { end("u-\($0)", at: watch.now + .seconds(4), cause: .admin) }
        watch.stay(at: 0, 1)
        #expect(watch.alarm("session_drop", "vpn-1") == nil)
    }

    @Test func anotherGatewayInThePlaceOfOneIsNotComparedWithIt() throws {
        var watch = gateway(300)
        watch.hosts["vpn-1"]?.comparableSince = watch.now + .seconds(4)
        watch.stay(at: 5, 3)
        #expect(watch.alarm("session_drop", "vpn-1") == nil)
    }

    /// After a silence of minutes nobody can say when they went.
    @Test func anOutageBeforeItSaysNothing() {
        var watch = gateway(40)
        watch.fail("vpn-1", 24)
        watch.answer("vpn-1")
        watch.stay(at: 0, 3)
        #expect(watch.alarm("session_drop", "vpn-1") == nil)
    }

    @Test func aHostThatIsAskedSeldomIsComparedWithItsPollBefore() {
        var watch = Watch(site(host("vpn-1", interval: .seconds(300))))
        for sessions in [60, 60, 5] {
            watch.now = watch.now + .seconds(300)
            watch.hosts["vpn-1"]?.answeredAt = watch.now
            watch.hosts["vpn-1"]?.sessions = sessions
            watch.history.add(Double(sessions), .sessions, of: "vpn-1", at: watch.now)
            watch.round()
        }
        #expect(watch.alarm("session_drop", "vpn-1")?.text == "sessions fell from 60 to 5")
    }

    @Test func itStandsAfterARestart() throws {
        var watch = gateway(40)
        watch.stay(at: 1, 1)
        var second = Watch(watch.book.site)
        second.history = watch.history
        second.book.restore(from: watch.book.records, nextID: watch.book.nextID)
        second.now = watch.now
        second.stay(at: 2, 1)
        #expect(second.alarm("session_drop", "vpn-1")?.text == "sessions fell from 40 to 1")
    }
}

extension Watch {
    fileprivate mutating func stay(at sessions: Int, _ polls: Int) {
        for id in hosts.keys { hosts[id]?.sessions = sessions }
        run(polls, hosts.keys.map { ($0, .sessions, Double(sessions)) })
    }
}
