public import Telemetry

/// Session timeouts of one gateway, or of several, inside a window.
struct TimeoutTally: Sendable {
    /// Newest first.
    private(set) var ends: [SessionEnd] = []
    /// Different people; who has no name is known by the address that the attempts came from, and counts for itself without one.
    var clients: Int { causes.values.reduce(0, +) }
    /// The same people, each by the cause of the newest end.
    private var causes: [Cause: Int] = [:]
    /// Clients without a session that began after their end. A client without a name cannot be seen to come back.
    private(set) var missing = 0
    /// Clients of whom it is not known whether they came back, because their pseudonym has changed since.
    private(set) var unknown = 0

    /// `ends` newest first. `renamings`: as of `RuleFacts`. Who of before one of them is who after it nobody can say, and most of those who
    /// fail go on failing: of the times between them the one with the most clients counts, not their sum.
    init(_ ends: [SessionEnd], renamings: [Moment], live: (SessionEnd) -> Moment?) {
        self.ends = ends
        let known = renamings.last
        var renamings = renamings[...]
        var (seen, named, alone): (Set<String>, [[Cause: Int]], [Cause: Int]) = ([], [[:]], [:])
        for end in ends {
            // Servers write whole seconds.
            if let last = renamings.last, end.at.seconds < last.seconds {
                renamings = renamings.prefix { $0.seconds <= end.at.seconds }
                seen = []
                named.append([:])
            }
            if Self.isNameless(end.user), end.session.isEmpty {
                alone[end.cause, default: 0] += 1
                missing += 1
            } else if Self.isNameless(end.user) {
                guard seen.insert(end.session).inserted else { continue }
                named[named.count - 1][end.cause, default: 0] += 1
                missing += 1
            } else if seen.insert(end.user).inserted {
                named[named.count - 1][end.cause, default: 0] += 1
                // Servers write whole seconds: a client that is back within the same one is back.
                guard live(end).map({ $0.seconds < end.at.seconds }) ?? true else { continue }
                if let known, end.at.seconds < known.seconds { unknown += 1 } else { missing += 1 }
            }
        }
        // Of as many the newest.
        let most = named.max { $0.values.reduce(0, +) < $1.values.reduce(0, +) } ?? [:]
        causes = most.merging(alone, uniquingKeysWith: +)
    }

    static func isNameless(_ user: String) -> Bool { user.isEmpty || user == "UNDEF" }

    /// `11 clients lost in 4 min`.
    var message: Message {
        let causes = Cause.allCases.compactMap { cause in self.causes[cause].map { (cause, $0) } }
        let span = ends.last.flatMap { oldest in ends.first.map { $0.at - oldest.at } } ?? .zero
        let time: Message? = span >= .seconds(1) ? .within(span.rounded) : clients == 1 ? nil : .atOnce()
        guard causes.count == 1, let cause = causes.first?.0 else {
            return .clientsTimedOut(clients, time, causes.map { Self.part($0.0, $0.1) })
        }
        switch cause {
        case .clientLost: return .clientsLost(clients, time)
        case .handshake where ends.count > clients: return .clientsKeptOut(clients, ends.count, time)
        case .handshake: return .handshakesFailed(clients, time)
        default: return .clientsWithoutRoom(clients, time)
        }
    }

    private static func part(_ cause: Cause, _ count: Int) -> Message {
        switch cause {
        case .clientLost: .tallyLost(count)
        case .handshake: .tallyHandshake(count)
        default: .tallyResource(count)
        }
    }

    /// Of `message`: the clients, and where it names them the attempts.
    static func extent(saidBy message: Message) -> Extent? {
        switch (message.id, message.arguments.first) {
        case (Message.onGateways.id, .message(let inner)?): return extent(saidBy: inner)
        case (Message.line.id, .raw(let text)?): return extent(saidByText: text)
        case (_, .count(let clients)?):
            guard message.id == Message.clientsKeptOut.id, case .count(let attempts)? = message.arguments.dropFirst().first else {
                return Extent(value: Double(clients), attempts: clients)
            }
            return Extent(value: Double(clients), attempts: attempts)
        default: return nil
        }
    }

    /// Alarms that a journal of the first version brings along have words and no message: `3 clients lost in 4 min`.
    private static func extent(saidByText text: String) -> Extent? {
        let words = text.split(separator: " ")
        guard let clients = words.first.flatMap({ Int($0) }) else { return nil }
        let attempts = words.firstIndex(of: "handshakes").flatMap { $0 > 1 ? Int(words[$0 - 1]) : nil }
        return Extent(value: Double(clients), attempts: attempts ?? clients)
    }

    /// At most twenty: evidence, not a log.
    var evidence: [Message] { ends.lazy.filter { !$0.evidence.isEmpty }.prefix(20).map(\.shownEvidence) }
}

extension SessionEnd {
    /// As an alarm shows it: a line of a log without the marks that say where names stand in it.
    public var shownEvidence: Message { evidenceMessage.id == Message.line.id ? .raw(evidence) : evidenceMessage }
}

extension Duration {
    /// Up to the next whole minute from a minute on.
    fileprivate var rounded: Duration { self < .seconds(60) ? self : .seconds((milliseconds + 59_999) / 60_000 * 60) }
}

/// The timeouts of one round, sorted out once for all rules.
struct TimeoutTallies: Sendable {
    /// Hosts that have any.
    private(set) var hosts: Set<Host.ID> = []
    private var listed: [Host.ID: [SessionEnd]] = [:]
    private let unlisted: UnlistedEnds
    /// Each client's newest session that ended in another way: a client lost before that had come back.
    private var departures: [Host.ID: [String: SessionEnd]] = [:]
    private let span: ClosedRange<Moment>
    private let isLeftOut: @Sendable (SessionEnd) -> Bool

    /// - Parameters:
    ///   - wanted: hosts that anybody will ask about; nil is all.
    ///   - reach: the longest window that anybody asks for.
    ///   - isLeftOut: ends that do not count, such as those of a maintenance.
    init(
        _ facts: RuleFacts, of wanted: Set<Host.ID>?, reach: Duration, at now: Moment, isLeftOut: @escaping @Sendable (SessionEnd) -> Bool
    ) {
        // What is dated ahead by more than clocks differ would lie in every window until its time has come.
        span = now - reach...now + .seconds(10)
        unlisted = facts.unlistedEnds
        self.isLeftOut = isLeftOut
        // By index: most of a day's are passed over, and none of them is to be copied for that.
        for index in facts.ends.indices where span.contains(facts.ends[index].at) && wanted?.contains(facts.ends[index].host) ?? true {
            let end = facts.ends[index]
            if end.cause.isTimeout {
                if !isLeftOut(end) { listed[end.host, default: []].append(end) }
            } else if end.wasSession, departures[end.host]?[end.user].map({ $0.at < end.at }) ?? true {
                departures[end.host, default: [:]][end.user] = end
            }
        }
        hosts = Set(listed.keys)
        for host in unlisted.hosts(since: span.lowerBound) where wanted?.contains(host) ?? true { hosts.insert(host) }
    }

    func tally(of host: Host.ID, window: Duration, at now: Moment, facts: RuleFacts) -> TimeoutTally? {
        guard hosts.contains(host) else { return nil }
        let start = now - window
        let beyond = unlisted.ends(of: host).reversed().prefix { $0.at >= start }.filter { span.contains($0.at) && !isLeftOut($0) }
        let ends = ((listed[host] ?? []).filter { $0.at >= start } + beyond).sorted { $0.at > $1.at }
        return TimeoutTally(ends, renamings: facts.renamings) { lastSeen($0, facts) }
    }

    /// When a lost client was last there: since when its present session lasts, or when another of its sessions ended.
    func lastSeen(_ end: SessionEnd, _ facts: RuleFacts) -> Moment? {
        let departure = departures[end.host]?[end.user].flatMap { $0.session == end.session ? nil : $0.at }
        return [facts.hosts[end.host]?.sessionsByUser[end.user], departure].compactMap(\.self).max()
    }
}

extension SessionEnd {
    /// It ended a session; an error may also come from a client that never got in.
    fileprivate var wasSession: Bool {
        cause != .error && !session.isEmpty && !isAttempt && !TimeoutTally.isNameless(user)
    }
}
