import Link
import Telemetry

/// Alarms where no engine runs: the engine's program reads them from its journal, in a process of its own.
enum JournalAlarms {
    /// `reason`: why no engine is asked.
    static func read(_ history: (span: Duration, limit: Int)?, reason: Message) throws(EngineContact.Failure) -> StoredAlarms {
        let more = history.map { ["--history", "\($0.span.components.seconds)", "--limit", "\($0.limit)"] } ?? []
        let said: (status: Int32, output: [UInt8])
        do throws(EngineProcess.Failure) {
            said = try EngineProcess.output(of: ["--alarms"] + more)
        } catch {
            throw .init(message: error.message, status: 3)
        }
        // What is wrong it has said itself.
        guard said.status == 0 else { throw .init(message: .andNoJournal(reason), status: 3) }
        do throws(LinkProblem) {
            return try JSONDocument.readStored(said.output)
        } catch {
            throw .init(message: error.message, status: 3)
        }
    }
}
