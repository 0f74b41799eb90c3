import Glibc

extension LinkProblem {
    /// What the system says of `errno`, right after the call that failed.
    static func system(_ doing: String, error: Int32 = errno) -> LinkProblem { .system(doing: doing, reason: words(for: error)) }

    static func words(for error: Int32) -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard strerror_r(error, &buffer, buffer.count) == 0 else { return "error \(error)" }
        return buffer.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    }
}
