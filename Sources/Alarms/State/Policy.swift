import Telemetry

/// How one alarm lives: delays from its limits, the rest the same for all.
public struct Policy: Hashable, Sendable {
    public var onDelay: Duration
    public var offDelay: Duration
    /// It stays after the condition is gone until somebody resets it.
    public var isLatching: Bool
    /// How long an acknowledgement holds: one shift.
    public var acknowledgementLasts: Duration
    /// Said again after so long without anybody looking; nil never.
    public var criticalReannounced: Duration?
    public var warningReannounced: Duration?
    /// The most time that one step may count for a delay: beyond it nothing is known about what was between.
    public var longestStep: Duration
    /// The longest that an alarm may be shelved, by severity.
    public var longestWarningShelf: Duration
    public var longestCriticalShelf: Duration
    public init(
        onDelay: Duration = .zero, offDelay: Duration = .zero, isLatching: Bool = false,
        acknowledgementLasts: Duration = Policy.shift, criticalReannounced: Duration? = .seconds(3600),
        warningReannounced: Duration? = .seconds(8 * 3600), longestStep: Duration = .seconds(60),
        longestWarningShelf: Duration = Policy.longestShelf(.warning), longestCriticalShelf: Duration = Policy.longestShelf(.critical)
    ) {
        self.onDelay = onDelay
        self.offDelay = offDelay
        self.isLatching = isLatching
        self.acknowledgementLasts = acknowledgementLasts
        self.criticalReannounced = criticalReannounced
        self.warningReannounced = warningReannounced
        self.longestStep = longestStep
        self.longestWarningShelf = longestWarningShelf
        self.longestCriticalShelf = longestCriticalShelf
    }

    func longestShelf(_ severity: Severity) -> Duration { severity == .critical ? longestCriticalShelf : longestWarningShelf }

    func reannounced(_ severity: Severity) -> Duration? { severity == .critical ? criticalReannounced : warningReannounced }

    /// 8 h.
    public static let shift: Duration = .seconds(8 * 3600)
    /// Where nothing else is configured: 8 h critical, 24 h warning.
    public static func longestShelf(_ severity: Severity) -> Duration { severity == .critical ? shift : .seconds(24 * 3600) }
    /// What lies further in the future than this was dated by a clock that was wrong.
    public static let wrongClock: Duration = .seconds(30 * 86_400)
    /// Beyond any date.
    public static let farthest: Duration = .milliseconds(Int64.max)
    /// An act is taken back within this.
    public static let undo: Duration = .seconds(10)
    /// Chattering and flood are counted over this.
    public static let statisticsWindow: Duration = .seconds(600)
    /// Activations within the window that make one alarm a chattering one.
    static let chattering = 3
    /// How long what chatters has to be gone before it is over: one occurrence for each time would be thousands.
    static let chatterOffDelay: Duration = .seconds(60)
}
