/// Which engine somebody means: alarm 17 and host `gw` of another one are others. It stays as long as the engine's folder of state does.
public struct EngineID: Hashable, Sendable {
    /// Twelve hexadecimal digits, made at random; empty where nobody said.
    public let text: String
    public init(_ text: String) { self.text = text }

    /// Of what was made before an engine had it, as in a journal.
    public static let unknown = EngineID("")
    public var isKnown: Bool { !text.isEmpty }

    /// Nil for what no engine would have made of itself, such as a file that was cut.
    public init?(checking text: String) {
        guard text.utf8.count == 12, text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }) else { return nil }
        self.text = text
    }

    public static func random(using generator: inout some RandomNumberGenerator) -> EngineID {
        EngineID(UInt64.random(in: 0..<(1 << 48), using: &generator).padded(to: 12, radix: 16))
    }
    public static func random() -> EngineID {
        var generator = SystemRandomNumberGenerator()
        return random(using: &generator)
    }
}
