import Platform
public import Telemetry

/// Where an engine's id stands: in a file beside its journal and its store, which are its own more than the program is.
extension EngineID {
    public static let fileName = "engine-id"

    /// What stands in the file; nil where there is none, it cannot be read, or that is no id.
    public init?(file path: String) {
        guard let bytes = try? readFile(path, longest: 64) else { return nil }
        self.init(checking: String(decoding: bytes.prefix { $0 != 0x0A }, as: UTF8.self))
    }

    /// Whether the store may be this engine's: another machine may have another one's in the same place. One without an id beside it may.
    public func mayOwn(store path: String) -> Bool {
        guard let slash = path.lastIndex(of: "/"), let found = EngineID(file: String(path[...slash]) + Self.fileName) else { return true }
        return found == self
    }
}
