public import Telemetry

/// Timeouts that no list has room for: of each client the newest one, without the line that proves it. A gateway that loses three thousand
/// clients at once has lost three thousand, however many of them are listed.
public struct UnlistedEnds: Sendable {
    private struct Client: Hashable {
        let host: Host.ID
        let name: String
    }
    private var byClient: [Client: SessionEnd] = [:]
    /// Of those who cannot be told from others.
    private var nameless = 0
    /// None is older.
    private var oldest = Moment(milliseconds: .max)
    /// Beyond so many the oldest go.
    public static let most = 20_000

    public init() {}

    /// In no order.
    var ends: some Sequence<SessionEnd> { byClient.values }

    public mutating func add(_ ends: [SessionEnd]) {
        for end in ends where end.cause.isTimeout {
            let client = Client(host: end.host, name: name(of: end))
            if let known = byClient[client], known.at > end.at { continue }
            byClient[client] = SessionEnd(
                at: end.at, host: end.host, kind: end.kind, session: end.session, user: end.user, cause: end.cause,
                confidence: end.confidence, evidence: "", isOpaque: end.isOpaque)
            oldest = min(oldest, end.at)
        }
        // A little beyond the bound is not worth a look at all of them each time.
        guard byClient.count > Self.most + Self.most / 8 else { return }
        let kept = byClient.sorted { $0.value.at > $1.value.at }.prefix(Self.most)
        byClient = Dictionary(uniqueKeysWithValues: kept.map { ($0.key, $0.value) })
    }

    private mutating func name(of end: SessionEnd) -> String {
        if !TimeoutTally.isNameless(end.user) { return end.user }
        if !end.session.isEmpty { return end.session }
        nameless += 1
        return "#\(nameless)"
    }

    public mutating func forget(before limit: Moment) {
        guard oldest < limit else { return }
        byClient = byClient.filter { $0.value.at >= limit }
        oldest = byClient.values.lazy.map(\.at).min() ?? Moment(milliseconds: .max)
    }

    /// People have other pseudonyms, by the ones that they had.
    public mutating func rename(_ names: [String: String]) {
        let known = byClient.values.filter { names[$0.user] != nil }
        for end in known { byClient[Client(host: end.host, name: end.user)] = nil }
        add(known.compactMap { end in names[end.user].map { end.with(user: $0) } })
    }
}
