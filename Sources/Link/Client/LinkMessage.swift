public import Alarms
public import Feed
public import MetricStore
public import Telemetry

/// What a front hears of its engine.
public enum LinkMessage: Hashable, Sendable {
    case update(Update)
    /// The answer to a command that was sent; nil where it was carried out. Answers come in the order of the commands.
    case answer(Command, CommandRefusal?)
    /// The answer to `requestHistory`, or why nobody can say.
    case history(Result<[Alarm], CommandRefusal>)
    /// The answer to `requestReveal`: the name behind a pseudonym, for the eye alone and for a minute.
    case revealed(user: String, name: String)
    /// The name is not told, and why.
    case notRevealed(user: String, CommandRefusal)
    /// The answer to `requestHosts`, or why nobody can say; an engine of before it could refuses it.
    case past(at: Moment, Result<PastHosts, CommandRefusal>)
    /// The answer to `requestAlarms`, as with `past`.
    case pastAlarms(at: Moment, Result<[Alarm], CommandRefusal>)
    /// The answer to `requestSeries`; fewer than 500 are the host's last.
    case series(of: Host.ID, [Series])
    /// The answer to `requestLatest`, in the order of the keys, and to `requestSpan`; all are nil where the engine refused it.
    case latest([SeriesKey], [Point?])
    case span(SeriesSpan, [Column?])
    /// The answer to `ask`.
    case alive
    /// The first of all, with the protocol that is spoken and the engine whose updates follow.
    case welcome(Welcome)
    /// Updates were missed, and all there is has been asked for again: what follows begins as after `welcome`.
    case resync
    /// There is no protocol in common, and nothing follows.
    case protocolMismatch(ProtocolMismatch)
}
