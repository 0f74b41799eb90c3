import Drawing
import Feed
import MetricStore
import Telemetry
import TestSupport
import Testing

@testable import Dashboard

/// What the Host screen shows of metrics and things that it has no constant for.
@Suite struct OtherFiguresTests {
    private static let inUse = Metric("licences in use", label: "licences in use", unit: Metric.Unit(symbol: "seats"))
    private static let temperature = Metric("temperature", label: "Inlet temperature", unit: Metric.Unit(symbol: "°C"), resolution: 0.1)
    private static let cache = Metric("cache", label: "Cache", unit: .bytes)

    private func history() -> ScriptedHistory {
        var history = TownHall.history(isTroubled: false)
        history.set(Self.temperature, of: "hv-1", 23.46, at: TownHall.ago(4)) { 23.46 - $0 / 500 }
        for (pool, value) in [("office", 37.0), ("drawing", 12)] {
            let entity = Entity(kind: "licence-pool", id: pool)
            history.set(Self.inUse, of: "hv-1", entity: entity, value, at: TownHall.ago(4)) { value * (1 - $0 / 5000) }
        }
        history.set(.blockRead, of: "hv-1", entity: Entity(kind: "storage", id: "local"), 2_000_000, at: TownHall.ago(4))
        history.set(Self.cache, of: "hv-1", guest: TownHall.uuid(0), 3_221_225_472, at: TownHall.ago(90))
        // A guest's parts are beside the guest, not here.
        history.set(Self.cache, of: "hv-1", entity: .part(.disk, "vda", of: TownHall.uuid(0)), 7, at: TownHall.ago(4))
        // Not told for hours while all else was; and of a guest that is none any more.
        history.set(Self.inUse, of: "hv-1", entity: Entity(kind: "licence-pool", id: "sold"), 5, at: TownHall.ago(7200))
        history.set(Self.cache, of: "hv-1", guest: TownHall.uuid(70), 1, at: TownHall.ago(4))
        return history
    }
    private func app(_ history: ScriptedHistory, keys: [Key] = []) -> App {
        var app = TownHall.healthy()
        app.tell([.history(history)])
        app.tell([.key(.character("2"))])
        for key in keys { app.tell([.key(key)]) }
        return app
    }
    private func lines(_ app: App, _ width: Int, _ height: Int) -> [Substring] {
        app.draw(width: width, height: height).transcript.split(separator: "\n").prefix { $0 != "-- roles" }
    }

    @Test(arguments: [(120, 40), (80, 24), (45, 20)]) func theyStandInAListOfTheirOwn(width: Int, height: Int) throws {
        let app = app(history(), keys: width < 120 ? [.character("e"), .left, .left, .left] : [])
        try checkPicture(app.draw(width: width, height: height).transcript, "figures-\(width)x\(height).txt")
    }

    @Test func eachWithItsLabelUnitAndPlace() throws {
        let lines = lines(app(history()), 120, 50)
        let heading = try #require(lines.firstIndex { $0.contains("Other figures") })
        func place(_ words: String...) throws -> Int {
            try #require(lines.firstIndex { line in words.allSatisfy { line.contains($0) } }, "\(words) in \(lines)")
        }
        let found = try [
            place("Inlet temperature", "23.5 °C"), place("licence-pool", "2"), place("drawing", "licences in use", "12 seats"),
            place("office", "licences in use", "37 seats"), place("storage", "1"), place("local", "read", "2000 kB/s"),
            place("desk-04", "Cache", "/3.0 GiB"),
        ]
        #expect(found == found.sorted() && found[0] > heading, "\(found) in \(lines)")
        #expect(!lines.contains { $0.contains("sold") || $0.contains("guest-disk") || $0.contains(TownHall.uuid(70)) })
    }

    /// What went wrong with a guest is not pushed out by an inlet temperature.
    @Test(arguments: [(80, 24), (80, 25), (80, 26), (45, 20)]) func theyDoNotTakeTheGuestsRoom(width: Int, height: Int) throws {
        let calm = lines(app(history()), width, height)
        let heading = try #require(calm.firstIndex { $0.contains("Other figures 5") }, "\(calm)")
        #expect(calm[..<heading].contains { $0.contains("build") && $0.contains("crash") }, "\(calm)")
        let below = calm[heading...].dropFirst()
        #expect(below.contains { $0.contains("Figure ") } == below.contains { $0.contains("23.5 °C") }, "\(calm)")
        let chosen = lines(app(history(), keys: [.left, .left, .left]), width, height)
        #expect(chosen.contains { $0.contains("▸") && $0.contains("23.5 °C") }, "\(chosen)")
    }

    @Test func thereIsNoneWhereThereIsNothing() {
        let app = app(TownHall.history(isTroubled: false))
        #expect(!lines(app, 120, 40).contains { $0.contains("Other figures") })
        var walk = app
        for _ in 0..<8 {
            walk.tell([.key(.right)])
            #expect((walk.screens[ScreenName.host.place] as? HostScreen)?.shownPart != .figures)
        }
    }

    @Test func numbersAreWrittenAsTheirMetricsSay() {
        func text(_ value: Double, _ unit: Metric.Unit, _ resolution: Double? = nil) -> String {
            Numbers.figure(value, of: Metric("m", label: "m", unit: unit, resolution: resolution))
        }
        #expect(text(0.05, .count, 0.01) == "0.05" && text(-1.005, .count, 0.1) == "-1.0" && text(3, .count, 10) == "3")
        #expect(text(12.34, .percent) == "12.3 %" && text(7, .milliseconds) == "7.0 ms" && text(9, Metric.Unit(symbol: "°C")) == "9 °C")
        #expect(text(.nan, .count) == "--" && text(1e300, Metric.Unit(symbol: "K"), 1e-9) == "--" && text(1, .count, .nan) == "1")
    }
}
