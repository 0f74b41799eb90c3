import Alarms
import Dashboard
import Drawing
import Feed
import Telemetry
import TestSupport
import Testing

/// What is to be done stands at the end of a failure's sentence: whoever looks reads it to its end.
@Suite struct LongWordsTests {
    private static let sentence =
        "connection refused by 10.1.0.9 port 7505 after 3 tries: nobody listens there; start it with systemctl start openvpn-server@town, "
        + "or write the right port as endpoint in /etc/warte/warte.toml"
    private func desk() -> Desk {
        let desk = Desk(TownHall.troubled())
        var gateway = TownHall.troubledHosts[3]
        gateway.failure = .raw(Self.sentence)
        var alarms = TownHall.alarms
        alarms[2].message = .noDataSince(.raw(Self.sentence))
        desk.tell([.update(.host(gateway)), .update(.alarms(alarms))])
        return desk
    }
    /// In one line, whatever it was broken into.
    private func words(_ desk: Desk, _ width: Int, _ height: Int) -> String {
        let rows = desk.app.draw(width: width, height: height).transcript.split(separator: "\n").prefix { $0 != "-- roles" }
        return rows.joined(separator: " ").split(separator: " ").joined(separator: " ")
    }

    @Test(arguments: [(45, 20), (80, 24), (120, 40)]) func anAlarmsSentenceIsWhole(width: Int, height: Int) {
        let desk = desk()
        desk.tell([.resized(width: width, height: height)])
        desk.press(.character("3"), .character("j"), .character("j"), .enter)
        #expect(words(desk, width, height).contains("no data: " + Self.sentence), "\(words(desk, width, height))")
        // Below the list, too, where it is not open.
        desk.press(.escape)
        if height > 20 { #expect(words(desk, width, height).contains(Self.sentence), "\(words(desk, width, height))") }
    }

    @Test(arguments: [(80, 24), (120, 40)]) func aHostsSentenceIsWhole(width: Int, height: Int) {
        let desk = desk()
        desk.press(.character("2"), .character("."), .character("."), .character("."))
        #expect(words(desk, width, height).contains("stale 74 s: " + Self.sentence), "\(words(desk, width, height))")
        #expect(words(desk, width, height).contains("next try in 8 s"))
    }

    /// Where rows are few it says that there is more.
    @Test func onAPhoneItEndsWithAMark() {
        let desk = desk()
        desk.press(.character("2"), .character("."), .character("."), .character("."))
        #expect(words(desk, 45, 20).contains("stale 74 s: connection refused by 10.1.0.9 port 7505 after 3 tries: nobody listens there;"))
        #expect(words(desk, 45, 20).contains("… "))
    }

    @Test func aHostsAlarmFillsItsColumn() {
        let desk = desk()
        let row = desk.app.draw(width: 200, height: 60).transcript.split(separator: "\n").first { $0.hasPrefix(" vpn-2") } ?? ""
        #expect(row.contains("!  no data: connection refused by"), "\(row)")
    }

    /// Whose it is and for how long is a sentence, and an attempt of nobody's is nobody's end.
    @Test func whoHasItAndWhatWasAnAttempt() {
        let desk = desk()
        desk.press(.character("3"))
        for _ in 0..<3 { desk.press(.character("j")) }
        let detail = words(desk, 200, 60)
        #expect(detail.contains(#/State (critical|warning) since [^,]+, acknowledged by [^ ,]+ for another /#), "\(detail)")
        func end(_ session: String, _ user: String, _ cause: Cause) -> DashboardEvent {
            .update(
                .ends([
                    SessionEnd(
                        at: TownHall.now, host: "vpn-1", kind: .vpn, session: session, user: user, cause: cause, confidence: .exact,
                        evidence: "proof", isAttempt: SessionEnd.isAttempt(written: session))
                ]))
        }
        desk.press(.character("1"))
        desk.tell([
            end("from 198.51.100.7", "", .handshake), end("", "", .handshake),
            end("from 198.51.100.8", "", .resource),
            end("7", "", .clientLost), end("8", "u-7f3a", .clientLost), end("", "u-7f3b", .handshake),
        ])
        let overview = words(desk, 200, 60)
        for sentence in [
            "a client without a name: handshake failed (exact)", "a client without a name: found no room (exact)",
            "a session without a name ended: client lost (exact)", "u-7f3a ended: client lost (exact)",
            "u-7f3b: handshake failed (exact)",
        ] { #expect(overview.contains(sentence), "\(overview)") }
        #expect(overview.ranges(of: "a client without a name: handshake failed").count == 2)
        // Who found no room, or gave a wrong password, had no session that could end.
        desk.tell([end("", "u-7f3c", .resource), end("", "u-7f3d", .error)])
        for sentence in ["u-7f3c: found no room (exact)", "u-7f3d: error (exact)"] { #expect(words(desk, 200, 60).contains(sentence)) }
    }

    /// As the journal tells it: the alarm itself stands as before.
    @Test func whatWasTakenBackStandsInTheSteps() {
        let desk = desk()
        var alarms = TownHall.alarms
        alarms[0].changedAt = TownHall.ago(5)
        desk.tell([
            .update(.alarms(alarms)),
            .update(
                .events([
                    HostEvent(
                        at: TownHall.ago(5), host: "hv-1", Message.stepUndone("CPU wait 11 %", "root", .undoneAcknowledgement())),
                    HostEvent(at: TownHall.ago(3), host: "hv-1", Message.stepUndone(alarms[0].message, "root", .undoneShelf())),
                    HostEvent(at: TownHall.ago(2), host: "hv-1", Message.stepUndone("another", "eva", .undoneShelf())),
                    // Of the same form and the same act, and of another number.
                    HostEvent(
                        at: TownHall.ago(5), host: "hv-1",
                        Message.stepUndone(
                            .aboveLimit(.cpu, Quantity(99, "%"), nil, nil, Quantity(80, "%"), nil), "eva", .undoneAcknowledgement())),
                ])),
        ])
        desk.press(.character("3"), .enter)
        let detail = words(desk, 200, 60)
        #expect(detail.contains("taken back by root: acknowledged") && detail.contains("taken back by root: shelved"), "\(detail)")
        #expect(!detail.contains("taken back by eva") && !detail.contains("changed: critical"), "\(detail)")
    }

    @Test func aLongTimeIsNotToldInSeconds() throws {
        let metric = Metric("uptime", label: "up", unit: Metric.Unit(symbol: "s"))
        var history = TownHall.history(isTroubled: false)
        history.set(metric, of: "vpn-2", 86_735, at: TownHall.ago(4))
        let desk = Desk(TownHall.healthy())
        desk.tell([.history(history)])
        desk.press(.character("2"), .character("."), .character("."), .character("."))
        let row = desk.app.draw(width: 120, height: 40).transcript.split(separator: "\n").first { $0.contains(" up ") } ?? ""
        #expect(row.contains("24 h") && !row.contains("86735"), "\(row)")
    }
}
