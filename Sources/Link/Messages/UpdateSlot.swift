import Feed
import Telemetry

/// A message of a front's first state.
struct StateMessage: Sendable {
    let slot: UpdateSlot?
    let bytes: [UInt8]
}

/// What an update replaces when it comes before the older one has gone out. Changes of alarms, session ends, events and interruptions
/// replace nothing: they add.
enum UpdateSlot: Hashable {
    case engine, site, alarms, limits, statistics
    case host(Host.ID)

    init?(_ update: Update) {
        switch update {
        case .engine: self = .engine
        case .site: self = .site
        case .host(let state): self = .host(state.id)
        case .alarms: self = .alarms
        case .limits: self = .limits
        case .statistics: self = .statistics
        case .heartbeats(let beats):
            guard beats.count == 1 else { return nil }
            self = .host(beats[0].host)
        case .alarmChanges, .ends, .events, .interruption: return nil
        }
    }
}
