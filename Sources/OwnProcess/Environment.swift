import Glibc

/// This process' environment variables. By bytes and not by letters: it is read before the first picture, of which it would be an eighth.
public func environment() -> [String: String] {
    var out: [String: String] = [:]
    var entry = environ
    while let text = entry.pointee {
        if let sign = strchr(text, Int32(UInt8(ascii: "="))) {
            let name = UnsafeRawBufferPointer(start: text, count: sign - text)
            out[String(decoding: name, as: UTF8.self)] = String(cString: sign + 1)
        }
        entry += 1
    }
    return out
}
