public import Alarms
public import Feed
public import Telemetry

/// What the link's server asks of the engine.
public protocol EngineService: Sendable {
    /// Gives all there is, in the order of `Update`'s cases, to `deliver`, once.
    ///
    /// `deliver` is called where the engine also calls `publish`, in the same isolation: only then does a new front miss no
    /// change, and gets no session end twice. It returns at once.
    func snapshot(_ deliver: @escaping @Sendable ([Update]) -> Void) async
    /// - Parameter author: the user's name as the kernel and the user database have it.
    func perform(_ command: Command, author: String) async throws(CommandRefusal)
    /// Every alarm that is not normal.
    func alarms() async -> [Alarm]
    /// At most `limit` occurrences that changed since a time, newest first.
    func history(since: Moment, limit: Int) async -> [Alarm]
    /// The name behind a pseudonym that is on a host; the engine writes down who asked and why.
    func reveal(_ user: String, on host: Host.ID, reason: String, author: String) async throws(CommandRefusal) -> String
    /// So many fronts are attached now. The calls come in order; one that is overtaken by the next may be left out.
    func viewersChanged(_ count: Int) async
}
