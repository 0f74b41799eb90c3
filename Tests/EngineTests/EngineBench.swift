import Alarms
import Feed
import Journal
import MetricStore
import Telemetry
import TestSupport

@testable import Engine

/// One gateway, an engine over real files, and a clock that the test moves.
final class EngineBench: Sendable {
    let folder: TemporaryFolder
    let clock = WallClock()
    let heard = Heard()
    static let gateway = Host(id: "vpn-1", area: "A", collector: "openvpn", endpoint: "x", interval: .seconds(1))

    init() throws { folder = try TemporaryFolder() }

    /// One lost client is an alarm here, five are critical.
    func settings() -> Engine.Settings {
        var limits = ThresholdBook()
        var patch = ThresholdsPatch(origin: "test")
        patch.warning = 1
        patch.offDelay = .seconds(2)
        limits.site["timeouts"] = patch
        return Engine.Settings(site: Site(name: "Test", areas: [Area(id: "A")], hosts: [Self.gateway]), limits: limits)
    }

    func engine(_ settings: Engine.Settings? = nil) async throws -> Engine {
        let engine = Engine(
            settings: settings ?? self.settings(), store: try StoreWriter(path: folder.file("ring")), storePath: folder.file("ring"),
            journal: try Journal(path: folder.file("journal")), version: "1", wallClock: { [clock] in clock.now })
        await engine.connect(Engine.Outlets(publish: { [heard] in heard.add($0) }))
        return engine
    }

    func report(_ reading: Reading) -> Report {
        clock.advance(1)
        return Report(target: "vpn-1", at: clock.now, took: .milliseconds(1), outcome: .success(reading))
    }

    func lost(_ user: String) -> SessionEnd {
        SessionEnd(
            at: clock.now, host: "vpn-1", kind: .vpn, session: "1", user: user, cause: .clientLost, confidence: .exact,
            evidence: "\(user)/10.9.8.7:1194 [\(user)] Inactivity timeout (--ping-restart), restarting")
    }

    /// An alarm that stands, unacknowledged.
    func loseOne(_ engine: Engine, _ user: String = "bob") async {
        await engine.take(report(Reading(samples: [Sample(.sessions, 40)])), pause: .seconds(1))
        await engine.take(report(Reading(ends: [lost(user)])), pause: .seconds(1))
        await engine.written()
    }

    /// Why a command was not carried out; nil where it was.
    func refusal(_ engine: Engine, _ command: Command, by author: Principal = "km") async -> String? {
        do {
            try await engine.perform(command, author: author)
            return nil
        } catch { return error.text }
    }

    /// The last that was told of the alarms as a whole.
    var statistics: AlarmStatistics? {
        heard.all.reversed().lazy.compactMap { if case .statistics(let told) = $0 { told } else { nil } }.first
    }

    /// Time that is watched, without a leap of the clock.
    func pass(_ engine: Engine, seconds: Int64) async {
        for done in stride(from: 0, to: seconds, by: 240) { await tick(engine, seconds: min(240, seconds - done)) }
    }

    func tick(_ engine: Engine, seconds: Int64 = 1) async {
        clock.advance(seconds)
        // What the journal's thread has to say of the second before.
        await engine.written()
        await engine.tick()
        await engine.written()
    }
}
