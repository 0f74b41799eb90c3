import Platform

/// A point in time after which a test gives up.
public struct Deadline: Sendable {
    private let end: ContinuousClock.Instant
    public init(after limit: Duration) { end = ContinuousClock.now + limit }
    public var isPast: Bool { ContinuousClock.now >= end }
    /// Never negative.
    public var remaining: Duration { max(.zero, end - ContinuousClock.now) }
    /// For poll(2) and its like.
    var milliseconds: Int32 { remaining.pollTimeout }
}

/// Waiting took too long.
public struct TimedOut: Error, CustomStringConvertible {
    public let description: String
    public init(_ what: String, after limit: Duration) { description = "not within \(limit): \(what)" }
}

/// Waits until the condition holds, looking every two milliseconds. Throws `TimedOut` with `what` when it never does.
// The formatters of Swift 6.2 and 6.3 space `nonisolated(nonsending) ()` differently.
// swift-format-ignore
public nonisolated(nonsending) func eventually(
    _ what: String, within limit: Duration = .seconds(10), _ condition: nonisolated(nonsending) () async throws -> Bool
) async throws {
    let deadline = Deadline(after: limit)
    while try await !condition() {
        if deadline.isPast { throw TimedOut(what, after: limit) }
        try await Task.sleep(for: .milliseconds(2))
    }
}
