import Collecting
import Telemetry

/// Stands for a host whose collector could not be made, and says so at every poll.
struct BrokenCollector: Collector {
    static let kind = CollectorKind("", watches: "nothing")
    let host: Host
    init(host: Host) { self.host = host }
    init(host: Host, transports: Transports) throws(ConfigurationProblem) { self.host = host }
    func collect(at now: Moment) async throws(CollectFailure) -> Reading {
        throw .unreadable(asked: host.endpoint, place: "configuration", got: "collector \(host.collector) does not take this endpoint")
    }
    func close() async {}
}
