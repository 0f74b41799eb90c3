import Telemetry

extension SessionEnd {
    /// Which end it is, in a list of them.
    struct Identity: Hashable, Sendable {
        let at: Moment
        let host: Host.ID
        let session: String
        let user: String

        var words: String { ScreenMemory.joined([String(at.milliseconds), host, session, user]) }
        init(at: Moment, host: Host.ID, session: String, user: String) {
            (self.at, self.host, self.session, self.user) = (at, host, session, user)
        }
        init?(words: String?) {
            guard let parts = ScreenMemory.parts(words, 4), let at = Int64(parts[0]) else { return nil }
            self.init(at: Moment(milliseconds: at), host: parts[1], session: parts[2], user: parts[3])
        }
    }
    var identity: Identity { Identity(at: at, host: host, session: session, user: user) }
}
