import Drawing
import Telemetry

/// How the dashboard is looked at when it is left, to be looked at so the next time.
extension App {
    /// What may be written down of a screen's own state: its order and its parts. The selection may be a person.
    private static let keptWords: Set = [
        "sort", "sort-order", "sessions", "sessions-order", "ends", "ends-order", "part", "folded",
    ]

    /// One line: the screen, its filter and order, the span and the host.
    public var lastView: String {
        var memory = memory(of: shown.tab)
        (memory.guest, memory.alarm) = (nil, nil)
        // The filter may be a person's name.
        if memory.filter.contains("user:") { memory.filter = "" }
        memory.own = memory.own.filter { Self.keptWords.contains($0.key) }
        return memory.encoded
    }

    /// Shows it so, now, and once the hosts are known again, if nobody has pressed a key by then. False where the line is none.
    public mutating func restore(view line: String) -> Bool {
        guard let memory = ScreenMemory(encoded: line), ScreenName.numbered.contains(memory.screen) else { return false }
        recall(memory)
        awaitedView = memory
        return true
    }

    /// After the first news of the hosts.
    mutating func recallAwaited() -> [Effect] {
        guard let memory = awaitedView, !summary.rows.isEmpty else { return [] }
        awaitedView = nil
        return recall(memory)
    }
}
