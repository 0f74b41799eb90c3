import Alarms
import Configuration
import Engine
import Journal
import Link
import MetricStore
import OwnProcess
import Telemetry

/// `warte rules --replay`: what would have fired on what is stored. In a process of its own, from files opened for reading: an engine that
/// runs beside it does not notice.
struct ReplayReport {
    private let rows: [JSONDocument.RuleReplayed]
    private let span: Duration
    private let interruptions: (now: Int, before: Int?)
    private var isChanged: Bool { interruptions.before != nil }

    init(_ configuration: String?, state: String?, seconds: Int64, changes: [String]) throws(StartFailure) {
        var made: [LimitChange] = []
        for word in changes { made.append(try LimitChange(word)) }
        let environment = environment()
        let settings = try EngineConfiguration.read(configuration, environment: environment)
        let places = try StatePaths(environment: environment, state: state)
        let history: StoreReader
        do throws(StoreProblem) { history = try StoreReader(path: places.store) } catch { throw StartFailure(error.message) }
        let now = wallClock()
        // Numbers alone will do where no journal was written yet.
        let journal = try? Journal(reading: places.journal)
        let ends = journal?.ends(since: now - .seconds(seconds + 7200)) ?? []
        let site = settings.site.with(journal?.knownHosts ?? [])
        var changed = settings.limits
        for change in made { change.apply(to: &changed) }
        func outcome(_ limits: ThresholdBook) -> ReplayOutcome {
            Replay(
                history: history, ends: ends, site: site, limits: limits, from: now - .seconds(seconds), to: now,
                utcOffset: .seconds(localOffset(at: now))
            ).outcome()
        }
        let after = outcome(changed)
        let before = made.isEmpty ? nil : outcome(settings.limits)
        interruptions = (after.interruptions, before?.interruptions)
        span = .seconds(seconds)
        rows = after.rules.enumerated().map { index, result in
            .init(result: result, before: before.flatMap { $0.rules.indices.contains(index) ? $0.rules[index].activations : nil })
        }
    }

    func text(json: Bool) -> String {
        if json { return JSONDocument.replay(rows, over: span, interruptions: interruptions.now, before: interruptions.before) + "\n" }
        var table = TextTable(
            [localized("RULE")] + (isChanged ? [localized("BEFORE")] : []) + [
                localized("FIRED"), localized("22-6 H"), localized("HEALED BY ITSELF"), localized("STOOD"), localized("TOLD"),
            ], longest: 4096)
        for row in rows {
            let result = row.result
            table.add(
                [result.rule] + (isChanged ? ["\(row.before ?? 0)"] : []) + [
                    "\(result.activations)", "\(result.atNight)", "\(result.healedByItself)", Self.minutes(result.total),
                    "\(result.interruptions)",
                ])
        }
        // Else the column seems to add up to another number.
        let together = rows.reduce(0) { $0 + $1.result.interruptions } > interruptions.now
        let told = [Message.wouldHaveTold(interruptions.now, interruptions.before)] + (together ? [.toldAtOnce()] : [])
        return table.text + told.map { $0.text + "\n" }.joined() + "\n" + Message.replayDiffers().text + "\n"
    }

    private static func minutes(_ time: Duration) -> String {
        time == .zero ? "" : time.text(time < .seconds(60) ? .seconds : .minutes)
    }
}
