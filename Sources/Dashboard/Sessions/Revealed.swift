import Telemetry

/// The name behind a pseudonym, told for a reason: for the eye alone, and gone after a minute.
struct Revealed: Hashable, Sendable {
    static let lasts: Duration = .seconds(60)
    let user: String
    let name: String
    let since: Moment

    /// Nil once it is over; a clock that was set back ends it too.
    func left(at now: Moment) -> Duration? {
        now >= since && now - since < Revealed.lasts ? Revealed.lasts - (now - since) : nil
    }
    /// `u-7f3a is Anna Karst, for 52 s more; Esc hides it`
    func words(at now: Moment) -> String? {
        left(at: now).map { localized("\(user) is \(name), for \(Numbers.age($0)) more; Esc hides it") }
    }
}

/// Whose session something is, as far as the screens know.
struct Person: Hashable, Sendable {
    /// The pseudonym.
    let user: String
    let host: Host.ID
    /// The session, as its host has it.
    let session: String
}
