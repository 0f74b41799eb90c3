public import Collecting
import Platform
import Synchronization
public import Telemetry

/// A virtualization host through libvirt: any URI that the library knows, read-only unless `access = "write"`.
/// Here are the threads and the deadlines; what an answer means is in `HostTracker`, its numbers in `Rates` and `GuestRates`.
///
/// libvirt's calls block, and a fresh connection to a daemon that is stopped blocks for ever; its keep-alive does not cover that. So the
/// time limit is kept here: a call that does not come back keeps its thread, and while it does every poll fails at once, so that a dead
/// host never costs more than one thread. When it comes back, the next poll goes on with the same thread.
///
/// A call that asks the guests may hang because one guest's QEMU does. Then a second connection asks all of them: libvirtd knows that guest
/// as busy by now and answers for the others at once. One that asks for storage pools may, too: then the second asks for none.
public final class LibvirtCollector: Collector {
    enum Access: String, CaseIterable { case read, write }
    static let access = Option(
        "access", .choice(of: Access.self), default: .read,
        meaning: "with \"write\" guest agents are asked who is logged in, which system it is and for file systems; libvirt has no "
            + "smaller right for that")
    static let partSeries = Option(
        "part_series", .whole(0...10_000), default: 2_000,
        meaning: "how many series its guests' vCPUs, memory, disks and interfaces may have together, guest by guest while there is "
            + "room; 0 for none")
    static let user = Option(
        optional: "user", .text, example: "watch",
        meaning: "the user's name where the connection asks for one (SASL, ESX); goes with a password")
    static let password = SecretDeclaration("password", meaning: "the password where the connection asks for one")
    public static let kind = CollectorKind(
        "libvirt", watches: "a virtualization host and its guests, through any URI that libvirt knows", endpoints: ["qemu:///system"],
        options: [access, partSeries, user], secrets: [password], insteadOfSSH: .libvirtGoesThroughSSH(),
        advice: .adviceLibvirt())
    /// Calls that passed their deadline and have not come back, in the whole process.
    static var lostThreads: Int { lost.load(ordering: .relaxed) }
    private static let lost = Atomic<Int>(0)

    /// Whether such a call is this host's.
    var isLost: Bool { state.withLock { state in state.line.isLost || state.hanging.contains(where: \.isLost) } }

    /// How many of such calls wait for guests.
    var hangingOnGuests: Int { state.withLock(\.hangingOnGuests) }

    private struct State {
        /// The connection that is asked.
        var line: LibvirtLine
        /// Since when its call is out.
        var busySince: ContinuousClock.Instant?
        /// Connections whose call waits for a guest or a pool that does not answer.
        var hanging: [LibvirtLine] = []
        /// Those of them that wait for a guest; a storage pool holds up one at most.
        var hangingOnGuests: Int { hanging.count { !$0.asksPools } }
        /// The longest that guests took to answer, of late.
        var slowest = Duration.zero
        var isClosed = false
        /// Whether the connection that is asked has been open, and is told what happens.
        var isListening = false
    }

    /// Each costs a thread here and one of libvirtd's workers, of which it has twenty by default. Beyond that, no guest is asked.
    private static let mostHanging = 2

    private let target: Target
    private let name: String
    private let options: ConnectionOptions
    private let agents = GuestAgents()
    private let pools: StoragePools
    private let events = EventQueue()
    private let state: Mutex<State>
    private let tracker: Mutex<HostTracker>

    public convenience init(target: Target, transports: Transports) throws(ConfigurationProblem) {
        try self.init(target: target, transports: transports, pools: StoragePools())
    }

    init(target: Target, transports: Transports, pools: StoragePools) throws(ConfigurationProblem) {
        let scheme = target.endpoint.prefix { $0 != ":" }
        guard !scheme.isEmpty, scheme.count < target.endpoint.count, scheme.utf8.allSatisfy({ Self.schemeLetters.contains($0) }) else {
            throw ConfigurationProblem(key: "endpoint", .noLibvirtURI(ConnectionOptions.withoutPassword(target.endpoint)))
        }
        if let fault = URIScheme.fault(String(scheme)) { throw ConfigurationProblem(key: "endpoint", fault) }
        let access = try target.options[Self.access]
        let partSeries = try target.options[Self.partSeries]
        let user = try target.options[Self.user]
        var password: (@Sendable () throws(CollectFailure) -> String)?
        if let secret = target.secrets[Self.password] {
            password = { () throws(CollectFailure) -> String in try transports.secret(secret) }
        }
        guard user == nil || password != nil else {
            throw ConfigurationProblem(key: "user", .userNeedsPassword())
        }
        let options = ConnectionOptions(uri: target.endpoint, mayWrite: access == .write, user: user, password: password)
        self.target = target
        self.options = options
        self.pools = pools
        name = options.name
        state = Mutex(State(line: LibvirtLine(options: options, deadline: target.deadline, agents: agents, pools: pools, events: events)))
        tracker = Mutex(HostTracker(host: target.id, mayWrite: options.mayWrite, parts: PartsBook(limit: partSeries)))
    }

    private static let schemeLetters = Set("abcdefghijklmnopqrstuvwxyz0123456789+-.".utf8)

    /// A poll that comes back after its deadline is not thrown away as a whole: the connection lives on, and its session ends and events
    /// go into the next reading.
    public func collect(at now: Moment) async throws(CollectFailure) -> Reading {
        let begun = ContinuousClock.now
        let line = try takeTurn(begun)
        let answer = Answer()
        ask(line, for: answer, at: now)
        let watch = Task { await relieve(line, of: answer, at: now) }
        defer { watch.cancel() }
        if let result = await answer.value(within: target.deadline, late: nil) { return try result.get() }
        lose()
        throw .timedOut(asked: name, after: min(ContinuousClock.now - begun, target.deadline))
    }

    public func aside(at now: Moment) async -> Aside { tracker.withLock { $0.aside() } }

    public func lastWords(at now: Moment) async -> Aside {
        tracker.withLock { $0.lastWords(events.take(upTo: .max)) }
    }

    /// Does not wait for longer than a second: a thread that hangs ends when its call comes back.
    public func close() async {
        let free = state.withLock { state -> LibvirtLine? in
            defer { state.isClosed = true }
            return state.busySince == nil && !state.isClosed ? state.line : nil
        }
        guard let free else { return }
        let attempt = Race<Bool>()
        Task {
            await free.end()
            attempt.finish(true)
        }
        _ = await attempt.value(within: .seconds(1), late: false)
    }

    private typealias Answer = Race<Result<Reading, CollectFailure>?>

    private func takeTurn(_ now: ContinuousClock.Instant) throws(CollectFailure) -> LibvirtLine {
        let turn: Result<LibvirtLine, CollectFailure> = state.withLock { state in
            if state.isClosed { return .failure(.unreachable(asked: name, reason: .isClosed())) }
            // The same words at every poll: the journal tells what is new.
            if state.busySince != nil, state.line.guestsSince == nil || !replaceLine(&state) {
                return .failure(.unreachable(asked: name, reason: .earlierCallHangs(target.deadline), hint: .silent))
            }
            state.busySince = now
            return .success(state.line)
        }
        return try turn.get()
    }

    private func ask(_ line: LibvirtLine, for answer: Answer, at now: Moment) {
        let asksMonitors = state.withLock { $0.hangingOnGuests < Self.mostHanging }
        let (needsTwo, tellsParts) = tracker.withLock { ($0.needsTwoSights, $0.tellsParts) }
        let pause = needsTwo ? RateWindow.pause(interval: target.interval, deadline: target.deadline) : nil
        let begun = ContinuousClock.now
        Task {
            let look = await line.look(asksMonitors: asksMonitors, tellsParts: tellsParts, pause: pause)
            // What a call brings that was out for minutes is concluded now, not then.
            let took = ContinuousClock.now - begun
            await take(look, from: line, for: answer, at: took < target.deadline ? now : now + took)
        }
    }

    private func take(_ look: Look, from line: LibvirtLine, for answer: Answer, at now: Moment) async {
        if line.setLost(false) { Self.lost.subtract(1, ordering: .relaxed) }
        // The turn ends before the answer: its receiver may ask again at once.
        let (left, isOver, isReplaced) = state.withLock { state -> (Int, Bool, Bool) in
            if line === state.line {
                state.busySince = nil
                if look.isOpen { state.isListening = true }
                if look.failure == nil { state.slowest = max(look.guestsTook, state.slowest * 9 / 10) }
            } else {
                state.hanging.removeAll { $0 === line }
            }
            let isOld = line !== state.line
            return (state.hangingOnGuests, isOld || state.isClosed, isOld && state.isListening)
        }
        var look = look
        // Another connection hears the same events: nothing is lost when this one ends.
        if isReplaced { look.loss = nil }
        let result = tracker.withLock { tracker in
            look.events = events.take(upTo: look.heard)
            return tracker.take(look, hanging: left, at: now)
        }
        // What is older than what another has brought is no answer: that one's is on its way.
        if let result, !answer.finish(result), case .success(let reading) = result { tracker.withLock { $0.takeBack(reading) } }
        // What came too late for that is asked again.
        if result == nil { for answer in look.agents { agents.retry(answer.guest) } }
        if isOver { await line.end() }
    }

    /// Where a guest keeps the call waiting, another connection takes over, as often as it must.
    private func relieve(_ first: LibvirtLine, of answer: Answer, at now: Moment) async {
        var line = first
        while true {
            let patience = max(target.deadline * 2 / 5, state.withLock(\.slowest) * 2)
            let waited = line.guestsSince.map { ContinuousClock.now - $0 } ?? .zero
            if waited < patience {
                do { try await Task.sleep(for: max(patience - waited, .milliseconds(20))) } catch { return }
                continue
            }
            let next = state.withLock { state in
                state.line === line && state.busySince != nil && !state.isClosed && replaceLine(&state) ? state.line : nil
            }
            guard let next else { return }
            line = next
            ask(next, for: answer, at: now)
        }
    }

    /// False where too many hang already.
    private func replaceLine(_ state: inout State) -> Bool {
        guard state.hangingOnGuests < Self.mostHanging else { return false }
        if state.line.setLost(true) { Self.lost.add(1, ordering: .relaxed) }
        state.hanging.append(state.line)
        state.line = LibvirtLine(options: options, deadline: target.deadline, agents: agents, pools: pools, events: events)
        state.isListening = false
        return true
    }

    private func lose() {
        state.withLock { state in
            if state.busySince != nil, state.line.setLost(true) { Self.lost.add(1, ordering: .relaxed) }
        }
    }
}
