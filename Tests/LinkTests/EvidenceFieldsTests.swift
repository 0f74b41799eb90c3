import Alarms
import JSON
import Telemetry
import Testing

@testable import Link

/// What a session's end was concluded from, beside its words.
@Suite struct EvidenceFieldsTests {
    private func end(_ message: Message) -> SessionEnd {
        SessionEnd(
            at: Moment(seconds: 1), host: "h", kind: .desktop, session: "d", user: "u-1", cause: .admin, confidence: .inferred,
            because: message)
    }
    private func written(_ end: SessionEnd) -> String {
        String(decoding: FieldWriter.message { end.write(to: $0) }.dropLast(), as: UTF8.self)
    }
    private func readBack(_ text: String) throws -> SessionEnd {
        try read(text) { (fields) throws(UnreadableMessage) in try SessionEnd(fields) }
    }

    @Test func whatWasConcludedCrossesWithItsIdAndALineAsItIs() throws {
        let own = end(.guestNotRunning("g"))
        let told =
            #""evidence":"guest g no longer runs","evidence_message":{"id":"evidence.guest_not_running","#
            + #""arguments":[{"text":"g"}]}}"#
        #expect(written(own).hasSuffix(told))
        #expect(try readBack(written(own)) == own)
        let line = end(.raw("SIGTERM"))
        #expect(written(line).hasSuffix(#""evidence":"SIGTERM"}"#))
        #expect(try readBack(written(line)) == line)
    }

    /// An older engine has words alone, a newer one those of what is not known here.
    @Test func otherEnginesAreUnderstood() throws {
        let known = written(end(.guestNotRunning("g")))
        let newer = known.replacing("evidence.guest_not_running", with: "evidence.guest_melted")
        #expect(newer != known)
        #expect(try readBack(newer) == end(.raw("guest g no longer runs")))
    }

    private func alarm(_ evidence: [Message]) -> Alarm {
        Alarm(
            id: 1, key: AlarmKey(rule: "timeouts", host: "gw"), severity: .warning, phase: .unacknowledged, raisedAt: Moment(seconds: 1),
            changedAt: Moment(seconds: 1), message: .raw("m"), evidence: evidence)
    }
    private func written(_ alarm: Alarm) -> String {
        String(decoding: FieldWriter.message { alarm.write(to: $0) }.dropLast(), as: UTF8.self)
    }
    private func alarmBack(_ text: String) throws -> Alarm {
        try read(text) { (fields) throws(UnreadableMessage) in try Alarm(fields) }
    }

    @Test func whatAnAlarmWasConcludedFromCrossesBesideItsWords() throws {
        let own = alarm([.raw("SIGTERM"), .peerRemoved()])
        let words = #""evidence":["SIGTERM","no longer a peer of the interface"],"#
        let told = written(own)
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
