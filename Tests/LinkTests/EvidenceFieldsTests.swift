import Alarms
import JSON
import Telemetry
import Testing

@testable import Link

/// What a session's end was concluded from has its id and no words, but where people read it; a line of an interface is words.
@Suite struct EvidenceFieldsTests {
    private func end(_ message: Message) -> SessionEnd {
        SessionEnd(
            at: Moment(seconds: 1), host: "h", kind: .desktop, session: "d", user: "u-1", cause: .admin, confidence: .inferred,
            because: message)
    }
    private func written(_ end: SessionEnd, isForPeople: Bool = false) -> String {
        String(decoding: FieldWriter.message(isForPeople: isForPeople) { end.write(to: $0) }.dropLast(), as: UTF8.self)
    }
    private func readBack(_ text: String) throws -> SessionEnd {
        try read(text) { (fields) throws(UnreadableMessage) in try SessionEnd(fields) }
    }

    @Test func whatWasConcludedCrossesWithItsIdAndALineAsItIs() throws {
        let own = end(.guestNotRunning("g"))
        let told = #""evidence_message":{"id":"evidence.guest_not_running","arguments":[{"text":"g"}]}}"#
        #expect(written(own).hasSuffix(#""evidence":"","# + told))
        #expect(written(own, isForPeople: true).hasSuffix(#""evidence":"guest g no longer runs","# + told))
        for isForPeople in [false, true] { #expect(try readBack(written(own, isForPeople: isForPeople)) == own) }
        let line = end(.raw("SIGTERM"))
        #expect(written(line).hasSuffix(#""evidence":"SIGTERM"}"#))
        #expect(try readBack(written(line)) == line)
    }

    /// An older engine has words alone, a newer one may say what is not known here: its words are more, where it gives any.
    @Test func otherEnginesAreUnderstood() throws {
        let older = written(end(.guestNotRunning("g")), isForPeople: true).replacing("evidence_message", with: "unknown")
        #expect(try readBack(older) == end(.raw("guest g no longer runs")))
        func newer(isForPeople: Bool) throws -> SessionEnd {
            let known = written(end(.guestNotRunning("g")), isForPeople: isForPeople)
            return try readBack(known.replacing("evidence.guest_not_running", with: "evidence.guest_melted"))
        }
        #expect(try newer(isForPeople: true) == end(.raw("guest g no longer runs")))
        #expect(try newer(isForPeople: false).evidence == "evidence.guest_melted: g")
    }

    /// It is told by its field: what a session's own id begins with says nothing. An older engine has the letters alone.
    @Test(arguments: [("from 6b1f", true), ("from home", false), ("7", false)])
    func anAttemptIsTold(_ session: String, _ isAttempt: Bool) throws {
        let end = SessionEnd(
            at: Moment(seconds: 1), host: "h", kind: .vpn, session: session, user: "", cause: .handshake, confidence: .exact, evidence: "e",
            isAttempt: isAttempt)
        #expect(try readBack(written(end)) == end)
        let older = written(end).replacing(#","attempt":\#(isAttempt)"#, with: "")
        #expect(try readBack(older).isAttempt == session.hasPrefix("from "))
    }

    private func alarm(_ evidence: [Message]) -> Alarm {
        Alarm(
            id: 1, key: AlarmKey(rule: "timeouts", host: "gw"), severity: .warning, phase: .unacknowledged, raisedAt: Moment(seconds: 1),
            changedAt: Moment(seconds: 1), message: .raw("m"), evidence: evidence)
    }
    private func written(_ alarm: Alarm, isForPeople: Bool = false) -> String {
        String(decoding: FieldWriter.message(isForPeople: isForPeople) { alarm.write(to: $0) }.dropLast(), as: UTF8.self)
    }
    private func alarmBack(_ text: String) throws -> Alarm {
        try read(text) { (fields) throws(UnreadableMessage) in try Alarm(fields) }
    }

    @Test func whatAnAlarmWasConcludedFromCrossesWithItsIdAndLinesAsTheyAre() throws {
        let own = alarm([.raw("SIGTERM"), .peerRemoved()])
        let words = #""evidence":["SIGTERM","no longer a peer of the interface"],"#
        #expect(written(own).contains(#""evidence":["SIGTERM",""],"evidence_messages":[{"#))
        #expect(try alarmBack(written(own)) == own)
        let told = written(own, isForPeople: true)
        #expect(told.contains(words + #""evidence_messages":[{"#))
        #expect(try alarmBack(told) == own)
        let lines = alarm([.raw("SIGTERM")])
        #expect(!written(lines).contains("evidence_messages"))
        #expect(try alarmBack(written(lines)) == lines)
        // A newer engine, and an older one.
        let newer = told.replacing("evidence.peer_removed", with: "evidence.peer_melted")
        let older = told.replacing("evidence_messages", with: "unknown")
        for other in [newer, older] {
            #expect(other != told)
            #expect(try alarmBack(other) == alarm([.raw("SIGTERM"), .raw("no longer a peer of the interface")]))
        }
    }
}
