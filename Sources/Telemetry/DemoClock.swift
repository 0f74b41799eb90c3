/// The clock by which a demo runs: it went from one moment on, so many times as fast as the machine's own.
public struct DemoClock: Hashable, Sendable {
    /// What it showed when it began.
    public let begin: Moment
    /// Milliseconds of the machine's monotonic clock then, which all of its processes have in common.
    public let beganAt: Int64
    public let speed: Int
    public static let speeds = 1...100

    private static let longest: Int64 = 1_000_000_000_000

    public init(begin: Moment, beganAt: Int64, speed: Int) {
        self.begin = begin
        self.beganAt = beganAt
        self.speed = min(max(speed, Self.speeds.lowerBound), Self.speeds.upperBound)
    }

    /// What it shows when the monotonic clock has that many milliseconds.
    public func moment(at uptime: Int64) -> Moment {
        // Of an engine that says anything at all: within a life.
        let elapsed = min(max(uptime &- beganAt, -Self.longest), Self.longest)
        return Moment(milliseconds: begin.milliseconds + elapsed * Int64(speed))
    }
}
