import Feed
import MetricStore
import Telemetry

/// The store's file may go while the engine runs.
extension Engine {
    /// So long an alarm tells of a file that had to be begun anew: whoever looks within it sees why the graphs may be empty.
    static let mishapStands = Duration.seconds(60)

    /// Every few seconds: where the file was removed, replaced or cut, another is begun, and an alarm says so.
    public func keepStore() {
        let now = wallClock()
        let before = storeMishap?.message
        do throws(StoreProblem) {
            if let done = try store.keepPlace() {
                storeMishap = (done, now + Self.mishapStands)
                note(done)
            } else if let mishap = storeMishap, now >= mishap.until || mishap.until > now + Self.mishapStands {
                storeMishap = nil
            }
        } catch {
            storeMishap = (.storeGone(error.message), now)
        }
        guard storeMishap?.message != before else { return }
        report(problem: storeProblem, of: "store")
    }
}
