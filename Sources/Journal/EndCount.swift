public import Telemetry

/// How many sessions of a host ended for one cause within an hour.
public struct EndCount: Hashable, Sendable {
    /// A moment in it; kept as its beginning.
    public let hour: Moment
    public let host: Host.ID
    public let cause: Cause
    public let count: Int
    public init(hour: Moment, host: Host.ID, cause: Cause, count: Int) {
        self.hour = hour
        self.host = host
        self.cause = cause
        self.count = count
    }
}
