import Alarms
public import Feed
import Journal
public import Telemetry

/// The one way by which a name comes out again.
extension Engine {
    /// The name behind a pseudonym of today that is on a host.
    ///
    /// Who asked, when, for which pseudonym and why is on disk before the name is told; the name itself is written nowhere.
    public func reveal(_ user: String, on host: Host.ID, reason: String, author: Principal) async throws(CommandRefusal) -> String {
        let target = AuditTarget(typed: [.person(user), .host(host)])
        do throws(CommandRefusal) {
            let name = try await told(user, on: host, reason: reason, author: author.name)
            audit("reveal", on: target, by: author, refused: nil)
            return name
        } catch {
            audit("reveal", on: target, by: author, refused: error.message)
            throw error
        }
    }

    private func told(_ user: String, on host: Host.ID, reason: String, author: String) async throws(CommandRefusal) -> String {
        guard settings.names == .pseudonyms else { throw CommandRefusal(.namesAreShown()) }
        guard settings.mayReveal else {
            throw CommandRefusal(.namesStayHidden())
        }
        guard reason.utf8.count <= Command.longestWords else { throw CommandRefusal.tooLong(reason) }
        guard !reason.allSatisfy(\.isWhitespace) else { throw CommandRefusal(.nameNeedsReason()) }
        guard let record = hosts[host] else { throw CommandRefusal(.thereIsNoHost(host), isNotFound: true) }
        let isThere =
            record.state.sessions.contains { $0.user == user || $0.id == user }
            || facts.ends.contains { $0.host == host && ($0.user == user || $0.session == user) }
        guard isThere, let name = redactor.pseudonyms.name(behind: user) else {
            throw CommandRefusal(.noNameKnown(user, HostArgument(host)), isNotFound: true)
        }
        let now = wallClock()
        // A reason that people type may hold the very name: it is pseudonymized like any other line.
        let why = redactor.pseudonyms.redact(reason, names: [name], at: now)
        let reveal = Reveal(at: now, host: host, pseudonym: user, author: author, reason: why)
        guard await journal.begin(reveals: [reveal], at: now, within: patience.disk).refusal == nil else {
            throw CommandRefusal(.nameNotWritten())
        }
        log(host, .nameTold(user, author, why), at: now)
        return name
    }
}
