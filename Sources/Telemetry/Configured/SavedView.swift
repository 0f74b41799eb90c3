/// How a screen is looked at, under a name: one `[[view]]` of the configuration.
public struct SavedView: Hashable, Sendable {
    /// The screens that can be kept, and what each can be sorted by. A test of the dashboard compares them with its screens.
    public enum ScreenKind: String, Hashable, Sendable, CaseIterable {
        case overview, host, alarms, sessions, timeouts

        public var columns: [String] {
            switch self {
            case .overview: ["name", "site", "cpu", "wait", "memory", "pressure", "sessions", "alarm"]
            case .host: ["name", "state", "vCPUs", "cpu", "wait", "memory", "disk", "net"]
            case .alarms: ["urgency", "time", "host"]
            case .sessions: ["told", "user", "kind", "host", "time", "address", "guest"]
            case .timeouts: ["time", "host", "user", "cause", "evidence"]
            }
        }
    }
    /// As far back as graphs look.
    public enum Span: String, Hashable, Sendable, CaseIterable {
        case tenMinutes = "10m"
        case hour = "1h"
        case sixHours = "6h"
        case day = "1d"
        case week = "7d"
    }
    public let name: String
    public let screen: ScreenKind
    /// As somebody types it behind `/`; empty for none.
    public let filter: String
    /// One of the screen's columns; nil for its usual order.
    public let sort: String?
    /// The other way round.
    public let isInverted: Bool
    public let span: Span?
    public init(name: String, screen: ScreenKind, filter: String = "", sort: String? = nil, isInverted: Bool = false, span: Span? = nil) {
        self.name = name
        self.screen = screen
        self.filter = filter
        self.sort = sort
        self.isInverted = isInverted
        self.span = span
    }
}
