public import Telemetry

/// A made-up day, as its file says it: which hosts, how many people, and what happens. All of it is numbers; what they become at a moment
/// is `DemoTown`'s.
public struct DemoScenario: Hashable, Sendable {
    public struct Machine: Hashable, Sendable {
        public let name: String
        public let area: String
        /// Guests with one person each, and those without; empty for a gateway.
        let desktops: Int
        let servers: [String]
        /// Of the servers so many, the first, have an agent inside, and their host tells of their disks.
        let agents: Int
        /// Who works through it: in desktops, or from elsewhere.
        let people: Int
        public let sessionLimit: Int?
        let processors: Int
        /// Bytes.
        let memory: Double
        /// Percent, with everybody at work.
        let cpu: Double
        let wait: Double
        let memoryUsed: Double
        public var isGateway: Bool { desktops == 0 && servers.isEmpty }
    }

    public struct Incident: Hashable, Sendable {
        enum Kind: String, Hashable, Sendable, CaseIterable {
            /// Everybody logs in at once. Of every working day, before the demo's too.
            case storm
            /// People lose their connections.
            case timeouts
            /// The host gives no answer.
            case silence
        }
        let kind: Kind
        let host: String
        /// Seconds of the day, local.
        let at: Int64
        let lasts: Int64
        /// Of a storm, percent on top.
        var wait = 0.0
        /// Of timeouts, how many, and after how many seconds they are back.
        var people = 0
        var back: Int64 = 0
    }

    public let site: String
    let seed: Int
    /// Days since 1970-01-01.
    public let day: Int64
    /// What lies behind the beginning.
    public let history: Duration
    /// Seconds of the day, local.
    let arrive: Int64
    let leave: Int64
    public let hosts: [Machine]
    let events: [Incident]

    /// The town that Warte brings, as it can be copied and changed.
    public static let standardText = String(decoding: PackageResources.town_toml, as: UTF8.self)

    /// When the demo's day has that time.
    /// - Parameters:
    ///   - second: of the day.
    ///   - offset: seconds east of UTC.
    public func moment(second: Int64, offset: Int) -> Moment { Moment(seconds: day * 86_400 + second - Int64(offset)) }
}
