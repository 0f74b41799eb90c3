import Glibc

/// Where this program lies; what is installed with it lies beside it.
public enum OwnProgram {
    /// Nil where the system does not tell (`proc(5)`, `/proc/pid/exe`).
    public static func folder() -> String? {
        var buffer = [CChar](repeating: 0, count: 4096)
        let length = readlink("/proc/self/exe", &buffer, buffer.count)
        guard length > 0 else { return nil }
        let own = String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return String(own[..<(own.lastIndex(of: "/") ?? own.startIndex)])
    }
}
