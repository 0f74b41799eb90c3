import Telemetry
import TestSupport
import Testing

@testable import Journal

/// Sessions from their beginning to their end, and who asked for what.
@Suite struct SessionTableTests {
    let folder: TemporaryFolder
    let journal: Journal
    init() throws {
        folder = try TemporaryFolder()
        journal = try Journal(path: folder.file("journal.sqlite"))
    }

    private func session(_ id: String, began: Int64, ended: Int64? = nil) -> SessionRecord {
        SessionRecord(
            target: "vpn-1", host: "vpn-1", id: id, kind: .vpn, began: after(began), ended: ended.map(after),
            cause: ended.map { _ in .loggedOut }, guest: nil, network: "10.9.8.0/24", user: "u-7f3a")
    }

    @Test func aSessionIsOneRowFromItsBeginningToItsEnd() throws {
        journal.record(sessions: [session("1", began: 0), session("2", began: 1)])
        #expect(journal.restore(at: after(2)).sessions.map(\.id) == ["2", "1"])
        journal.record(sessions: [session("1", began: 0, ended: 60)])
        // The same number again is another session.
        journal.record(sessions: [session("1", began: 90)])
        #expect(journal.sessions(since: noon) == [session("1", began: 0, ended: 60), session("2", began: 1), session("1", began: 90)])
        #expect(journal.restore(at: after(2)).sessions.map(\.began) == [after(90), after(1)])
        #expect(journal.verify() == [])
        journal.record(sessions: [session("3", began: 50, ended: 40)])
        #expect(journal.verify().count == 1)
    }

    @Test func whatIsOverGoesWithTheSessionEndsAndWhatLastsStays() throws {
        journal.record(sessions: [
            session("1", began: -90_000), session("2", began: -90_000, ended: -80_000), session("3", began: 0, ended: 9),
        ])
        journal.record(audits: [Audit(at: after(-90_000), principal: "km", act: "undo", target: "", refused: "nothing to take back")])
        journal.record(events: [HostEvent(at: after(-90_000), host: "", "started")])
        for hour in 0..<4 { journal.prune(at: after(Int64(hour) * 3600), keeping: Journal.Retention(sessionEnds: .seconds(70_000))) }
        #expect(Set(journal.sessions(since: after(-100_000)).map(\.id)) == ["1", "3"])
        #expect(journal.audits().count == 1)
    }

    /// A session that goes on is told again by a pseudonym: its name goes.
    @Test func aNameIsReplacedWhereTheSessionIsToldAgain() throws {
        var plain = session("1", began: 0)
        (plain.user, plain.network) = ("alice", "10.9.8.7:1194")
        journal.record(sessions: [plain])
        journal.record(sessions: [session("1", began: 0)])
        #expect(journal.sessions(since: noon) == [session("1", began: 0)])
    }

    /// After a reload that asks its host otherwise it is told again: it was there before, and by the pseudonym that it had then.
    @Test func whoIsToldAgainWasThereBefore() throws {
        var first = session("1", began: 0)
        first.seenAt = after(5)
        var closed = first
        (closed.ended, closed.cause, closed.goneAt) = (after(100), .unknown, after(100))
        var again = session("1", began: 0)
        (again.user, again.seenAt) = ("u-00aa", after(101))
        journal.record(past: [.change(PastChange(host: "vpn-1", at: noon, .condition(HostCondition())))])
        journal.record(sessions: [first, closed, again])
        #expect(journal.sessions(since: noon) == [first])
        #expect(journal.past(at: after(50), of: ["vpn-1"], most: 9)?.hosts["vpn-1"]?.sessions == [first])
        // Of one that an older file has nobody knows since when it was seen.
        let old = session("2", began: 0)
        again = SessionRecord(
            target: "vpn-1", host: "vpn-1", id: "2", kind: .vpn, began: after(0), network: "10.9.8.0/24", user: "u-7f3a", seenAt: after(101)
        )
        journal.record(sessions: [old, again])
        #expect(journal.sessions(since: noon).first { $0.id == "2" } == old)
    }

    /// Nobody was there to see the end.
    @Test func whatLastsForLongerThanAnythingIsKeptGoes() throws {
        journal.record(sessions: [session("1", began: -500 * 86_400), session("2", began: -300 * 86_400)])
        for hour in 0..<8 { journal.prune(at: after(Int64(hour) * 3600)) }
        #expect(journal.sessions(since: noon).map(\.id) == ["2"])
    }

    @Test func bothAreExported() throws {
        journal.record(sessions: [session("1", began: 0), session("2", began: 0, ended: 60)])
        let km = Principal(uid: 1000, name: "km", role: "operator")
        journal.record(audits: [Audit(at: noon, principal: km, act: "comment", target: "7", refused: "a comment needs words")])
        var csv = ""
        try journal.export(.csv, of: .sessions) { csv += $0 }
        #expect(
            csv == "began,ended,target,host,id,kind,guest,network,user,cause\r\n"
                + "\(noon.rfc3339),,vpn-1,vpn-1,1,vpn,,10.9.8.0/24,u-7f3a,\r\n"
                + "\(noon.rfc3339),\(after(60).rfc3339),vpn-1,vpn-1,2,vpn,,10.9.8.0/24,u-7f3a,loggedOut\r\n")
        var json = ""
        try journal.export(.json, of: .audit) { json += $0 }
        #expect(
            json.contains(#""principal":"km","act":"comment","target":"7","refused":"a comment needs words","uid":1000,"role":"operator"}"#)
        )
    }
}
