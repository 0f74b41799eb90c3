import Alarms
import Configuration
import Engine
import Glibc
import Journal
import Link
import OwnProcess
import Platform
import Telemetry

/// `warte journal`: reads the file beside an engine that may be running, and changes nothing.
struct JournalReport {
    private let journal: Journal
    private let setAside: SetAside

    init(state: String?) throws(StartFailure) {
        let places = try StatePaths(environment: environment(), state: state)
        setAside = SetAside(places)
        do throws(JournalProblem) { journal = try Journal(reading: places.journal) } catch { throw StartFailure(error.message) }
    }

    /// Writes to standard output as it reads.
    func export(_ content: Journal.Content, _ format: Journal.Format) throws(StartFailure) {
        var waiting: [UInt8] = []
        var isWritten = true
        do throws(JournalProblem) {
            try journal.export(format, of: content) { piece in
                waiting += piece.utf8
                if waiting.count > 65_536 { isWritten = isWritten && Self.write(&waiting) }
            }
        } catch {
            throw StartFailure(error.message)
        }
        if isWritten { isWritten = Self.write(&waiting) }
        guard isWritten else { exit(lostOutput) }
    }

    private static func write(_ bytes: inout [UInt8]) -> Bool {
        defer { bytes = [] }
        return deliver(bytes)
    }

    /// `{"as_of_ms":…,"alarms":[…]}`: what stands, the worst first, or what has been, the newest first.
    func alarms(history: (seconds: Int64, limit: Int)?, configuration: String?) throws(StartFailure) -> String {
        let now = wallClock()
        // For the runbooks alone: with a broken configuration those that are built in have to do.
        let settings = try? EngineConfiguration.read(configuration, environment: environment())
        let site = (settings?.site ?? Site(name: "", areas: [], hosts: [])).with(journal.knownHosts)
        var book = AlarmBook(site: site, limits: settings?.limits ?? ThresholdBook())
        let newest = journal.newestLine
        let alarms: [Alarm]
        if let history {
            alarms = journal.history(since: now - .seconds(history.seconds), limit: history.limit)
        } else {
            book.restore(from: journal.restore(at: now).records)
            alarms = book.alarms
        }
        if let problem = journal.problem { throw StartFailure(problem) }
        let shown = settings?.privacy.names == .plain ? alarms : withoutNames(alarms, of: journal, at: now)
        return JSONDocument.stored(StoredAlarms(asOf: newest, alarms: shown.map { book.withRunbook($0, knowsSite: settings != nil) }))
    }

    /// 0 where all is well, 1 where something is not: one line each. What was set aside before is told and is no fault of this file.
    static func verify(state: String?) throws(StartFailure) -> Int32 {
        let report = try JournalReport(state: state)
        let found = report.journal.verify()
        let path = report.journal.path
        let verdict: Message = found.isEmpty ? .isSound(path) : .problemsOf(path, found.count)
        let beside = report.setAside.message.map { [$0.text.harmless()] } ?? []
        let lines = found.map { $0.text.harmless() } + [verdict.text] + beside + [""]
        guard say(lines.joined(separator: "\n")) else { return lostOutput }
        return found.isEmpty ? 0 : 1
    }
}
