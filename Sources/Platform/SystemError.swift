import Glibc

/// The system's own words for its error numbers.
public enum SystemError {
    public static func text(_ code: Int32) -> String {
        // strerror is not safe between threads; this form is.
        var room = [CChar](repeating: 0, count: 256)
        guard strerror_r(code, &room, room.count) == 0 else { return "error \(code)" }
        return room.withUnsafeBufferPointer { words in
            words.baseAddress.map { String(cString: $0) } ?? "error \(code)"
        }
    }
}
