import Alarms
import Feed
public import MetricStore
import Telemetry

/// The store's file may go while the engine runs.
extension Engine {
    /// For this long an alarm reports a file that had to be started anew, so that people see why the graphs may be empty.
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

    /// The store in its place again: what was kept elsewhere meanwhile is let go.
    public func use(_ store: StoreWriter, path: String) {
        self.store = store
        facts.history = store
        standIn = nil
        facts.ownProblems["store"] = storeProblem
        status.storePath = path
        log("", .numbersKeptAgain(path), at: wallClock())
        outlets.publish(.engine(status))
    }

    /// A full disk refuses what is new of one host and takes what is known of the next: it is over once it is over for all.
    var storeProblem: Message? {
        // Of a thousand hosts it is the same one: each is put into words once.
        storeMishap?.message ?? standIn ?? Set(hosts.values.compactMap(\.storeProblem)).min { $0.text < $1.text }
    }
}
