/// A place for guests' disks as its host manages it. Its size and what of it is taken are numbers of `storage/<name>`.
public struct StoragePool: Hashable, Sendable {
    public enum State: String, Hashable, Sendable, CaseIterable {
        /// `inaccessible`: it runs, and what it stands for is not there.
        case inactive, building, running, degraded, inaccessible, unknown
    }
    public let name: String
    public let state: State
    /// Whether it is started together with its host; nil where nobody says.
    public let isAutostarted: Bool?
    public init(name: String, state: State, isAutostarted: Bool? = nil) {
        self.name = name
        self.state = state
        self.isAutostarted = isAutostarted
    }
}
