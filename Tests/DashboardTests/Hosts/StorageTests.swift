import Drawing
import Feed
import MetricStore
import Telemetry
import TestSupport
import Testing

@testable import Dashboard

/// A host's storages: in which state they are, and how full.
@Suite struct StorageTests {
    private static let gibibyte = 1_073_741_824.0
    private static let pools = [
        StoragePool(name: "backup", state: .inactive, isAutostarted: false),
        StoragePool(name: "images", state: .running, isAutostarted: true),
        StoragePool(name: "nfs-archive", state: .inaccessible, isAutostarted: true),
    ]

    private func history(_ numbers: [(String, used: Double, size: Double)]) -> ScriptedHistory {
        var history = TownHall.history(isTroubled: false)
        for (name, used, size) in numbers {
            history.set(StorageMetric.used, of: "hv-1", entity: .storage(name), used, at: TownHall.ago(4))
            history.set(StorageMetric.size, of: "hv-1", entity: .storage(name), size * Self.gibibyte, at: TownHall.ago(4))
        }
        return history
    }
    private func app(
        _ pools: [StoragePool] = pools,
        _ numbers: [(String, used: Double, size: Double)] = [("images", 71, 7168), ("nfs-archive", 12, 900)],
        charset: Charset = .utf8, _ change: (inout HostState) -> Void = { _ in }
    ) -> App {
        var app = TownHall.healthy(charset: charset)
        var host = TownHall.healthyHosts[0]
        host.inventory.storages = pools
        change(&host)
        app.tell([.history(history(numbers)), .update(.host(host)), .key(.character("2")), .tick(TownHall.now)])
        return app
    }
    private func lines(_ app: App, _ width: Int = 120, _ height: Int = 40) -> [Substring] {
        app.draw(width: width, height: height).transcript.split(separator: "\n").prefix { $0 != "-- roles" }
    }

    @Test(arguments: [(45, 20), (80, 24), (120, 40)]) func theyStandBelowTheGuests(width: Int, height: Int) throws {
        try checkPicture(app().draw(width: width, height: height).transcript, "storage-\(width)x\(height).txt")
        var chosen = app(charset: .ascii)
        chosen.hit(.left, .left, .left)
        try checkPicture(chosen.draw(width: width, height: height).transcript, "storage-chosen-ascii-\(width)x\(height).txt")
    }

    @Test(arguments: [(45, 20), (80, 24)]) func whereThereIsOneRowItSaysWhatIsWrong(width: Int, height: Int) throws {
        let line = try #require(lines(app(), width, height).first { $0.contains("Storage 3") })
        #expect(line.contains("nfs-archive inaccessible"), "\(line)")
    }

    @Test func eachHasItsStateAndWhatRunsItsSize() throws {
        let lines = lines(app())
        func row(_ name: String) throws -> Substring { try #require(lines.last { $0.dropFirst().hasPrefix(name) }, "\(lines)") }
        #expect(try row("images").contains(" running ") && row("images").contains(" 71 ") && row("images").contains("5.0 of 7.0 TiB"))
        #expect(try row("images").contains("with its host") && row("backup").contains("by hand"))
        // It was 12 % full when it was there.
        #expect(try row("nfs-archive").contains("inaccessible") && !row("nfs-archive").contains("12"))
        #expect(try row("backup").contains("inactive") && row("backup").contains("--"))
        #expect(!lines.contains { $0.contains("Other figures") }, "they stand in one place")
    }

    /// Such as a cluster's: nobody lists them, and they have numbers.
    @Test func whatHasNumbersAloneIsShownToo() throws {
        let lines = lines(app([]))
        let row = try #require(lines.last { $0.dropFirst().hasPrefix("images ") })
        #expect(row.contains(" -- ") && row.contains(" 71 "), "\(row)")
    }

    @Test func whatSomebodyWantedToRunAndDoesNotIsTrouble() {
        let pools = [StoragePool(name: "a", state: .running), StoragePool(name: "b", state: .inactive, isAutostarted: true)]
        let list = lines(app(pools, []))
        #expect(list.contains { $0.contains("Storage 2") && $0.contains("b inactive") }, "\(list)")
    }

    @Test func oldNumbersAreMarked() throws {
        let lines = lines(
            app {
                $0.answeredAt = TownHall.ago(74)
                $0.failure = "connection refused"
            })
        let row = try #require(lines.last { $0.dropFirst().hasPrefix("images ") })
        #expect(row.contains("/running"), "\(row)")
    }

    @Test func keysAndThePointerReachThem() {
        var app = app()
        app.hit(.left, .left, .left)
        #expect((app.screens[ScreenName.host.place] as? HostScreen)?.shownPart == .storages)
        app.hit(.down)
        #expect((app.screens[ScreenName.host.place] as? HostScreen)?.storageCursor.index == 1)
        app.hit(.enter)
        #expect(app.shown == .host)
        // A filter that leaves none leaves no part either.
        app.hit(.character("/"))
        app.type("desk")
        app.hit(.enter)
        #expect((app.screens[ScreenName.host.place] as? HostScreen)?.shownPart != .storages)
    }
}
