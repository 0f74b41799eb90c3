import Alarms
import Feed
import Link
import Telemetry

/// A front that counts what it is told and keeps the newest of it.
final class CountingFront {
    private let client: LinkClient
    private(set) var bytes = 0
    private(set) var hosts: [Host.ID: HostState] = [:]
    private(set) var alarms: [Alarm] = []
    private(set) var events = 0
    /// It has been told all there was when it came.
    private(set) var isComplete = false

    init(_ path: String) throws {
        client = try LinkClient(path: path, version: "1.0")
        client.attach()
    }
    func read() throws {
        for message in try client.readable() {
            guard case .update(let update) = message else { continue }
            switch update {
            case .host(let state): hosts[state.id] = state
            case .heartbeats(let beats): for beat in beats { hosts[beat.host]?.take(beat) }
            case .alarms(let list): alarms = list
            case .alarmChanges(let changes): alarms = changes.applied(to: alarms)
            // The last of the first state.
            case .statistics: isComplete = true
            case .events(let lines): events += lines.count
            default: break
            }
        }
        bytes = client.bytesRead
    }
}
