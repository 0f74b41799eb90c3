import Telemetry
import TestSupport
import Testing

@testable import Collectors

/// The conformance cases of OpenMetrics' own project, each judged as it says itself.
@Suite(.enabled(if: Recordings.areThere, Comment(rawValue: Recordings.comment)))
struct ConformanceTests {
    static let folder = "openmetrics_conformance"
    static let cases = Recordings.names(in: folder)

    static var files: [String] { cases.flatMap { ["\(folder)/\($0)/metrics", "\(folder)/\($0)/test.json"] } }

    @Test func thereAreCases() { #expect(Self.cases.count >= 128) }

    @Test(arguments: cases)
    func isJudged(_ name: String) throws {
        let verdict = String(decoding: try Recordings.bytes("\(Self.folder)/\(name)/test.json"), as: UTF8.self)
        let isGood = verdict.contains(#/"shouldParse"\s*:\s*true/#)
        #expect(isGood || verdict.contains(#/"shouldParse"\s*:\s*false/#))
        let body = try Recordings.bytes("\(Self.folder)/\(name)/metrics")
        var fault: ExpositionFault?
        do throws(ExpositionFault) { try Exposition.read(body, .openMetrics) { _ in } } catch { fault = error }
        #expect((fault == nil) == isGood, "\(name): \(fault?.reason.text ?? "nothing wrong")")
    }
}
