/// What was heard about each peer, until its last line.
struct PeerStates {
    /// A reason for an end that is still to come, and the line that tells it.
    typealias Reason = (sign: PeerSign, line: LogLine)
    struct State {
        var reason: Reason?
        var words: Set<String> = []
        /// Who it is, where only one of the lines knows: `SENT CONTROL [erika]` and then `SIGTERM[…]` behind a bare address.
        var name: String?
        var ended = false
        var epoch: Int64
    }
    private var states: [String: State] = [:]

    private static let most = 10_000
    /// The lines about one end come within a second or two; the delayed exit waits five (push.c).
    static let together: Int64 = 3
    static let reasonHolds: Int64 = 30

    /// By its address; without one by the name in brackets.
    subscript(key: String) -> State? {
        get { states[key] }
        set { states[key] = newValue }
    }

    /// As `subscript`, for one whose line has come at `epoch`: where there is no more room, what is old goes first.
    mutating func keep(_ state: State, of key: String, at epoch: Int64) {
        if states.count >= Self.most { states = states.filter { epoch - $0.value.epoch <= Self.reasonHolds } }
        if states.count >= Self.most { states = [:] }
        states[key] = state
    }

    /// Why this peer's session may end by `epoch`; nil where nothing was said, or too long ago.
    func reason(address: String, name: String, by epoch: Int64) -> Reason? {
        guard let reason = states[address]?.reason ?? states["[\(name)]"]?.reason else { return nil }
        return epoch - reason.line.epoch <= Self.reasonHolds ? reason : nil
    }

    mutating func removeAll() { states = [:] }
}
