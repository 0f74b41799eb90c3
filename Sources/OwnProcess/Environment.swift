import Glibc

/// This process' environment variables.
public func environment() -> [String: String] {
    var out: [String: String] = [:]
    var entry = environ
    while let text = entry.pointee {
        let pair = String(cString: text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        if pair.count == 2 { out[String(pair[0])] = String(pair[1]) }
        entry += 1
    }
    return out
}
