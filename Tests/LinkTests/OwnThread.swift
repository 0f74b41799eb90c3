import Platform
import Testing

/// Runs what waits on a thread of its own, as a front does: the pool's threads are the engine's.
func waiting<T: Sendable, Failure: Error>(_ body: @escaping @Sendable () throws(Failure) -> T) async throws -> T {
    let race = Race<Result<T, Failure>>()
    let isStarted = OwnThread.start {
        do throws(Failure) { race.finish(.success(try body())) } catch { race.finish(.failure(error)) }
    }
    try #require(isStarted)
    return try await race.value.get()
}
