import Drawing
import Feed
import Telemetry
import Testing

@testable import Dashboard

/// `y`: off unless the configuration says so, one line, and never a name.
@Suite struct CopyTests {
    private func desk(_ mayCopy: Bool = true) -> Desk {
        let desk = Desk(TownHall.troubled())
        var status = TownHall.engine
        status.mayCopy = mayCopy
        desk.tell([.update(.engine(status))])
        return desk
    }
    private func copied(_ effects: [Effect]) -> String? {
        if case .copy(let text)? = effects.first, effects.count == 1 { text } else { nil }
    }

    @Test func itIsOffUnlessTheConfigurationSaysSo() {
        let desk = desk(false)
        #expect(desk.press(.character("y")).isEmpty)
        #expect(desk.app.message?.text.contains("[dashboard] copy = true") == true)
    }

    @Test func theRowUnderTheCursorIsOneLine() throws {
        let desk = desk()
        #expect(copied(desk.press(.character("y"))) == "hv-1  hv-1")
        desk.press(.character("3"))
        let alarm = try #require(copied(desk.press(.character("y"))))
        #expect(alarm.contains("  critical  ") && alarm.contains("  alarm 4"))
        desk.press(.character("W"))
        #expect(copied(desk.press(.character("y"))) == "hv-1  desk-04  \(TownHall.uuid(0))  running")
        desk.press(.character("5"))
        let end = try #require(copied(desk.press(.character("y"))))
        #expect(end.hasPrefix("vpn-1  u-"))
    }

    @Test func whatComesFromOutsideIsHarmlessAndBoundedAndANameStaysHere() throws {
        let desk = desk()
        var state = TownHall.troubledHosts[0]
        let guest = state.guests[0]
        state.guests[0] = Guest(
            id: guest.id, name: "a\nrm -rf /\u{1B}]52;c;x\u{07}" + String(repeating: "x", count: 2000), state: .running, vCPUs: 4,
            memoryMaximum: 1, memoryView: .guest)
        state.sessions = [Session(id: "s", kind: .login, user: "alice", since: TownHall.ago(60))]
        desk.tell([.update(.host(state))])
        desk.press(.character("W"), .home)
        for _ in 0..<10 where desk.app.cursorSelection.guests.first?.guest != guest.id { desk.press(.down) }
        let text = try #require(copied(desk.press(.character("y"))))
        #expect(text.count <= 500 && text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F })
        desk.press(.character("4"), .character("/"))
        desk.type("host:hv-1")
        desk.press(.enter)
        let session = try #require(copied(desk.press(.character("y"))))
        #expect(session == "hv-1  (a name)")
    }
}
