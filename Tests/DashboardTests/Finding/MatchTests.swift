import Alarms
import Drawing
import Feed
import Telemetry
import TestSupport
import Testing

@testable import Dashboard

/// `n` and `N` go through what a filter left, whatever list that is, and after the last comes the first.
@Suite struct MatchTests {
    private func type(_ keys: String, _ desk: Desk) {
        desk.tell(keys.map { .key($0 == "⏎" ? .enter : .character($0)) })
    }

    @Test func throughPartsOfAGuest() {
        let desk = Desk(GuestHall.app())
        type("Hdesk-04⏎/vcpu⏎", desk)
        var rows: [Int?] = []
        for key in "nnnnN" {
            type(String(key), desk)
            rows.append((desk.app.screens[ScreenName.guest.place] as? GuestScreen)?.row(of: .processors))
        }
        #expect(rows == [1, 2, 3, 0, 3])
    }
    /// Of some ends nobody is known.
    @Test func throughEndsWithoutANameOrASession() {
        let desk = Desk(TownHall.troubled())
        let ends = (1...3).map {
            SessionEnd(
                at: TownHall.ago(Int64($0)), host: "vpn-1", kind: .vpn, session: "", user: "", cause: .handshake, confidence: .exact,
                evidence: "TLS Error")
        }
        desk.tell([.connection(.attached), .update(.ends(ends.reversed()))])
        type("5/tls⏎", desk)
        var at: [Int] = []
        for key in "nnnN" {
            type(String(key), desk)
            let end = SessionEnd.Identity(words: desk.app.memory(of: .timeouts).own["end"])
            at.append(ends.firstIndex { $0.at == end?.at } ?? 0)
        }
        #expect(at == [1, 2, 0, 2])
    }
    /// The detail that is read is another alarm's then, from its beginning.
    @Test func throughAlarmsThatAreReadInFull() {
        let desk = Desk(TownHall.troubled())
        type("3/vpn⏎⏎", desk)
        var seen: [Int64?] = []
        for key in "nnnN" {
            type(String(key), desk)
            seen.append(desk.app.focus.alarm)
        }
        let screen = desk.app.screens[ScreenName.alarms.place] as? AlarmsScreen
        #expect(seen == [43, 38, 42, 38] && screen?.isOpen == true && screen?.scrolled == 0)
    }
}
