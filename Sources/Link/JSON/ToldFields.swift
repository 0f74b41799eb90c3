public import Alarms
public import Feed
public import JSON
public import MetricStore
public import Telemetry

/// What an engine told, for whoever keeps it: the same fields as over the link.
extension FieldWriter {
    public func putTold(_ update: Update) { update.write(to: self) }
    public func putTold(_ series: [Series]) { put(series) }
    public func putTold(_ hosts: [HostState], _ alarms: [Alarm]) {
        put("hosts", hosts)
        put("alarms", alarms)
    }
}

extension Fields {
    public func toldUpdate() throws(UnreadableMessage) -> Update { try Update(self) }
    public func toldSeries(of host: Host.ID) throws(UnreadableMessage) -> [Series] { try series(of: host) }
    public func toldHosts() throws(UnreadableMessage) -> [HostState] { try list("hosts") }
    public func toldAlarms() throws(UnreadableMessage) -> [Alarm] { try list("alarms") }
    public func toldMoment(_ key: StaticString) throws(UnreadableMessage) -> Moment { try moment(key) }
    public func toldDuration(_ key: StaticString) throws(UnreadableMessage) -> Duration? { try durationIfPresent(key) }
}
