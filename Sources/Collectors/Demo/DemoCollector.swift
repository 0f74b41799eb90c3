public import Collecting
import Platform
import Synchronization
import TOMLReading
public import Telemetry

/// A host of a made-up town: nothing is asked of anybody. It is there for `warte demo`, and is named in no list of collectors.
public final class DemoCollector: Collector {
    static let scenario = Option(
        optional: "scenario", .path, example: "/etc/warte/town.toml",
        meaning: "the file of a scenario; without one the town that Warte brings, which `warte demo --print-scenario` prints")
    /// Up to this second (Unix time) the ends are told already: they lie behind the demo.
    static let begin = Option(optional: "begin", .whole(0...Int(Int32.max)), example: 1_795_507_200, meaning: "when the demo began")
    public static let kind = CollectorKind(
        "demo", watches: "a host of a made-up town, to try Warte with", endpoints: ["hv-1"], options: [scenario, begin], isListed: false,
        advice: .adviceDemo())

    private let target: Target
    private let scenario: String?
    private let toldUntil: Moment?
    private let state = Mutex(State())
    private struct State {
        var town: DemoTown?
        /// When an answer came last.
        var last: Moment?
    }
    /// After a longer silence only the ends of so much are told.
    private static let mostBehind = Duration.seconds(3600)

    public init(target: Target, transports: Transports) throws(ConfigurationProblem) {
        self.target = target
        scenario = try target.options[Self.scenario]
        toldUntil = try target.options[Self.begin].map { Moment(seconds: Int64($0)) }
        guard !target.endpoint.isEmpty else { throw ConfigurationProblem(key: "endpoint", .addressMissing()) }
    }

    public static func lacks(_ target: Target) -> [ConfigurationProblem] {
        guard case .text(let path)? = target.options.values["scenario"] else { return [] }
        do throws(FileProblems) {
            _ = try DemoScenario.load(path)
            return []
        } catch { return [ConfigurationProblem(key: "scenario", error.list[0].placed)] }
    }

    public func collect(at now: Moment) async throws(CollectFailure) -> Reading {
        let outcome = state.withLock { state -> Result<Reading, CollectFailure> in
            do throws(CollectFailure) { return .success(try reading(at: now, &state)) } catch { return .failure(error) }
        }
        return try outcome.get()
    }

    private func reading(at now: Moment, _ state: inout State) throws(CollectFailure) -> Reading {
        if state.town == nil { state.town = try town() }
        let last = max(state.last ?? toldUntil ?? now - target.interval, now - Self.mostBehind)
        guard let reading = state.town?.reading(after: last, at: now, offset: localOffset(secondsSince1970: now.seconds)) else {
            throw .unreachable(asked: target.endpoint, reason: .demoSilent(), hint: .silent)
        }
        state.last = now
        return reading
    }

    private func town() throws(CollectFailure) -> DemoTown {
        let found: DemoScenario
        do throws(FileProblems) { found = try DemoScenario.load(scenario) } catch {
            throw .unreadable(asked: scenario ?? "", place: .configurationLabel(), got: error.list[0].placed)
        }
        guard let town = DemoTown(found, host: target.endpoint) else {
            let names = found.hosts.map(\.name).joined(separator: ", ")
            throw .unreadable(asked: scenario ?? "", place: .configurationLabel(), got: .demoNoSuchHost(target.endpoint, names))
        }
        return town
    }

    /// The next answer costs nothing: after a silence nobody is to wait longer than before.
    public func aside(at now: Moment) async -> Aside { Aside(isInLine: true) }
    public func close() async {}
}
