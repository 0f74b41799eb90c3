import Collecting
import Telemetry

/// What is known of one OpenVPN server: fed with the management interface's messages, asked for readings. Pure.
struct GatewayWatch {
    private let host: Host.ID
    private let historySpan: Duration
    private var tracker = EndTracker()
    private var memory = LogMemory()
    private var process: String?
    private var restarted = false
    private var connectedBefore = false
    /// Until the first status, which says how far the server's clock is from ours.
    private var past: HeardBefore?
    /// Of the log's whole seconds and of two clocks: so far around its last moment nobody can say what was heard, in seconds.
    private static let blur: Int64 = 2
    private(set) var onHold = false
    /// What happened, with the server's time where the line has one.
    private var happened: [(epoch: Int64?, message: Message)] = []
    /// From the server's clock to ours, as of the last status.
    private var shift = Duration.zero
    /// Since when sessions last by our clock, and what the server says of it: its clock may be set while they do.
    private var sinces: [String: (said: Int64, since: Moment)] = [:]
    /// Of our clock.
    private var lastReading: Moment?
    /// Lines that nobody asked for, and bytes of any kind, since the last reading.
    private var lines = 0
    private var bytes = 0
    /// Of the log's those that came beyond the bound: they are only counted.
    private var leftOut = 0
    private static let mostEvents = 1_000
    /// A server with 10,000 clients that loses all of them at once writes two for each.
    static let mostLines = 50_000
    /// What was asked for is within this.
    private static let mostBytes = 3 * ManagementDialogue.longestReply
    var isFlooded: Bool { lines > Self.mostLines || bytes > Self.mostBytes }

    /// - Parameter history: how far back the log's history is reported at the first connect. What happened before we watched was
    ///   reported by whoever watched then, and to count it again after each restart of the engine would raise alarms of its own;
    ///   so this is zero unless the configuration says otherwise. After a lost connection the gap is always filled.
    init(host: Host.ID, history: Duration) {
        self.host = host
        historySpan = history
    }

    /// So many bytes came.
    mutating func count(bytes more: Int) { bytes += more }

    mutating func take(_ message: ManagementDialogue.ServerMessage) {
        if case .reply = message {} else { lines += 1 }
        switch message {
        case .log(let raw):
            guard !isFlooded else {
                leftOut += 1
                return
            }
            guard let line = LogLine(raw) else { return }
            memory.note(line)
            tracker.log(line)
        case .state(let raw):
            // It is the evidence of each session that ends with the server.
            state(raw.beginning(bytes: LogLine.longest))
        case .hold:
            onHold = true
            happen(.serverOnHold())
        case .fatal(let text):
            happen(.serverFatal(MarkedLine(KnownWords.pieces(of: text.beginning(bytes: 200)))))
        case .passwordPrompt, .info, .reply, .asksForAuthentication, .other:
            break
        }
    }

    /// Before the first connection.
    mutating func takeUp(_ past: HeardBefore) {
        self.past = past
        tracker.takeUp(over: past.over)
    }

    /// Of the log's history, what whoever watched before has told. About its last moment as many are left out as were told of it.
    /// - Parameter apart: from the server's clock to ours, in seconds.
    private mutating func forgetTold(apart: Int64) {
        guard let heard = past?.heardAt?.seconds else { return }
        let told = past?.ends.count { $0.seconds >= heard - Self.blur } ?? 0
        past = nil
        tracker.forgetEnds(before: heard - Self.blur - apart)
        tracker.forget(told, through: heard + Self.blur - apart)
    }

    /// What was heard and no reading will tell any more.
    mutating func lastWords(at now: Moment) -> (ends: [SessionEnd], events: [HostEvent]) {
        forgetTold(apart: 0)
        tracker.settle()
        return heard(at: now)
    }

    /// A new connection begins: what the last one said of the server's state is over.
    mutating func connects() { onHold = false }

    /// The connection stands: the answer to `pid`, and the log's history.
    mutating func connected(process pid: String, history: [String]) {
        // It stays so until a reading has told it: the first status after it may fail.
        if let process, process != pid { restarted = true }
        process = pid
        let lines = memory.unseen(in: history.compactMap { LogLine($0) })
        for line in lines { tracker.log(line) }
        if !connectedBefore {
            let last = lines.last?.epoch ?? 0
            let span = historySpan.components.seconds
            // `+ 1`: without a span nothing of the history counts.
            tracker.forgetEnds(before: span == 0 ? last + 1 : last - span)
            // All that was told before is gone with it: what comes from here on is new.
            if span == 0 { past?.ends = [] }
        }
        connectedBefore = true
    }

    /// - Parameters:
    ///   - load: nil where the server cannot say.
    ///   - now: our clock; the server's times are shifted onto it where the two differ.
    mutating func reading(_ status: StatusReply, _ load: LoadStats?, at now: Moment) -> Reading {
        forgetTold(apart: now.seconds - (status.epoch ?? now.seconds))
        tracker.snapshot(status.clients, count: load?.clients, at: status.epoch ?? now.seconds, restarted: restarted)
        restarted = false
        onHold = false
        shift = Self.shift(server: status.epoch, now: now)
        var figures = HostFigures(inventory: status.inventory, sessionLimit: tracker.clientLimit, sessionKind: .vpn)
        // A session whose end is told is over, though the server may list it once more.
        let clients = status.clients.filter { tracker.present[$0.id] != nil }
        var sinces: [String: (said: Int64, since: Moment)] = [:]
        figures.sessions = clients.map { client in
            // What begins later than now was dated while our own clock was wrong.
            let known = self.sinces[client.id].flatMap { $0.said == client.since && $0.since <= now + .seconds(2) ? $0.since : nil }
            let since = known ?? Moment(seconds: client.since) + shift
            sinces[client.id] = (client.since, since)
            return Session(
                id: client.id, kind: .vpn, user: client.user, address: client.address, since: since, isOpaque: client.isOpaque)
        }
        self.sinces = sinces
        figures.samples = [Sample(.sessions, Double(clients.count))]
        // With the kernel carrying the data, early 2.6 counts nothing: a gap is honest, a zero is not.
        if let load, !(status.offloaded && load.bytesIn == 0 && load.bytesOut == 0) {
            figures.samples += [Sample(.netReceived, Double(load.bytesIn)), Sample(.netSent, Double(load.bytesOut))]
        }
        let (ends, events) = heard(at: now)
        lastReading = now
        return Reading(figures, ends: ends, events: events)
    }

    /// What was heard since the last call: with each reading, and with a failure where the server said its last word before it.
    mutating func heard(at now: Moment) -> (ends: [SessionEnd], events: [HostEvent]) {
        let (found, dropped) = past?.heardAt == nil ? tracker.takeEnds() : ([], 0)
        let ends = found.map { end in
            let (evidence, pieces) = Self.evidence(end.evidence)
            return SessionEnd(
                at: moment(end.epoch, now), host: host, kind: .vpn, session: end.session, user: end.user, cause: end.cause,
                confidence: end.confidence, evidence: evidence, pieces: pieces, isOpaque: end.isOpaque, isAttempt: end.isAttempt)
        }
        var events = happened.map { event($0.message, at: $0.epoch.map { moment($0, now) } ?? now) }
        if dropped > 0 { events.append(event(.endsNotKept(dropped), at: now)) }
        if leftOut > 0 { events.append(event(.logLinesLeftOut(leftOut), at: now)) }
        if isFlooded, leftOut == 0 { events.append(event(.logReadSlowly(), at: now)) }
        happened = []
        (lines, bytes, leftOut) = (0, 0, 0)
        return (ends, events)
    }

    /// Nothing has happened later than now, whatever the server's clock says, nor long before the last reading, which would have had it:
    /// that is dated by its arrival. An hour, since what a lasting reason was said of may end later.
    private func moment(_ epoch: Int64, _ now: Moment) -> Moment {
        let said = Moment(seconds: epoch) + shift
        let oldest = lastReading.map { $0 - .seconds(3600) } ?? Moment(seconds: 0)
        return said < oldest ? now : min(said, now)
    }
    /// Its text is made of words that are known, or marked.
    private func event(_ message: Message, at moment: Moment) -> HostEvent {
        HostEvent(at: moment, host: host, message, isKnown: true)
    }
    private static func evidence(_ evidence: EndTracker.Evidence) -> (String, [LinePiece]) {
        switch evidence {
        case .line(let text): (String(text), EvidencePieces.of(line: text))
        case .state(let state): (String(state), KnownWords.pieces(of: state))
        case .row(let client): (client.raw, EvidencePieces.of(row: client))
        }
    }

    /// Clocks within two seconds are taken as the same: the server tells whole seconds only.
    private static func shift(server: Int64?, now: Moment) -> Duration {
        guard let server, (0...StatusReply.latest).contains(now.seconds) else { return .zero }
        let apart = now.seconds - server
        return abs(apart) <= 2 ? .zero : .seconds(apart)
    }

    private mutating func state(_ raw: String) {
        let fields = raw.split(separator: ",", omittingEmptySubsequences: false)
        guard fields.count > 1, let epoch = StatusReply.time(fields[0]) else { return }
        let detail =
            fields.count > 2 && !fields[2].isEmpty ? MarkedLine(KnownWords.pieces(of: String(fields[2]).beginning(bytes: 80))) : nil
        switch fields[1] {
        case "EXITING", "RECONNECTING":
            tracker.serverEnds(.state(raw[fields[1].startIndex...]), at: epoch)
            happen(fields[1] == "EXITING" ? .serverExiting(detail) : .serverReconnecting(detail), at: epoch)
        case "CONNECTED":
            onHold = false
            happen(.serverUp(detail), at: epoch)
        default:
            break
        }
    }

    private mutating func happen(_ message: Message, at epoch: Int64? = nil) {
        if happened.count < Self.mostEvents { happened.append((epoch, message)) }
    }
}
