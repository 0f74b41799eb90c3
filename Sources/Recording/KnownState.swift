import Alarms
import Feed
import Telemetry

/// How every host and every alarm is, after all that was told.
struct KnownState {
    private(set) var site: Site?
    private(set) var hosts: [Host.ID: HostState] = [:]
    private(set) var alarms: [Alarm] = []
    private var engine = EngineID.unknown

    mutating func take(_ update: Update) {
        switch update {
        case .engine(let status):
            // Another one has other hosts, and other alarms under the same numbers.
            if engine.isKnown, status.id != engine { self = KnownState() }
            engine = status.id
        case .site(let new):
            site = new
            let known = Set(new.hosts.map(\.id))
            hosts = hosts.filter { known.contains($0.key) }
        case .host(let state): hosts[state.id] = state
        case .heartbeats(let beats): for beat in beats { hosts[beat.host, default: HostState(id: beat.host)].take(beat) }
        case .alarms(let list): alarms = list
        case .alarmChanges(let changes): alarms = changes.applied(to: alarms)
        case .ends, .events, .limits, .statistics, .interruption: break
        }
    }

    /// As a record of it has them.
    mutating func take(_ hosts: [HostState], _ alarms: [Alarm]) {
        self.hosts = Dictionary(hosts.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        self.alarms = alarms
    }
}
