import Alarms
import Engine
import Feed
import Link
import Synchronization
import Telemetry

/// The engine as the link's server asks for it.
struct EngineLink: EngineService {
    let engine: Engine
    let audience: Audience

    func snapshot(_ deliver: @escaping @Sendable ([Update]) -> Void) async { await engine.snapshot(deliver) }
    func perform(_ command: Command, author: String) async throws(CommandRefusal) { try await engine.perform(command, author: author) }
    func alarms() async -> [Alarm] { await engine.alarms }
    func history(since: Moment, limit: Int) async -> [Alarm] { await engine.history(since: since, limit: limit) }
    func reveal(_ user: String, on host: Host.ID, reason: String, author: String) async throws(CommandRefusal) -> String {
        try await engine.reveal(user, on: host, reason: reason, author: author)
    }
    func viewersChanged(_ count: Int) async {
        audience.changed(to: count)
        await engine.viewersChanged(to: count)
    }
}

/// Who looks on: a private engine ends when its last viewer has gone.
final class Audience: Sendable {
    private struct State {
        var viewers = 0
        var emptySince = ContinuousClock.now
        var hadViewers = false
    }
    private let state = Mutex(State())
    /// A front that is only being restarted finds its engine again.
    static let patience = Duration.seconds(3)
    /// Who started us and never came has died.
    static let firstPatience = Duration.seconds(30)

    func changed(to viewers: Int) {
        state.withLock { state in
            state.viewers = viewers
            if viewers > 0 { state.hadViewers = true } else { state.emptySince = .now }
        }
    }

    var isGone: Bool {
        state.withLock { state in
            state.viewers == 0 && state.emptySince.duration(to: .now) > (state.hadViewers ? Self.patience : Self.firstPatience)
        }
    }
}
