import Feed
import Glibc
import MetricStore
import Telemetry

/// The store where it belongs, or one in memory in its place: a full, read-only or missing disk shall not keep anybody from watching.
struct StorePlace {
    let store: StoreWriter
    let path: String
    /// Why it is not where it belongs; nil where it is.
    let problem: Message?

    /// An hour at ten seconds, a day of minutes, a week of quarter hours.
    private static let small = StoreLayout(raw: 360, minutes: 1440, quarterHours: 672)

    /// - Parameter spare: a folder in memory, such as the socket's.
    init(_ wanted: String, layout: StoreLayout, spare: String) throws(StartFailure) {
        let reason: StoreProblem
        do throws(StoreProblem) {
            store = try StoreWriter(path: wanted, layout: layout)
            path = wanted
            problem = nil
            return
        } catch {
            reason = error
        }
        if case .locked = reason { throw StartFailure(reason.message, status: engineIsThere) }
        let path = spare + "/metrics.ring"
        do throws(StoreProblem) {
            store = try StoreWriter(path: path, layout: Self.small)
        } catch {
            if case .locked = error { throw StartFailure(error.message, status: engineIsThere) }
            throw StartFailure([reason.message, error.message])
        }
        self.path = path
        problem = .storeInMemory(reason.message)
    }

    /// The one in its place again; nil while that cannot be.
    init?(again wanted: String, layout: StoreLayout) {
        guard let store = try? StoreWriter(path: wanted, layout: layout) else { return nil }
        self.store = store
        path = wanted
        problem = nil
    }
}
