import Telemetry

/// How a recording is played, where what is shown is one.
public struct ReplayState: Hashable, Sendable {
    /// So many times as fast as it was.
    public var speed: Int
    public var isPaused: Bool
    /// Why there is nothing more, once it is over.
    public var ending: String?
    public init(speed: Int, isPaused: Bool = false, ending: String? = nil) {
        self.speed = speed
        self.isPaused = isPaused
        self.ending = ending
    }

    /// `10x`, `paused`, `over`.
    var words: String { ending != nil ? localized("over", "replay") : isPaused ? localized("paused", "replay") : "\(speed)x" }
}
