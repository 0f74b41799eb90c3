import Glibc
import Telemetry

/// Whose store it is: the id in the file beside it; nil where there is none. Another machine may have a store of another engine in the same place.
func engineIdentity(beside store: String) -> EngineID? {
    guard let slash = store.lastIndex(of: "/") else { return nil }
    let file = open(store[..<slash] + "/engine-id", O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = read(file, &bytes, bytes.count)
    guard count > 0 else { return nil }
    return EngineID(checking: String(decoding: bytes[..<count].prefix { $0 != 0x0A }, as: UTF8.self))
}
