public import Telemetry

/// What the configuration has to know of a collector. It is data, so that reading a file needs no collector's library.
public struct CollectorKind: Sendable {
    /// A key of `[[host]]` that only this collector knows.
    public struct Option: Hashable, Sendable {
        public let key: String
        public let meaning: String
        public init(key: String, meaning: String) {
            self.key = key
            self.meaning = meaning
        }
    }

    /// What the collector cannot work with.
    public struct Fault: Error, Hashable, Sendable {
        /// The key of `[[host]]` at fault.
        public let key: String
        /// What is wrong and what would be right.
        public let text: String
        public init(key: String, text: String) {
            self.key = key
            self.text = text
        }
    }

    /// The word for `collector = "…"`.
    public let name: String
    public let options: [Option]
    /// An endpoint such as people write it, for messages, up to the first space; nil where the collector takes none.
    public let endpointExample: String?
    /// Checks a host that is right in all else; pure. Nil where nothing is wrong.
    public let check: @Sendable (Host) -> Fault?
    public init(
        name: String, options: [Option] = [], endpointExample: String?, check: @escaping @Sendable (Host) -> Fault? = { _ in nil }
    ) {
        self.name = name
        self.options = options
        self.endpointExample = endpointExample
        self.check = check
    }
}
