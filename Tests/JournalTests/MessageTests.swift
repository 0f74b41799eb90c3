import Alarms
import Telemetry
import TestSupport
import Testing

@testable import Journal

/// What is said stands in the file as what it is, not as a sentence.
struct StoredMessageTests {
    @Test func messagesComeBackAsTheyWere() throws {
        let folder = try TemporaryFolder()
        let lines: [Message] = [
            .answersAgain(3), .stepAcknowledged(.clientsLost(5, .within(.seconds(240))), "km", nil), .raw("a finished text"), .nothing,
            .nearPeaks(9, 11, .seconds(60), .cpuWait, Quantity(10.5, "%"), HostArgument("hv-1")),
            .several([.guestCrashed("a"), .pollFailed(.raw("no \"way\""))]),
        ]
        do {
            let journal = try Journal(path: folder.file("journal.sqlite"))
            journal.record(events: lines.map { HostEvent(at: noon, host: "hv-1", $0) })
        }
        let journal = try Journal(path: folder.file("journal.sqlite"))
        #expect(journal.restore(at: noon).events.map(\.message) == lines)
        #expect(try journal.database?.number("SELECT count(*) FROM event WHERE text = ''") == 5)
        #expect(try journal.database?.number("SELECT count(*) FROM event WHERE message LIKE '%again%'") == 1, "an id, no sentence")
        var text = ""
        try journal.export(.csv, of: .events) { text += $0 }
        #expect(text.contains("answers again after 3 failed polls") && text.contains("a finished text"))
    }

    /// Where names are kept a line of the interface is the evidence as it came.
    @Test func aMarkedLineStandsAsItCame() throws {
        let folder = try TemporaryFolder()
        let line = MarkedLine([.name("bob"), .known(" Inactivity timeout")])
        let journal = try Journal(path: folder.file("journal.sqlite"))
        let end = SessionEnd(
            at: noon, host: "vpn-1", kind: .vpn, session: "1", user: "bob", cause: .clientLost, confidence: .exact, because: .marked(line))
        journal.record(ends: [end])
        var found: [String] = []
        try journal.database?.rows("SELECT proof FROM session_end WHERE message IS NULL") { row in
            found.append(row.text(0))
            return true
        }
        #expect(found == ["bob Inactivity timeout"])
        #expect(journal.restore(at: noon).ends.map(\.evidence) == ["bob Inactivity timeout"])
    }

    @Test func whatCannotBeReadIsToldAsItStands() {
        #expect(Message(text: "old", json: nil) == .raw("old"))
        #expect(Message(text: "", json: "{]") == .raw("{]"))
        #expect(Message(text: "", json: #"{"id":"new.one","arguments":[{"shape":"round"}]}"#).text == "new.one")
    }
}
