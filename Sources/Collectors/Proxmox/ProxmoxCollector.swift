public import Collecting
import Synchronization
public import Telemetry

/// A whole Proxmox VE cluster, or a single node, through the REST interface of any of its nodes. Its nodes are hosts of their own.
///
/// Source of names, types and rights: Proxmox' API viewer (`apidata.js` of pve-docs).
public final class ProxmoxCollector: Collector {
    static let entries = Option(
        optional: "entries", .texts, example: ["https://pve-2.example.org:8006"],
        meaning: "nodes that are asked in turn where the endpoint does not answer")
    static let authority = Option(
        optional: "ca_file", .path, example: "/etc/warte/pve-root-ca.pem",
        meaning: "the authority that vouches for the nodes' certificates; on a node it is /etc/pve/pve-root-ca.pem")
    static let fingerprints = Option(
        optional: "fingerprints", .texts, example: [(0..<32).map { _ in "5A" }.joined(separator: ":")],
        meaning: "SHA-256 of the certificate: one for all, or one for the endpoint and one for each entry; then no authority is asked")
    static let user = Option(
        optional: "user", .text, example: "warte@pve", meaning: "who logs in with the password, where there is no token")
    static let agentUsers = Option(
        "agent_users", .yesOrNo, default: false,
        meaning:
            "with \"yes\" the guest agents of VMs are asked who is logged in; needs VM.GuestAgent.Audit, before Proxmox VE 9 VM.Monitor")
    static let token = SecretDeclaration("token", meaning: "an API token, whole, in one line: USER@REALM!NAME=SECRET")
    static let password = SecretDeclaration("password", meaning: "the user's password, where there is no token")
    public static let kind = CollectorKind(
        "proxmox", watches: "a Proxmox VE cluster or a single node, through its REST interface",
        endpoints: ["https://pve-1.example.org:8006"], options: [entries, authority, fingerprints, user, agentUsers],
        secrets: [token, password],
        hasNodes: true, goesThroughSSH: true, advice: .adviceProxmox())

    /// pvestatd publishes new figures every ten seconds (`$updatetime` in its source): to ask sooner brings the same ones. Half a second
    /// less, so that a beat of ten seconds is not missed by a hair.
    static let freshness = Duration.milliseconds(9500)

    private let target: Target
    private let port: ProxmoxPort
    private let clock: @Sendable () -> ContinuousClock.Instant
    private let tracker: Mutex<ClusterTracker>

    public convenience init(target: Target, transports: Transports) throws(ConfigurationProblem) {
        try self.init(target: target, transports: transports, clock: { .now })
    }

    /// - Parameter clock: decides when figures and tickets are old; deadlines are real time.
    init(
        target: Target, transports: Transports, clock: @escaping @Sendable () -> ContinuousClock.Instant
    ) throws(ConfigurationProblem) {
        let urls = [target.endpoint] + (try target.options[Self.entries] ?? [])
        let nodes = try EntryNode.list(
            urls, authority: try target.options[Self.authority], fingerprints: try target.options[Self.fingerprints] ?? [])
        let access = try ProxmoxAccess(target, user: try target.options[Self.user])
        self.target = target
        self.clock = clock
        port = ProxmoxPort(nodes, access: access, transports: transports, via: target.via, clock: clock)
        tracker = Mutex(
            ClusterTracker(target: target.id, interval: target.interval, asksAgents: try target.options[Self.agentUsers]))
    }

    public static func lacks(_ target: Target) -> [ConfigurationProblem] { target.lacksCertificates(at: authority) }

    /// Lists tell what has changed since the ones before: who asks the same cluster otherwise goes on with those.
    public func takeUp(_ past: HeardBefore, from predecessor: (any Collector)?) async {
        guard let old = predecessor as? ProxmoxCollector, old.target.endpoint == target.endpoint, old.target.via == target.via else {
            return
        }
        let known = old.tracker.withLock { $0 }
        tracker.withLock { $0.takeUp(known) }
    }

    public func collect(at now: Moment) async throws(CollectFailure) -> Reading {
        // A tenth is left for what comes after the last answer.
        let end = ContinuousClock.now + target.deadline * 9 / 10
        let asked = clock()
        let isFull = tracker.withLock { tracker in tracker.surveyedAt.map { asked - $0 >= Self.freshness } ?? true }
        guard isFull else {
            let (tasks, line) = try await port.open(ClusterTasks.path, until: end, ClusterTasks.init)
            return await conclude(.success(tasks), survey: nil, line: line, until: end, at: now, asked: asked)
        }
        let survey = try await Survey.take(through: port, plan: tracker.withLock { $0.plan(at: asked) }, until: end, at: asked)
        return await conclude(survey.tasks, survey: survey, line: survey.line, until: end, at: now, asked: asked)
    }

    public func close() async {}

    private func conclude(
        _ tasks: Survey.Outcome<ClusterTasks>, survey: Survey?, line: ProxmoxPort.Line, until end: ContinuousClock.Instant, at now: Moment,
        asked: ContinuousClock.Instant
    ) async -> Reading {
        let vanished = tracker.withLock { $0.consoles.vanished(in: tasks) }
        let answers = await ClusterTasks.answers(of: vanished, through: port, line, until: end)
        let change = port.takeChange()
        return tracker.withLock { $0.take(tasks, answers: answers, survey: survey, change: change, at: now, asked: asked) }
    }
}
