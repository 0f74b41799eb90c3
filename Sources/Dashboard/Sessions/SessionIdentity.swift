import Telemetry

/// Which session it is: ids are of one host only.
struct SessionIdentity: Hashable, Sendable {
    let host: Host.ID
    let session: String

    var words: String { ScreenMemory.joined([host, session]) }
    init(host: Host.ID, session: String) { (self.host, self.session) = (host, session) }
    init?(words: String?) {
        guard let parts = ScreenMemory.parts(words, 2) else { return nil }
        self.init(host: parts[0], session: parts[1])
    }
}
