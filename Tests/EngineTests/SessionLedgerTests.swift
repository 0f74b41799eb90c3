import Alarms
import Journal
import Telemetry
import TestSupport
import Testing

@testable import Engine

/// What the journal is told of sessions.
@Suite struct SessionLedgerTests {
    let gateway = EngineBench.gateway
    let noon = Moment(seconds: 1_795_521_600)

    private func session(_ id: String, since: Moment?, network: String = "10.9.8.0/24", kind: Session.Kind = .vpn) -> Session {
        Session(id: id, kind: kind, user: "u-\(id)", address: network, since: since)
    }
    private func end(_ id: String, at: Moment) -> SessionEnd {
        SessionEnd(at: at, host: "vpn-1", kind: .vpn, session: id, user: "u-1", cause: .clientLost, confidence: .exact, evidence: "")
    }

    @Test func aBeginningAndAnEndAreWrittenOnceEach() {
        var ledger = SessionLedger()
        let began = noon - .seconds(30)
        let first = ledger.take([session("1", since: began), session("2", since: nil)], ends: [], of: gateway, at: noon)
        #expect(first.map(\.id) == ["1", "2"] && first.map(\.began) == [began, noon] && first.allSatisfy { $0.ended == nil })
        let both = [session("1", since: began), session("2", since: nil)]
        #expect(ledger.take(both, ends: [], of: gateway, at: noon + .seconds(1)).isEmpty)
        let over = ledger.take(
            [session("2", since: nil)], ends: [end("1", at: noon + .seconds(1))], of: gateway, at: noon + .seconds(2))
        #expect(over.map(\.id) == ["1"] && over.first?.ended == noon + .seconds(1) && over.first?.cause == .clientLost)
        #expect(ledger.take([], ends: [], of: gateway, at: noon + .seconds(3)).map(\.cause) == [.unknown])
    }

    @Test func theSameNumberOfAnotherTimeIsAnotherSession() {
        var ledger = SessionLedger()
        _ = ledger.take([session("1", since: noon)], ends: [], of: gateway, at: noon)
        let out = ledger.take([session("1", since: noon + .seconds(60))], ends: [], of: gateway, at: noon + .seconds(60))
        #expect(out.map(\.ended) == [noon + .seconds(60), nil] && out.map(\.began) == [noon, noon + .seconds(60)])
    }

    @Test func afterARestartASessionGoesOnOrIsOver() {
        var before = SessionLedger()
        let began = noon - .seconds(30)
        let rows = before.take(
            [
                session("1", since: began), session("2", since: began), session("3", since: nil),
                session("u-a", since: began, kind: .console),
            ],
            ends: [], of: gateway, at: noon)
        var ledger = SessionLedger()
        ledger.restore(rows)
        let later = noon + .seconds(600)
        // The console has another pseudonym by now.
        let there = [session("1", since: began), session("3", since: nil), session("u-b", since: began, kind: .console)]
        let out = ledger.take(there, ends: [], of: gateway, at: later)
        #expect(out.map(\.id) == ["2"] && out.map(\.ended) == [later] && out.map(\.cause) == [.unknown])
        #expect(ledger.take(there, ends: [], of: gateway, at: later + .seconds(1)).isEmpty)
        let over = ledger.take([], ends: [], of: gateway, at: later + .seconds(2))
        #expect(Set(over.map(\.id)) == ["1", "3", "u-a"] && Set(over.map(\.began)) == [began, noon])
    }

    @Test func afterMidnightASessionGoesOnByAnotherPseudonym() {
        var ledger = SessionLedger()
        let row = ledger.take([session("u-a", since: noon, kind: .login)], ends: [], of: gateway, at: noon)
        #expect(ledger.take([session("u-b", since: noon, kind: .login)], ends: [], of: gateway, at: noon + .seconds(60)).isEmpty)
        let over = ledger.take([], ends: [end("u-b", at: noon + .seconds(70))], of: gateway, at: noon + .seconds(71))
        #expect(over.map(\.id) == row.map(\.id) && over.map(\.cause) == [.clientLost])
    }

    @Test func aFloodIsWrittenAtAPaceAndWhatIsLeftOutIsSaid() {
        var ledger = SessionLedger()
        var written = 0
        let stays = session("stays", since: noon)
        for second in 0..<120 as Range<Int64> {
            let now = noon + .seconds(second)
            // Others at each look, a hundred at a time.
            let flood = (0..<100).map { session("\(second)-\($0)", since: now) }
            written += ledger.take(flood + (second < 60 ? [] : [stays]), ends: [], of: gateway, at: now).count
        }
        #expect(written <= Int(SessionLedger.burst) + 120 * 10)
        let told = ledger.tell(at: noon + .seconds(120))
        #expect(told.count == 1 && told.first?.text.contains("more sessions came and went") == true)
        #expect(ledger.tell(at: noon + .seconds(121)).isEmpty)
        var late: [SessionRecord] = []
        for second in 121..<400 as Range<Int64> {
            late += ledger.take([stays], ends: [], of: gateway, at: noon + .seconds(second))
        }
        #expect(late.filter { $0.ended == nil }.map(\.id) == ["stays"], "one that lasts is written in the end")
    }

    /// A gateway that loses all of its clients: an engine that ends soon after leaves none of them without its cause.
    @Test func endsOfWhatIsWrittenDoNotWaitForThePace() {
        var ledger = SessionLedger()
        let clients = (0..<4200).map { session("\($0)", since: noon) }
        var begun = 0
        for second in 0..<100 as Range<Int64> {
            begun += ledger.take(clients, ends: [], of: gateway, at: noon + .seconds(second)).count
        }
        #expect(begun == 4200)
        let lost = noon + .seconds(100)
        var over = ledger.take([], ends: clients.map { end($0.id, at: lost) }, of: gateway, at: lost)
        over += ledger.take([], ends: [], of: gateway, at: lost + .seconds(1))
        #expect(over.count == 2 * SessionLedger.endsAtOnce)
        over += ledger.takeOver(at: lost + .seconds(2))
        #expect(Set(over.map(\.id)).count == 4200 && over.count == 4200)
        #expect(over.allSatisfy { $0.ended == lost && $0.cause == .clientLost })
        #expect(ledger.takeOver(at: lost + .seconds(2)).isEmpty)
        // They took what those who come now have to wait for.
        #expect(ledger.take([session("new", since: lost)], ends: [], of: gateway, at: lost + .seconds(3)).isEmpty)
    }

    /// Told beside a poll that failed, or of one from before the start that nobody has listed since.
    @Test func whatIsKnownToBeOverIsWrittenBeforeTheEngineEndsAndNothingElse() {
        var ledger = SessionLedger()
        _ = ledger.take([session("1", since: noon), session("2", since: noon)], ends: [], of: gateway, at: noon)
        ledger.restore([
            SessionRecord(target: "vpn-1", host: "vpn-1", id: "7", kind: .vpn, began: noon, network: "10.9.8.0/24", user: "u-7f3a")
        ])
        ledger.hear([end("1", at: noon + .seconds(5)), end("7", at: noon + .seconds(6))], of: "vpn-1")
        let over = ledger.takeOver(at: noon + .seconds(9))
        #expect(over.map(\.id) == ["1", "7"] && over.map(\.ended) == [noon + .seconds(5), noon + .seconds(6)])
        #expect(over.allSatisfy { $0.cause == .clientLost })
    }

    /// Of a machine that has a name there is a pseudonym, which is another each day and after each start.
    @Test func aLoginFromANamedMachineGoesOnAfterMidnightAndAfterARestart() {
        func login(_ id: String, from network: String) -> Session { session(id, since: noon, network: network, kind: .login) }
        var ledger = SessionLedger()
        let row = ledger.take([login("u-00aa", from: "u-11aa")], ends: [], of: gateway, at: noon)
        #expect(ledger.take([login("u-00bb", from: "u-11bb")], ends: [], of: gateway, at: noon + .seconds(60)).isEmpty)
        var next = SessionLedger()
        next.restore(row)
        #expect(next.take([login("u-00cc", from: "u-11cc")], ends: [], of: gateway, at: noon + .seconds(90)).isEmpty)
        #expect(next.take([], ends: [], of: gateway, at: noon + .seconds(99)).map(\.id) == ["u-00aa"])
    }

    /// An OpenVPN server says why it ends its clients, and the poll fails since it is gone.
    @Test func anEndThatWasToldBesideAFailedPollKeepsItsCauseAndTime() {
        var ledger = SessionLedger()
        _ = ledger.take([session("1", since: noon), session("2", since: noon)], ends: [], of: gateway, at: noon)
        ledger.hear([end("1", at: noon + .seconds(5)), end("", at: noon)], of: "vpn-1")
        ledger.hear([end("2", at: noon + .seconds(6))], of: "vpn-1")
        let over = ledger.take([session("2", since: noon)], ends: [], of: gateway, at: noon + .seconds(60))
        #expect(over.map(\.ended) == [noon + .seconds(5)] && over.map(\.cause) == [.clientLost])
        // It was there all the same: what was said of it counts no more.
        #expect(ledger.take([], ends: [], of: gateway, at: noon + .seconds(61)).map(\.cause) == [.unknown])
        ledger = SessionLedger()
        _ = ledger.take([session("1", since: noon)], ends: [], of: gateway, at: noon)
        ledger.hear([end("1", at: noon + .seconds(5))], of: "vpn-1")
        #expect(ledger.close(at: noon + .seconds(60)).map(\.cause) == [.clientLost])
    }

    @Test func whoIsSpokenOfNoLongerIsOverWhenThatWasLastSaid() {
        var ledger = SessionLedger()
        _ = ledger.take([session("1", since: noon)], ends: [], of: gateway, at: noon)
        ledger.restore([
            SessionRecord(target: "hv-1", host: "hv-1", id: "7", kind: .login, began: noon, network: "10.9.8.0/24", user: "u-7f3a")
        ])
        let day = Duration.seconds(86_400)
        #expect(ledger.closeSilent(for: day, at: noon + .seconds(10)).isEmpty)
        #expect(ledger.closeSilent(for: day, at: noon + .seconds(86_405)).map(\.ended) == [noon])
        #expect(ledger.closeSilent(for: day, at: noon + .seconds(86_411)).map(\.id) == ["7"])
        #expect(ledger.closeSilent(for: day, at: noon + .seconds(200_000)).isEmpty)
    }

    /// The engine before this one kept names in clear.
    @Test func aNameInClearDoesNotOutlastItsPolicy() {
        func plain(_ id: String, kind: Session.Kind = .vpn) -> SessionRecord {
            SessionRecord(
                target: "vpn-1", host: "vpn-1", id: id, kind: kind, began: noon, network: "10.9.8.7:1194", user: "alice")
        }
        var ledger = SessionLedger()
        ledger.restore([plain("1"), plain("alice@10.9.8.7", kind: .login)])
        let there = [
            Session(id: "1", kind: .vpn, user: "u-7f3a", address: "10.9.8.0/24", since: noon),
            Session(id: "u-9bb1", kind: .login, user: "u-7f3a", address: "10.9.8.0/24", since: noon),
        ]
        let out = ledger.take(there, ends: [], of: gateway, at: noon + .seconds(60))
        #expect(out.filter { $0.ended == nil }.map(\.id) == ["1", "u-9bb1"], "\(out)")
        #expect(out.filter { $0.ended == nil }.allSatisfy { $0.user == "u-7f3a" && $0.network == "10.9.8.0/24" && $0.began == noon })
        #expect(out.filter { $0.ended != nil }.map(\.id) == ["alice@10.9.8.7"])
        #expect(ledger.take(there, ends: [], of: gateway, at: noon + .seconds(61)).isEmpty)
        // Such rows are counted by `warte privacy`.
        #expect(!plain("1").isHidden && out.filter { $0.ended == nil }.allSatisfy(\.isHidden))
        let alice = SessionEnd(
            at: noon, host: "vpn-1", kind: .vpn, session: "1", user: "alice", cause: .clientLost, confidence: .exact, evidence: "")
        #expect(!alice.isHidden && ["", "UNDEF", "u-7f3a"].allSatisfy { alice.with(user: $0).isHidden })
    }

    @Test func aHostThatIsWatchedNoLongerLeavesNoSessionBehind() {
        var ledger = SessionLedger()
        _ = ledger.take([session("1", since: noon)], ends: [], of: gateway, at: noon)
        #expect(ledger.close({ $0 == "other" }, at: noon).isEmpty)
        #expect(ledger.close({ $0 == "vpn-1" }, at: noon + .seconds(9)).map(\.ended) == [noon + .seconds(9)])
    }
}
