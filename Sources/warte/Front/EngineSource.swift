import Dashboard
import Feed
import Link
import Telemetry

/// Where what is shown comes from, and what is asked of it: an engine, or a recording of one. Never waits.
protocol EngineSource: AnyObject {
    /// By the clock of who tells.
    var now: Moment { get }
    /// When there is something to do again without anything happening.
    var due: ContinuousClock.Instant? { get }
    /// How the recording is played; nil for an engine.
    var replay: ReplayState? { get }

    /// Does what is due.
    func turn() -> [EngineNews]
    /// What was heard on `file`; nothing where it is none of theirs.
    func heard(on file: Int32) -> [EngineNews]
    /// For how long nothing was heard of an engine that is attached and gives no sign when it is asked. Once a second.
    func silence() -> Duration?

    /// - Parameter engine: the one whose state was on screen when the user acted.
    func send(_ command: Command, to engine: EngineID)
    func requestReveal(user: String, host: String, reason: String, of engine: EngineID)
    func ask(_ question: PastQuestion)
    func askHistory(since: Moment, limit: Int)
    /// False where there is nobody to ask.
    func ask(_ questions: CalledHistory.Questions) -> Bool
    func pause(_ isPaused: Bool)
}

/// What became of it since the last turn.
enum EngineNews {
    case connection(Connection)
    case message(LinkMessage)
    case event(DashboardEvent)
    /// Our own engine could not start, and why: there is nothing to wait for.
    case failed(text: String, status: Int32)
}
