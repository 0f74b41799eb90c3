import Glibc
import Platform

/// The thread that asks, for whoever wants to know which one it was and whether it is still there.
public struct CallingThread: Hashable, Sendable {
    public let name: String
    private let path: String

    public init() {
        var room = [CChar](repeating: 0, count: 100)
        _ = readlink("/proc/thread-self", &room, room.count - 1)
        path = "/proc/" + String(untilZero: room)
        let found = (try? readFile(path + "/comm", longest: 100)) ?? []
        name = String(decoding: found.dropLast(), as: UTF8.self)
    }

    public var isThere: Bool { access(path, F_OK) == 0 }
}
