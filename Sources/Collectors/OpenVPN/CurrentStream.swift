import Collecting
import Synchronization

/// The open stream, where a cancelled poll can close it without waiting for the actor.
final class CurrentStream: Sendable {
    private let held = Mutex<(any ByteStream)?>(nil)
    var stream: (any ByteStream)? { held.withLock { $0 } }
    var isOpen: Bool { stream != nil }
    func set(_ stream: any ByteStream) { held.withLock { $0 = stream } }
    func close() {
        let stream = held.withLock { held in
            defer { held = nil }
            return held
        }
        stream?.close()
    }
    deinit { close() }
}
