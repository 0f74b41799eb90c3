import TOMLReading
import Telemetry
import TestSupport
import Testing

@testable import Collectors

/// Exporters' answers in `cases/prometheus/<case>/`: `1.prom`, ten seconds later `2.prom` and so on, a profile of one's own where there is
/// one, and in `expected.txt` what comes of them. `WARTE_GOLDEN=write` writes what comes; look at the difference then.
@Suite struct ScrapeCasesTests {
    static let folder = folderOf(folderOf(#filePath)) + "/cases/prometheus"
    static let cases = namesInFolder(folder)
    /// The clock of the cases.
    static let start = Moment(seconds: 1_795_800_000)

    @Test func thereAreCases() { #expect(Self.cases.count >= 8) }

    @Test(arguments: cases)
    func becomes(_ name: String) throws {
        let files = namesInFolder("\(Self.folder)/\(name)")
        var profiles: OwnProfiles?
        if let own = files.first(where: { $0.hasSuffix(".toml") }) { profiles = OwnProfiles(path: "\(Self.folder)/\(name)/\(own)") }
        let shelf = try profiles?.current() ?? .none
        var tracker: ScrapeTracker?
        var lines: [String] = []
        let begun = ContinuousClock.now
        for (index, file) in files.filter({ $0.hasSuffix(".prom") }).enumerated() {
            let body = try readFile("\(Self.folder)/\(name)/\(file)")
            if tracker == nil {
                var served: Set<String> = []
                try Exposition.read(body, .text) { served.insert(String(decoding: $0.slice($0.name), as: UTF8.self)) }
                let profile = try #require(shelf.fitting { served.contains($0) })
                lines.append("profile \(profile.name)")
                tracker = ScrapeTracker(profile)
            }
            let outcome = try #require(
                try tracker?.take(
                    body, .text, arrived: begun + .seconds(10 * index), host: "h", at: Self.start + .seconds(10 * index)))
            lines.append("\n\(file)" + (outcome.isUp ? "" : " down") + (outcome.isFit ? "" : " does not fit"))
            lines += Self.told(outcome)
        }
        try Golden.check(lines.joined(separator: "\n") + "\n", "expected.txt", folder: name, beside: "\(Self.folder)/x")
    }

    static func told(_ outcome: ScrapeTracker.Outcome) -> [String] {
        let figures = outcome.figures
        let inventory = figures.inventory
        var lines = [
            "  is \(inventory.product) \(inventory.version), processors \(inventory.processors.map(String.init) ?? "-"), memory "
                + (inventory.memory.map(String.init) ?? "-")
        ]
        lines += inventory.gaps.map { "  gap \($0.figure.text): \($0.reason.text)" }
        lines += figures.samples.map {
            "  \($0.entity.name.isEmpty ? "" : $0.entity.name + " ")\($0.metric.id) = \(rounded($0.value))\($0.metric.unit.symbol)"
        }
        lines += figures.guests.map {
            "  guest \($0.id) \"\($0.name)\" \($0.state) vCPUs \($0.vCPUs) memory \(rounded($0.memoryMaximum)) as \($0.memoryView) sees it"
        }
        lines += figures.sessions.map {
            "  session \($0.kind) \($0.id): \($0.user) from \"\($0.address)\" since \($0.since.map { String($0.seconds) } ?? "-")"
        }
        lines += outcome.ends.map { "  end \($0.kind) \($0.session): \($0.cause) \($0.confidence): \($0.evidence)" }
        return lines
    }

    static func rounded(_ value: Double) -> String {
        let scaled = (value * 1000).rounded() / 1000
        return scaled == scaled.rounded() && abs(scaled) < 1e15 ? String(Int64(scaled)) : String(scaled)
    }

    /// Names of persons are in sessions and marked pieces, and nowhere else.
    @Test func namesAreWhereTheyAreReplaced() throws {
        var tracker = ScrapeTracker(try #require(ProfileShelf.none.profile(named: "windows_exporter")))
        for file in ["1.prom", "2.prom"] {
            let body = try readFile("\(Self.folder)/windows-new/\(file)")
            let outcome = try tracker.take(body, .text, arrived: .now, host: "h", at: Self.start)
            #expect(places(of: "anna", in: outcome.figures, leavingOut: ["sessions"]).isEmpty)
            #expect(places(of: "bernd", in: outcome.ends.map(\.pieces).flatMap { $0 }.filter { !$0.isPersonal }).isEmpty)
        }
    }
}
