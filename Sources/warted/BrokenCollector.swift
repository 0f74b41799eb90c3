import Collecting
import Telemetry

/// Stands for a target whose collector could not be made, and says so at every poll.
struct BrokenCollector: Collector {
    static let kind = CollectorKind("", watches: "nothing")
    let target: Target
    init(target: Target) { self.target = target }
    init(target: Target, transports: Transports) throws(ConfigurationProblem) { self.target = target }
    func collect(at now: Moment) async throws(CollectFailure) -> Reading {
        throw .unreadable(asked: target.endpoint, place: .configurationLabel(), got: .endpointNotTaken(target.collector))
    }
    func close() async {}
}
