import Telemetry
import Testing

@testable import Collecting

/// What a host sent may be as long as it likes.
@Suite struct BoundedFailureTests {
    @Test func aReasonThatIsCutStaysMarked() {
        let line: [LinePiece] = [.known("peer "), .name("erika"), .unknown(String(repeating: "x", count: 2_000))]
        let failure = CollectFailure.refused(asked: "h", reason: .pollFailed(.marked(line))).bounded
        #expect(failure == .refused(asked: "h", reason: .pollFailed(.marked(Array(line.prefix(2))))))
    }

    @Test func aReasonIsCutWhereItIsOneText() {
        let failure = CollectFailure.unreachable(asked: "h", reason: .raw(String(repeating: "x", count: 2_000))).bounded
        #expect(failure == .unreachable(asked: "h", reason: .raw(String(repeating: "x", count: 1_000))))
    }
}
