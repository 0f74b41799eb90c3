import Alarms
import Glibc
import Journal
import Link
import OwnProcess
import Platform
import Telemetry

/// `warte journal`: reads the file beside an engine that may be running, and changes nothing.
struct JournalReport {
    private let journal: Journal

    init(state: String?) throws(Failure) {
        let path = try Places(environment: environment(), state: state).journal
        do throws(JournalProblem) { journal = try Journal(reading: path) } catch { throw Failure(error.text) }
    }

    /// Writes to standard output as it reads.
    func export(_ content: Journal.Content, _ format: Journal.Format) throws(Failure) {
        var waiting: [UInt8] = []
        var isWritten = true
        do throws(JournalProblem) {
            try journal.export(format, of: content) { piece in
                waiting += piece.utf8
                if waiting.count > 65_536 { isWritten = isWritten && Self.write(&waiting) }
            }
        } catch {
            throw Failure(error.text)
        }
        guard Self.write(&waiting), isWritten else { throw Failure("cannot write: \(SystemError.text(errno))") }
    }

    private static func write(_ bytes: inout [UInt8]) -> Bool {
        defer { bytes = [] }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(1, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// `{"as_of_ms":…,"alarms":[…]}`: what stands, the worst first, or what has been, the newest first.
    func alarms(history: (seconds: Int64, limit: Int)?) throws(Failure) -> String {
        let now = wallClock()
        let newest = journal.newestLine
        let alarms: [Alarm]
        if let history {
            alarms = journal.history(since: now - .seconds(history.seconds), until: now, limit: history.limit)
        } else {
            // Which hosts there are is nothing to it.
            var book = AlarmBook(site: Site(name: "", areas: [], hosts: []), limits: LimitBook())
            book.restore(from: journal.restore(at: now).records)
            alarms = book.alarms
        }
        if let problem = journal.problem { throw Failure(problem) }
        return JSONDocument.stored(StoredAlarms(asOf: newest, alarms: alarms))
    }

    /// 0 where all is well, 1 where something is not: one line each.
    static func verify(state: String?) throws(Failure) -> Int32 {
        let report = try JournalReport(state: state)
        let found = report.journal.verify()
        let verdict = found.isEmpty ? "sound" : counted(found.count, "problem")
        let lines = found.map { harmless($0, oneLine: true) } + ["\(report.journal.path): \(verdict)", ""]
        guard say(lines.joined(separator: "\n")) else { return lostOutput }
        return found.isEmpty ? 0 : 1
    }
}
