import Collectors
import Configuration
import Journal
import MetricStore
import OwnProcess
import TOMLReading
import Telemetry

/// A demo as it was asked for: which town, from when on, and how fast. It is a site of its own, in folders of its own, and tells nobody
/// outside.
struct Demo {
    /// In the words of the command line.
    struct Wish {
        let speed: String?
        let at: String?
        let scenario: String?
    }
    let speed: Int
    private let scenario: DemoScenario
    private let path: String?
    /// Seconds of the day.
    private let from: Int64

    init(_ wish: Wish) throws(StartFailure) {
        if let words = wish.speed {
            guard let speed = Int(words.hasSuffix("x") ? String(words.dropLast()) : words), DemoClock.speeds.contains(speed) else {
                throw StartFailure(.optionWrong("--speed", words, .wantedDemoSpeed()), status: 2)
            }
            self.speed = speed
        } else {
            speed = 10
        }
        if let words = wish.at {
            guard let time = secondOfDay(words) else {
                throw StartFailure(.optionWrong("--at", words, .wantedDemoTime()), status: 2)
            }
            from = Int64(time)
        } else {
            from = 7 * 3600 + 55 * 60
        }
        path = wish.scenario.map(EngineConfiguration.absolute)
        do throws(FileProblems) { scenario = try DemoScenario.load(path) } catch { throw StartFailure(error.list.map(\.placed), status: 2) }
    }

    /// From one poll to the next by the demo's clock: about a second of the machine's, and no longer than a minute has values.
    private var interval: Duration { speed <= 5 ? .seconds(5) : speed <= 20 ? .seconds(10) : .seconds(30) }
    /// Of the machine's time: alarms that come after a while come when they should by the demo's.
    var tick: Duration { .milliseconds(max(100, 1000 / speed)) }

    /// As it is polled by the machine's clock.
    func paced(_ target: Target) -> Target {
        Target(
            id: target.id, area: target.area, collector: target.collector, endpoint: target.endpoint, interval: target.interval / speed,
            deadline: target.deadline, sessionLimit: target.sessionLimit, options: target.options)
    }

    var configuration: EngineConfiguration {
        var values: [String: OptionValue] = ["begin": .whole(Int(beginning.seconds))]
        values["scenario"] = path.map { .text($0) }
        let options = Options(values)
        let targets = scenario.hosts.map { host in
            Target(
                id: host.name, area: host.area, collector: DemoCollector.kind.word, endpoint: host.name, interval: interval,
                sessionLimit: host.sessionLimit, options: options)
        }
        var areas: [Area] = []
        for host in scenario.hosts where !areas.contains(where: { $0.id == host.area }) {
            areas.append(Area(id: host.area, kind: host.isGateway ? "" : "virtualized"))
        }
        let settings = SiteSettings(
            name: scenario.site, areas: areas, targets: targets, privacy: Privacy(reveal: true),
            store: StoreSettings(raw: interval * 1440, quarterHours: scenario.history + .seconds(30 * 86_400)))
        return EngineConfiguration(settings, path: nil)
    }

    private var beginning: Moment {
        scenario.moment(second: from, offset: localOffset(at: scenario.moment(second: from, offset: 0)))
    }

    /// Makes what lies behind, and starts the clock.
    func begin(store: StoreWriter, journal: Journal) -> DemoClock {
        DemoHistory(scenario, interval: interval, until: beginning).write(store: store, journal: journal)
        let clock = DemoClock(begin: beginning, beganAt: uptime(), speed: speed)
        goBy(clock)
        return clock
    }
}
