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
}
