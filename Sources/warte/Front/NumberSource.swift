import Dashboard
import Feed
import MetricStore
import OwnProcess
import Telemetry

/// Where the numbers that are shown come from: the engine's store, mapped, or the engine itself, asked, where that cannot be.
///
/// What it answers is what the dashboard is to be told; nil for nothing new.
final class NumberSource {
    private var store: StoreReader?
    private var path = ""
    private var engine = EngineID.unknown
    private let called = CalledHistory()
    private var isCalled = false

    /// The engine has said who it is and where its store is.
    func follow(_ status: EngineStatus) -> DashboardEvent? {
        guard status.storePath != path || status.id != engine else { return nil }
        if status.id != engine { called.forgetAll() }
        (engine, path, store) = (status.id, status.storePath, nil)
        return open()
    }

    /// The engine makes the file; until it is there, and after it was replaced, there are no numbers. Once a second.
    func open() -> DashboardEvent? {
        guard !path.isEmpty else { return nil }
        if let store {
            // Numbers of a thing that was not there before.
            return store.refresh() ? .historyNews(of: [], ofPast: false) : nil
        }
        if engine.mayOwn(store: path), let opened = try? StoreReader(path: path) {
            store = opened
            isCalled = false
            return .history(opened)
        }
        // No permission, another machine, or not there yet: then the engine is asked.
        guard !isCalled else { return nil }
        isCalled = true
        return .history(called)
    }

    /// What the picture lacked is asked for, and comes when it comes.
    /// - Parameter ask: false where it could not be sent.
    func askForWhatIsMissing(_ ask: (CalledHistory.Questions) -> Bool) {
        if isCalled, !ask(called.questions()) { called.forgetQuestions() }
    }
    /// No more answers will come.
    func forgetQuestions() { called.forgetQuestions() }

    func hear(_ update: Update) { called.hear(update) }
    func take(_ points: [Point?], for keys: [SeriesKey]) -> DashboardEvent {
        called.take(points, for: keys)
        return .historyNews(of: Set(keys.map(\.host)), ofPast: false)
    }
    func take(_ series: [Series], of host: Host.ID) -> DashboardEvent {
        called.take(series, of: host)
        return .historyNews(of: [host], ofPast: false)
    }
    func take(_ columns: [Column?], for span: SeriesSpan) -> DashboardEvent {
        called.take(columns, for: span)
        return .historyNews(of: [], ofPast: true)
    }
}
