import Telemetry

/// What an act is about: one thing or many, of each kind that is under the cursor. On an alarm's row that is the alarm and its host; acts
/// take the kind that they are about.
struct Selection: Hashable, Sendable {
    var hosts: [Host.ID] = []
    var alarms: [Int64] = []
    var sessions: [Person] = []
    var guests: [GuestIdentity] = []
    /// What the alarms have in common, where one row stands for all of them.
    var fold: String?

    enum Kind: Hashable, Sendable, CaseIterable { case hosts, alarms, sessions, guests }
    func count(of kind: Kind) -> Int {
        switch kind {
        case .hosts: hosts.count
        case .alarms: alarms.count
        case .sessions: sessions.count
        case .guests: guests.count
        }
    }
}

/// Which guest it is: ids are of one host only.
struct GuestIdentity: Hashable, Sendable {
    let host: Host.ID
    let guest: String

    var words: String { ScreenMemory.joined([host, guest]) }
    init(host: Host.ID, guest: String) { (self.host, self.guest) = (host, guest) }
    init?(words: String?) {
        guard let parts = ScreenMemory.parts(words, 2) else { return nil }
        self.init(host: parts[0], guest: parts[1])
    }
}
