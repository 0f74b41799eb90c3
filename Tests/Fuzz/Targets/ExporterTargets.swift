import Collecting
import TOMLReading
import Telemetry

@testable import Collectors

let exporterTargets = [
    FuzzTarget(name: "exposition", cases: ("CollectorsTests/cases/prometheus", ".prom")) { exposition($0, .text) },
    FuzzTarget(name: "openmetrics") { exposition($0, .openMetrics) },
    FuzzTarget(name: "exporter-answer", read: exporterAnswer),
    FuzzTarget(name: "exporter-profile", cases: ("CollectorsTests/cases/prometheus", ".toml"), read: exporterProfile),
    FuzzTarget(name: "series-query", read: seriesQuery),
]

/// Twice the same answer, by each of Warte's own profiles in turn.
private func exposition(_ body: [UInt8], _ format: ExpositionFormat) -> String? {
    let profiles = ProfileShelf.builtIn
    var tracker = ScrapeTracker(profiles[body.count % profiles.count])
    let begun = ContinuousClock.now
    for second in 0..<2 {
        do throws(ExpositionFault) {
            let outcome = try tracker.take(
                body, format, arrived: begun + .seconds(10 * second), host: "h", at: Moment(seconds: Int64(10 * second)))
            for sample in outcome.figures.samples where !sample.value.isFinite { return "\(sample.metric.id) \(sample.value)" }
        } catch {
            if error.line < 1 || error.reason.text.isEmpty { return "line \(error.line): \(error.reason.text)" }
        }
    }
    return nil
}

/// What a web server says that is none of an exporter's, or of one that fails: headers, an empty line, a body.
@Sendable private func exporterAnswer(_ bytes: [UInt8]) async -> String? {
    let gap = bytes.firstRange(of: Array("\n\n".utf8)) ?? bytes.endIndex..<bytes.endIndex
    for status in [200, 302, 400, 401, 404, 500] {
        let response = HTTPResponse(
            status: status, reason: "", head: Array(bytes[..<gap.lowerBound]), body: Array(bytes[gap.upperBound...]))
        do throws(CollectFailure) {
            _ = try ScrapeAnswer(response, to: HTTPRequest(.get, "http://h:9100/metrics"))
        } catch {
            if let complaint = complaint(of: [error.text], isRaw: true) { return complaint }
        }
    }
    return nil
}

@Sendable private func exporterProfile(_ bytes: [UInt8]) async -> String? {
    let findings = Findings(file: "own.toml", isWhole: true)
    _ = ExporterProfile.read(
        bytes, name: "own", isOwn: true, findings: findings, base: { base in ProfileShelf.builtIn.first { $0.name == base } },
        bases: ProfileShelf.builtIn.map(\.name))
    return complaint(of: findings.sorted.map(\.description), atMost: 4096)
}

@Sendable private func seriesQuery(_ bytes: [UInt8]) async -> String? {
    let text = String(decoding: bytes, as: UTF8.self)
    do throws(QueryFault) {
        _ = try SeriesQueryParser.query(text)
        return nil
    } catch { return error.at <= text.utf8.count ? nil : "letter \(error.at) of \(text.utf8.count)" }
}
