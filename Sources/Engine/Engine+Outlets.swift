public import Alarms
public import Feed
public import Telemetry

extension Engine {
    /// What the engine reaches only through others; set once, before the first report.
    public struct Outlets: Sendable {
        public var publish: @Sendable (Update) -> Void
        /// False where there is no such host.
        public var pollNow: @Sendable (Host.ID?) -> Bool
        public var reload: @Sendable () async throws(CommandRefusal) -> Void
        /// What people are to be told; must not wait.
        public var tell: @Sendable (Interruption) -> Void
        public init(
            publish: @escaping @Sendable (Update) -> Void = { _ in }, pollNow: @escaping @Sendable (Host.ID?) -> Bool = { _ in false },
            reload: @escaping @Sendable () async throws(CommandRefusal) -> Void = {},
            tell: @escaping @Sendable (Interruption) -> Void = { _ in }
        ) {
            self.publish = publish
            self.pollNow = pollNow
            self.reload = reload
            self.tell = tell
        }
    }
}
