import Curses
import Dashboard
import Feed
import Glibc
import Link
import OwnProcess
import Telemetry

/// The front's side of the engine: finds one or brings one, listens, and comes back when it is gone. Never waits.
final class EngineLink: EngineSource {
    private let loop: EventLoop
    private let locator: EngineLocator
    private let configuration: String?
    /// How an engine of ours is told to be a demo; nil for a real one.
    private let demo: [String]?
    /// The configuration of the engine that was attached last, empty where it had none: where it is gone, ours is to watch the same. Nil
    /// before the first.
    private var watched: String?
    private var search: EngineSearch
    private var client: LinkClient?
    /// Engines of ours that have not ended; the newest is the one that counts. One that dies slowly may outlive the next one's start.
    private var processes: [EngineProcess] = []
    /// When the engine was heard last, and when it was asked for a sign since.
    private var heardAt = ContinuousClock.now
    private var askedAt: ContinuousClock.Instant?
    /// An engine with little to tell is asked after so long.
    private static let quiet = Duration.seconds(5)
    private var complaints = ""
    /// Engines of ours in a row that found another one; one that has the store and never listens on our socket is a failure.
    private var gaveWay = 0
    /// The engine we started got as far as being attached to.
    private var hasServed = false
    private static let patience = 20

    init(loop: EventLoop, locator: EngineLocator, configuration: String?, demo: [String]? = nil) {
        self.demo = demo
        self.loop = loop
        self.locator = locator
        self.configuration = configuration
        search = EngineSearch(at: .now, patience: demo == nil ? EngineSearch.startPatience : EngineSearch.demoPatience)
    }

    var isAttached: Bool { client != nil }
    var now: Moment { wallClock() }
    var replay: ReplayState? { nil }
    func pause(_ isPaused: Bool) {}

    /// When there is something to do again without anything happening.
    var due: ContinuousClock.Instant? {
        guard client == nil else { return nil }
        if case .wait(let until) = search.step(at: .now) { return until }
        return .now
    }

    /// - Parameter engine: the one whose state was on screen when the user acted.
    func send(_ command: Command, to engine: EngineID) { client?.send(command, to: engine) }
    func requestReveal(user: String, host: String, reason: String, of engine: EngineID) {
        client?.requestReveal(user: user, host: host, reason: reason, of: engine)
    }

    func ask(_ question: PastQuestion) {
        switch question {
        case .alarms(let moment): client?.requestAlarms(at: moment, limit: Travel.mostAlarms)
        case .hosts(let hosts, let moment): client?.requestHosts(hosts, at: moment)
        }
    }

    func askHistory(since: Moment, limit: Int) { client?.requestHistory(since: since, limit: limit) }

    /// False where there is no engine to ask.
    func ask(_ questions: CalledHistory.Questions) -> Bool {
        guard let client else { return false }
        if !questions.keys.isEmpty { client.requestLatest(questions.keys) }
        for (host, first) in questions.series { client.requestSeries(of: host, from: first) }
        for span in questions.spans { client.requestSpan(span) }
        return true
    }

    /// Looks for an engine where it is time to.
    func turn() -> [EngineNews] {
        guard client == nil, search.step(at: .now) == .connect else { return [] }
        do throws(LinkProblem) {
            let new = try locator.connect { (path) throws(LinkProblem) in try LinkClient(path: path, version: version) }
            loop.add(new.fileDescriptor)
            new.attach()
            client = new
            gaveWay = 0
            hasServed = !processes.isEmpty
            (heardAt, askedAt) = (.now, nil)
            return [.connection(.attached)]
        } catch {
            switch error {
            case .absent:
                // One that was started a moment ago holds its store before it listens.
                if processes.isEmpty, let holder = locator.holder {
                    guard search.foundDeaf(at: .now) else { return [] }
                    return [.connection(.lost(reason: EngineLocator.deaf(holder), since: wallClock()))]
                }
                return bringOne()
            default:
                search.refused(at: .now)
                return [.connection(.lost(reason: error.message, since: wallClock()))]
            }
        }
    }

    /// What was heard on `file`; nothing where it is none of ours.
    func heard(on file: Int32) -> [EngineNews] {
        if let process = processes.first(where: { $0.complaints == file }) { return heardComplaints(of: process) }
        guard let client, file == client.fileDescriptor else {
            // A file that nobody reads would wake the loop for ever.
            loop.remove(file)
            return []
        }
        do throws(LinkProblem) {
            var news: [EngineNews] = []
            for message in try client.readable() {
                (heardAt, askedAt) = (.now, nil)
                if case .alive = message { continue }
                if case .protocolMismatch(let mismatch) = message {
                    drop()
                    search.refused(at: .now)
                    news.append(.connection(.versionMismatch(mismatch.message)))
                    break
                }
                // All there is comes again, as after the first attach.
                if case .resync = message { news.append(.connection(.attached)) }
                if case .update(.engine(let status)) = message,
                    let fault = EngineLocator.mismatch(asked: configuration, engine: status)
                {
                    return news + [.failed(text: "warte: " + fault.text, status: 2)]
                }
                if case .update(.engine(let status)) = message { watched = status.configurationPath }
                news.append(.message(message))
            }
            return news
        } catch {
            drop()
            search.lost(at: .now)
            return [.connection(.lost(reason: error.message, since: wallClock()))]
        }
    }

    /// For how long nothing was heard of an engine that is attached and gives no sign when it is asked: stopped, or hanging. Once a second.
    func silence() -> Duration? {
        guard let client else { return nil }
        let now = ContinuousClock.now
        guard let askedAt else {
            if heardAt.duration(to: now) >= Self.quiet {
                self.askedAt = now
                client.ask()
            }
            return nil
        }
        return askedAt.duration(to: now) >= Self.quiet ? heardAt.duration(to: now) : nil
    }

    private func drop() {
        guard let client else { return }
        loop.remove(client.fileDescriptor)
        client.close()
        self.client = nil
    }

    private func bringOne() -> [EngineNews] {
        if configuration == nil, let watched, !watched.isEmpty, access(watched, R_OK) != 0 {
            search.mayNotStart(at: .now)
            return [.connection(.lost(reason: .engineEndedUnreadable(watched), since: wallClock()))]
        }
        guard search.foundNobody(at: .now) else { return [] }
        // One that was started and has not listened for so long stands in the way of the next: engines must not become more and more.
        for old in processes { kill(old.pid, SIGTERM) }
        do throws(EngineProcess.Failure) {
            let path = configuration ?? watched ?? ""
            let new = try EngineProcess(arguments: ["--private"] + (demo ?? (path.isEmpty ? [] : ["--config", path])))
            loop.add(new.complaints)
            processes.append(new)
            complaints = ""
            return []
        } catch {
            return [.failed(text: error.message.text, status: 1)]
        }
    }

    /// It speaks only when something is wrong with it; when it has ended, what it said is the reason.
    private func heardComplaints(of process: EngineProcess) -> [EngineNews] {
        let isNewest = process.pid == processes.last?.pid
        if let more = process.read() {
            guard isNewest else { return [] }
            complaints += more
            if complaints.utf8.count > 65_536 { complaints = String(complaints.suffix(4096)) }
            return []
        }
        loop.remove(process.complaints)
        process.close()
        processes.removeAll { $0.pid == process.pid }
        guard isNewest else {
            _ = process.waitedFor()
            return []
        }
        let served = hasServed
        hasServed = false
        let status = process.waitedFor()
        search.startedOneEnded(at: .now, gaveWay: status == engineIsThere)
        // One that was killed after it had served is missed, and another is brought.
        guard let status, status != 0, client == nil, !served else { return [] }
        if status == engineIsThere, gaveWay < Self.patience {
            // An engine that another front brought at the same moment has the place: ours gives way, and that is no failure.
            gaveWay += 1
            return []
        }
        // There is a picture, and what was wrong with the engine's files may be mended.
        guard watched == nil else {
            return [.connection(.lost(reason: .engineNotStarted(RawLine(String(complaints.prefix { $0 != "\n" }))), since: wallClock()))]
        }
        return [.failed(text: complaints, status: status)]
    }
}
