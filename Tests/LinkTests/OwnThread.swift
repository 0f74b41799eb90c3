import Glibc

/// Runs what waits on a thread of its own, as a front does: the pool's threads are the engine's.
func waiting<T: Sendable, Failure: Error>(_ body: @escaping @Sendable () throws(Failure) -> T) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
        let work = Work {
            do { continuation.resume(returning: try body()) } catch { continuation.resume(throwing: error) }
        }
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { argument in
                if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().run() }
                return nil
            }, Unmanaged.passRetained(work).toOpaque())
        pthread_detach(thread)
    }
}

private final class Work: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}
