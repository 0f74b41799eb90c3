extension Metric {
    /// How a value is written. A collector may bring one that nobody knows by what stands behind the number: `Unit(symbol: "°C")`.
    public struct Unit: Hashable, Sendable {
        /// In files; a code is never given to another unit.
        public let code: UInt8
        /// Behind the number; empty for a number of things.
        public let symbol: String

        /// 0 to 100 and above (a guest can use more than its share).
        public static let percent = Unit(0, "%")
        /// A number of things: sessions, guests.
        public static let count = Unit(1, "")
        public static let bytes = Unit(2, "B")
        public static let bytesPerSecond = Unit(3, "B/s")
        public static let milliseconds = Unit(4, "ms")
        public static let known: [Unit] = [percent, count, bytes, bytesPerSecond, milliseconds]

        private init(_ code: UInt8, _ symbol: String) {
            self.code = code
            self.symbol = symbol
        }
        /// A collector's own; of the symbol at most 16 bytes.
        public init(symbol: String) { self.init(Unit.own, symbol.beginning(bytes: 16)) }
        /// As a file has it: another version may know more of them.
        public init(code: UInt8, symbol: String) {
            self = Unit.known.first { $0.code == code } ?? Unit(code, symbol.beginning(bytes: 16))
        }
        private static let own: UInt8 = 255

        /// Whether this version can tell what its numbers mean.
        public var isKnown: Bool { code == Unit.own || code < UInt8(Unit.known.count) }
        /// The last decimal that is worth keeping, where a metric says nothing else.
        public var resolution: Double {
            switch self {
            case .percent, .milliseconds: 0.1
            default: 1
            }
        }
    }

    public struct Kind: Hashable, Sendable {
        /// In files; a code is never given to another kind.
        public let code: UInt8
        public init(code: UInt8) { self.code = code }

        /// The value itself.
        public static let gauge = Kind(code: 0)
        /// A total that only grows until it starts again at zero. The store keeps its rate per second, which is what the unit is of; after a
        /// reset there is a gap.
        public static let counter = Kind(code: 1)
        /// Whether this version knows what to do with a reading.
        public var isKnown: Bool { code <= Kind.counter.code }
    }
}
