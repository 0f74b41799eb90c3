import Glibc
import Synchronization

/// Whether something still goes on, asked from outside of it: in a pool whose threads are all taken nobody can notice that.
///
/// The asker counts by its own turns and not by a clock: a machine that slept, or a process that was held, did not stand still.
public struct Stillness: Sendable {
    private let patience: Int
    private var last = 0
    private var missed = 0
    /// - Parameter patience: after so many looks without a beat it stands still.
    public init(patience: Int) { self.patience = patience }

    /// True once so many looks in a row, without this one, found no more than `beats`.
    public mutating func look(at beats: Int) -> Bool {
        missed = beats == last ? missed + 1 : 0
        last = beats
        return missed > patience
    }
}

/// Something that beats, and a thread of its own that looks at it.
public final class Pulse: Sendable {
    private let beats = Atomic<Int>(0)
    private let isOver = Atomic<Bool>(false)

    public init() {}

    public func beat() { beats.wrappingAdd(1, ordering: .relaxed) }
    /// It ends in order now: whether it beats is nobody's business any more.
    public func end() { isOver.store(true, ordering: .relaxed) }

    /// Looks once a second from now on and calls `still`, on the thread that looks, when there was no beat for `seconds`.
    public func watch(seconds: Int, still: @escaping @Sendable () -> Void) {
        _ = OwnThread.start { [self] in
            var stillness = Stillness(patience: seconds)
            while !isOver.load(ordering: .relaxed) {
                sleep(1)
                if stillness.look(at: beats.load(ordering: .relaxed)) {
                    if !isOver.load(ordering: .relaxed) { still() }
                    return
                }
            }
        }
    }
}
