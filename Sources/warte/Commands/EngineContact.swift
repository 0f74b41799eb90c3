import Feed
import Glibc
import Link
import OwnProcess
import Platform
import Telemetry

/// The command line's way to an engine: the one that runs, or one of its own that ends by itself afterwards.
struct EngineContact {
    let call: LinkCall
    /// Where it listens.
    let socket: String
    /// The one that was started for this command: it has polled nothing yet.
    private let own: EngineProcess?
    var isFresh: Bool { own != nil }

    struct Failure: WordedError {
        let message: Message
        let status: Int32
    }
    /// An engine that was started opens its store and reads its configuration before it listens.
    private static let patience = Duration.seconds(15)
    /// One that somebody else started may be about to listen, and one whose socket is gone makes it again within seconds.
    static let silence = Duration.seconds(6)
    private static let mostStarts = 3

    /// Only an engine that runs: an act on alarms of an engine that is not there makes no sense.
    /// - Parameter patience: so long one that is there and does not listen yet is waited for.
    static func running(patience: Duration = silence) throws(Failure) -> EngineContact {
        guard let contact = try ifRunning(patience: patience) else {
            throw Failure(message: .startService(.nobodyListens(try locator().socket)), status: 3)
        }
        return contact
    }

    /// Nil where none runs.
    static func ifRunning(patience: Duration = silence) throws(Failure) -> EngineContact? {
        let locator = try locator()
        let end = ContinuousClock.now + patience
        while true {
            if let (call, socket) = try connect(locator) { return EngineContact(call: call, socket: socket, own: nil) }
            guard let holder = locator.holder else { return nil }
            guard ContinuousClock.now < end else { throw Failure(message: EngineLocator.deaf(holder), status: 3) }
            pause(.milliseconds(50))
        }
    }

    /// The one that runs, else one of our own. Where `configuration` names another one than the engine has, that is no answer.
    static func any(configuration: String?) throws(Failure) -> EngineContact {
        let contact = try found(configuration)
        guard configuration != nil else { return contact }
        let status: EngineStatus
        do throws(LinkProblem) { status = try contact.call.status() } catch { throw Failure(message: error.message, status: 3) }
        if let fault = EngineLocator.mismatch(asked: configuration, engine: status) { throw Failure(message: fault, status: 3) }
        return contact
    }

    private static func found(_ configuration: String?) throws(Failure) -> EngineContact {
        let locator = try locator()
        var started: EngineProcess?
        defer { started?.close() }
        var starts = 0
        var said = ""
        let end = ContinuousClock.now + patience
        var silentSince: ContinuousClock.Instant?
        while ContinuousClock.now < end {
            if let (call, socket) = try connect(locator) { return EngineContact(call: call, socket: socket, own: started) }
            guard let process = started else {
                if let holder = locator.holder {
                    let since = silentSince ?? .now
                    silentSince = since
                    guard since.duration(to: .now) < silence else { throw Failure(message: EngineLocator.deaf(holder), status: 3) }
                    pause(.milliseconds(50))
                    continue
                }
                guard starts < mostStarts else { break }
                starts += 1
                said = ""
                started = try start(configuration)
                continue
            }
            if let more = process.read() {
                if said.utf8.count < 65_536 { said += more }
                pause(.milliseconds(10))
                continue
            }
            let status = process.waitedFor() ?? 3
            process.close()
            started = nil
            // Another one has the place: a front brought it at the same moment.
            guard status == engineIsThere else {
                throw Failure(message: said.isEmpty ? .endedBeforeListening() : .raw(said), status: status)
            }
        }
        throw Failure(message: .nobodyListenedWithin(patience, said.isEmpty ? nil : RawLine(said)), status: 3)
    }

    /// Hangs up. The engine that was started for this command has ended then, so that the next one may bring another, with another
    /// configuration; but where somebody else has come to it meanwhile it stays.
    func leave() {
        guard let own else { return call.close() }
        let callers = (try? call.status())?.callers ?? 1
        call.close()
        guard callers <= 1 else { return }
        let end = ContinuousClock.now + Self.farewell
        while !own.hasEnded(), ContinuousClock.now < end { pause(.milliseconds(5)) }
    }
    private static let farewell = Duration.seconds(2)

    private static func locator() throws(Failure) -> EngineLocator {
        do throws(LinkProblem) { return try EngineLocator(environment: environment()) } catch {
            throw Failure(message: error.message, status: 3)
        }
    }

    private static func connect(_ locator: EngineLocator) throws(Failure) -> (LinkCall, socket: String)? {
        do throws(LinkProblem) {
            return try locator.connect { (path) throws(LinkProblem) in (try LinkCall(path: path, version: version), path) }
        } catch {
            guard case .absent = error else { throw Failure(message: error.message, status: 3) }
            return nil
        }
    }

    private static func start(_ configuration: String?) throws(Failure) -> EngineProcess {
        do throws(EngineProcess.Failure) {
            return try EngineProcess(arguments: ["--private", "--brief"] + (configuration.map { ["--config", $0] } ?? []))
        } catch {
            throw Failure(message: error.message, status: 3)
        }
    }

    /// Hosts after a poll that began after this call; those that did not answer in time are as they were.
    /// - Parameter needsRates: whether it is worth a second poll of each host that shares of CPU are known.
    func polled(needsRates: Bool = true) throws(LinkProblem) -> (site: Site, hosts: [HostState]) {
        var found = try round(after: wallClock(), isCalled: !isFresh)
        guard isFresh, needsRates else { return found }
        // Shares of CPU are differences of two readings: a first one says nothing about them.
        pause(.seconds(1))
        found = try round(after: wallClock(), isCalled: true)
        return found
    }

    private func round(after start: Moment, isCalled: Bool) throws(LinkProblem) -> (site: Site, hosts: [HostState]) {
        if isCalled { _ = try call.perform(.pollNow(nil)) }
        var found = try call.hosts()
        var called: Set<Host.ID> = []
        let longest = found.site.hosts.map(\.deadline).max() ?? .seconds(5)
        let end = ContinuousClock.now + longest + .seconds(1)
        while ContinuousClock.now < end, !found.hosts.allSatisfy({ $0.polledAt.map { $0 >= start } ?? false }) {
            pause(.milliseconds(20))
            // Polls of a fresh engine are spread over the interval: this one has no time for that. A host that has answered is not asked
            // again, nor twice: each poll may be a login.
            if !isCalled {
                for host in found.hosts where host.polledAt == nil && !called.contains(host.id) {
                    if try call.perform(.pollNow(host.id)) == nil { called.insert(host.id) }
                }
            }
            found = try call.hosts()
        }
        return found
    }
}

func pause(_ duration: Duration) {
    var time = duration.ofSystem
    nanosleep(&time, nil)
}
