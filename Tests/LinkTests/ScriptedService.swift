import Alarms
import Feed
import MetricStore
import Synchronization
import Telemetry
import TestSupport

@testable import Link

/// An engine of a few lines: it says what it was given, and remembers what it was asked.
actor ScriptedService: EngineService {
    struct Act: Hashable, Sendable {
        let command: Command
        let author: Principal
    }

    var state: [Update]
    private(set) var acts: [Act] = []
    private(set) var viewerCounts: [Int] = []
    /// While set, commands wait.
    private var gate: [CheckedContinuation<Void, Never>]?
    private var waitingForAnAct: [CheckedContinuation<Void, Never>] = []
    private weak var server: LinkServer?

    init(state: [Update] = ScriptedService.smallState) { self.state = state }

    static let alarm = Alarm(
        id: 17, key: AlarmKey(rule: "timeouts", host: "gw", entity: .host), severity: .critical, phase: .unacknowledged,
        raisedAt: Moment(seconds: 1_700_000_000), changedAt: Moment(seconds: 1_700_000_001), message: "5 timeouts in 10 min",
        evidence: ["\u{1B}[31mraw\u{0}line"])
    static let engine = EngineStatus(
        version: "1.0", startedAt: Moment(seconds: 1_700_000_000), viewers: 0, notice: nil, storePath: "/nowhere/ring")
    static let site = Site(
        name: "site", areas: [Area(id: "a", kind: "virtualized")],
        hosts: [
            Target(
                id: "gw", area: "a", collector: "openvpn", endpoint: "127.0.0.1:7505", secrets: ["password": .environment("S3CRET")]
            ).host
        ])
    static let smallState: [Update] = [.engine(engine), .site(site), .host(HostState(id: "gw")), .alarms([alarm]), .ends([]), .events([])]

    func serve(by server: LinkServer) { self.server = server }
    /// As an engine does it: the change and its publication are one step.
    func change(_ update: Update) {
        state.append(update)
        server?.publish(update)
    }
    func closeGate() { gate = [] }
    func openGate() {
        for waiter in gate ?? [] { waiter.resume() }
        gate = nil
    }

    func snapshot(_ taken: @Sendable ([Alarm]) -> Void) -> [Update] {
        taken(state.reversed().lazy.compactMap { if case .alarms(let list) = $0 { list } else { nil } }.first ?? [])
        return state
    }
    func status() -> EngineStatus { Self.engine }
    func hosts() -> (site: Site, hosts: [HostState]) {
        (Self.site, state.compactMap { if case .host(let host) = $0 { host } else { nil } })
    }
    func perform(_ command: Command, author: Principal) async throws(CommandRefusal) {
        if gate != nil { await withCheckedContinuation { gate?.append($0) } }
        acts.append(Act(command: command, author: author))
        for waiter in waitingForAnAct { waiter.resume() }
        waitingForAnAct = []
        switch command {
        case .acknowledge(let ids, _) where ids != [17]: throw CommandRefusal("no alarm \(ids)", isNotFound: true)
        case .undo: throw CommandRefusal("nothing to undo")
        default: break
        }
    }
    func reveal(_ user: String, on host: Host.ID, reason: String, author: Principal) throws(CommandRefusal) -> String {
        if user != "u-1" { throw CommandRefusal("no such pseudonym", isNotFound: true) }
        return "\(user) on \(host), for \(author.name): \(reason)"
    }
    static let seats = Metric("seats", label: "seats taken", unit: Metric.Unit(symbol: "seats"), resolution: 0.5)
    /// 700 of one host.
    static let series = (0..<700).map { number in
        let metric = [seats, .cpu, .netReceived][number % 3]
        return Series(key: SeriesKey(host: "gw", entity: Entity(kind: "pool", id: "\(number)"), metric: metric), metric: metric)
    }
    func series(of host: Host.ID, from first: Int, count: Int) -> [Series] {
        host == "gw" ? Array(Self.series.dropFirst(first).prefix(count)) : []
    }
    func latest(_ keys: [SeriesKey]) -> [Point?] {
        keys.map { $0.metric == "cpu" ? Point(at: Moment(seconds: 1), value: 45.3) : nil }
    }
    func span(_ span: SeriesSpan) -> [Column?] {
        (0..<span.columns).map { (place: Int) -> Column? in
            let mean = Double(place)
            return place % 3 == 0 ? nil : Column(minimum: 1, mean: mean, maximum: place % 3 == 1 ? mean : 1000)
        }
    }
    /// Three of them have room in an answer.
    func hosts(_ hosts: [Host.ID], at moment: Moment) throws(CommandRefusal) -> PastHosts {
        if moment < Moment(seconds: 0) { throw CommandRefusal(.journalUnreadable()) }
        let known = hosts.prefix(3).filter { $0 != "new" }.map { HostState(id: $0, answeredAt: moment, polledAt: moment) }
        return PastHosts(
            hosts: known, left: Array(hosts.dropFirst(3)), keptSince: Moment(seconds: 5), sessionsKeptSince: Moment(seconds: 9))
    }
    /// What is asked of then is answered once somebody has acted.
    static let slow = Moment(seconds: 77)
    func alarms(at moment: Moment, limit: Int) async throws(CommandRefusal) -> [Alarm] {
        await waitForAnAct(at: moment)
        if moment < Moment(seconds: 0) { throw CommandRefusal(.journalUnreadable()) }
        return Array(repeating: ScriptedService.alarm, count: limit)
    }
    func alarms() -> [Alarm] { [ScriptedService.alarm] }
    func history(since: Moment, limit: Int) async throws(CommandRefusal) -> [Alarm] {
        await waitForAnAct(at: since)
        if since < Moment(seconds: 0) { throw CommandRefusal(.journalUnreadable()) }
        return Array(repeating: ScriptedService.alarm, count: limit)
    }
    private func waitForAnAct(at moment: Moment) async {
        if moment == Self.slow, acts.isEmpty { await withCheckedContinuation { waitingForAnAct.append($0) } }
    }
    func viewersChanged(_ count: Int) { viewerCounts.append(count) }
}
