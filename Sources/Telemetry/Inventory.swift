/// What a host is, as its interface tells it. Data: whoever shows it makes the line.
public struct Inventory: Hashable, Sendable {
    /// Such as `OpenVPN`; empty where unknown.
    public var product: String
    public var version: String
    public var processors: Int?
    /// Bytes.
    public var memory: UInt64?
    public var storages: [StoragePool]
    /// Figures that it should have and that could not be read at the last poll, with the reason of each.
    public var gaps: [Gap]
    public struct Gap: Hashable, Sendable {
        public let figure: Message
        public let reason: Message
        public init(figure: Message, reason: Message) {
            self.figure = figure
            self.reason = reason
        }
    }
    public init(
        product: String = "", version: String = "", processors: Int? = nil, memory: UInt64? = nil, storages: [StoragePool] = [],
        gaps: [Gap] = []
    ) {
        self.product = product
        self.version = version
        self.processors = processors
        self.memory = memory
        self.storages = storages
        self.gaps = gaps
    }
}
