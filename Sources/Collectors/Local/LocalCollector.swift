public import Collecting
import Glibc
import Synchronization
public import Telemetry

/// This machine, or another one through ssh, from the files of its kernel: processors, memory, pressure, network, logins. Needs no rights
/// and no endpoint.
public final class LocalCollector: Collector {
    static let root = Option(
        "root", .path, default: "/", meaning: "the folder where the system to look at is mounted, such as \"/host\" in a container")
    static let logins = Option(
        "logins", .yesOrNo, default: true,
        meaning: "with \"no\" logins are neither counted nor shown, and it is no fault where they cannot be read")
    public static let kind = CollectorKind(
        "local", watches: "this machine: its processors, memory, pressure, network and logins", options: [root, logins],
        goesThroughSSH: true, advice: .adviceLocal())

    private let target: Target
    private let root: String
    private let read: @Sendable (Duration) async throws(CollectFailure) -> SystemReading
    private let showsLogins: Bool
    private let state = Mutex(State())

    /// What one poll leaves for the next.
    private struct State {
        var processors = ProcessorShares()
        var received = DeviceTotals()
        var sent = DeviceTotals()
        var logins: LoginList?
        /// Figures that could not be read at the last poll.
        var missing: [Message] = []
    }

    public init(target: Target, transports: Transports) throws(ConfigurationProblem) {
        var root = try target.options[Self.root]
        while root.hasSuffix("/") { root.removeLast() }
        showsLogins = try target.options[Self.logins]
        self.target = target
        self.root = root
        if target.via == nil {
            let reader = SystemReader.of(root: root)
            read = { deadline throws(CollectFailure) in try await reader.reading(within: deadline) }
        } else {
            let system = RemoteSystem(root: root, transports: transports)
            read = { deadline throws(CollectFailure) in try await system.reading(within: deadline) }
        }
    }

    /// The first poll looks twice where it has the time, so that it has CPU shares too.
    public func collect(at now: Moment) async throws(CollectFailure) -> Reading {
        let end = ContinuousClock.now + target.deadline
        var found = try await read(target.deadline)
        let isFirst = state.withLock { state in
            guard state.processors.isNew, let times = try? found.processors.get() else { return false }
            _ = state.processors.advance(to: times, at: found.at)
            return true
        }
        if isFirst, let pause = RateWindow.pause(interval: target.interval, deadline: target.deadline) {
            try? await Task.sleep(for: pause)
            found = try await read(max(end - .now, .milliseconds(1)))
        }
        if !showsLogins { found.logins = .success(nil) }
        // Without either of the two this is no system of the kind.
        if (try? found.processors.get()) == nil, (try? found.memory.get()) == nil {
            if case .failure(let failure) = found.processors { throw failure }
            throw .unreachable(asked: root + "/proc/stat", reason: .noSuchFile(), hint: .noSystem)
        }
        return state.withLock { read(found, &$0, at: now) }
    }

    public func close() async {}

    private func read(_ found: SystemReading, _ state: inout State, at now: Moment) -> Reading {
        var figures = HostFigures(sessionKind: .login)
        var ends: [SessionEnd] = []
        figures.samples += state.processors.advance(to: try? found.processors.get(), at: found.at)
        if let devices = try? found.devices.get() {
            let received = state.received.advance(to: devices.mapValues(\.received))
            let sent = state.sent.advance(to: devices.mapValues(\.sent))
            figures.samples += [received.map { Sample(.netReceived, $0) }, sent.map { Sample(.netSent, $0) }].compactMap { $0 }
        }
        if let list = try? found.logins.get() {
            figures.samples.append(Sample(.sessions, Double(list.logins.count)))
            figures.sessions = list.logins.map(\.session)
            if let before = state.logins, before.source == list.source { ends = self.ends(of: before, without: list, at: now) }
            state.logins = list
        }
        let memory = try? found.memory.get()
        figures.samples += memory?.samples ?? []
        figures.samples += [
            (try? found.pressureCPU.get()).map { Sample(.pressureCPU, $0.some) },
            (try? found.pressureIO.get())?.full.map { Sample(.pressureIO, $0) },
            (try? found.pressureMemory.get())?.full.map { Sample(.pressureMemory, $0) },
        ].compactMap { $0 }
        let faults = found.faults
        let events = changes(from: state.missing, to: faults, at: now)
        state.missing = faults.map(\.figure)
        figures.inventory = Inventory(
            product: "Linux", version: found.kernel, processors: (try? found.processors.get())?.processors,
            memory: (memory?.total).flatMap { UInt64(exactly: $0) },
            gaps: faults.map { Inventory.Gap(figure: $0.figure, reason: $0.failure.message) })
        return Reading(figures, ends: ends, events: events)
    }

    /// One line when a figure goes missing and one when it is back: the words of a failure may differ at every poll.
    private func changes(from missing: [Message], to faults: [(figure: Message, failure: CollectFailure)], at now: Moment) -> [HostEvent] {
        let new = faults.filter { !missing.contains($0.figure) }.map { Message.figureMissing($0.figure, $0.failure.message) }
        let back = missing.filter { figure in !faults.contains { $0.figure == figure } }.map { Message.figureBack($0) }
        return (new + back).map { HostEvent(at: now, host: target.id, $0) }
    }

    /// The list says that somebody left, not why.
    private func ends(of before: LoginList, without now: LoginList, at moment: Moment) -> [SessionEnd] {
        Set(before.logins).subtracting(now.logins).sorted { $0.process < $1.process }.map { login in
            SessionEnd(
                at: moment, host: target.id, kind: .login, session: login.session.id, user: login.user, cause: .unknown,
                confidence: .inferred, because: .loginGone("\(before.source)", MarkedLine(login.pieces)))
        }
    }
}
