import Feed
import Glibc
import Link
import OwnProcess
import Telemetry

/// The command line's way to an engine: the one that runs, or one of its own that ends by itself afterwards.
struct EngineContact {
    let call: LinkCall
    /// It was started for this command: it has polled nothing yet.
    let isFresh: Bool

    struct Failure: Error {
        let text: String
        let status: Int32
    }
    private static let patience = Duration.seconds(15)

    /// Only an engine that runs: an act on alarms of an engine that is not there makes no sense.
    static func running() throws(Failure) -> EngineContact {
        do throws(LinkProblem) {
            let path = try socketFolder(environment: environment()) + "/" + socketName
            return EngineContact(call: try LinkCall(path: path, version: version), isFresh: false)
        } catch {
            throw Failure(text: error.text, status: 3)
        }
    }

    /// The one that runs, else one of our own.
    static func any(configuration: String?) throws(Failure) -> EngineContact {
        let path: String
        do throws(LinkProblem) {
            path = try socketFolder(environment: environment()) + "/" + socketName
            return EngineContact(call: try LinkCall(path: path, version: version), isFresh: false)
        } catch {
            guard case .absent(let absent) = error else { throw Failure(text: error.text, status: 3) }
            return try start(configuration, socket: absent)
        }
    }

    private static func start(_ configuration: String?, socket: String) throws(Failure) -> EngineContact {
        let process: EngineProcess
        do throws(EngineProcess.Failure) {
            process = try EngineProcess(arguments: ["--private"] + (configuration.map { ["--config", $0] } ?? []))
        } catch {
            throw Failure(text: error.text, status: 3)
        }
        let end = ContinuousClock.now + patience
        var said = ""
        while ContinuousClock.now < end {
            do throws(LinkProblem) {
                return EngineContact(call: try LinkCall(path: socket, version: version), isFresh: true)
            } catch {
                guard case .absent = error else { throw Failure(text: error.text, status: 3) }
            }
            guard let more = process.read() else {
                let status = process.waitedFor() ?? 3
                // A front brought one at the same moment.
                if status == engineIsThere { return try any(configuration: configuration) }
                throw Failure(text: said.isEmpty ? "the engine ended before it listened" : said, status: status)
            }
            said += more
            pause(.milliseconds(10))
        }
        throw Failure(text: "the engine did not listen within \(patience.milliseconds / 1000) s\n\(said)", status: 3)
    }

    /// Hosts after a poll that began after this call; those that did not answer in time are as they were.
    func polled() throws(LinkProblem) -> (site: Site, hosts: [HostState]) {
        var found = try round(after: wallClock(), isCalled: !isFresh)
        guard isFresh else { return found }
        // Shares of CPU are differences of two readings: a first one says nothing about them.
        pause(.seconds(1))
        found = try round(after: wallClock(), isCalled: true)
        return found
    }

    private func round(after start: Moment, isCalled: Bool) throws(LinkProblem) -> (site: Site, hosts: [HostState]) {
        if isCalled { _ = try call.perform(.pollNow(nil)) }
        var found = try call.hosts()
        let longest = found.site.hosts.map(\.deadline).max() ?? .seconds(5)
        let end = ContinuousClock.now + longest + .seconds(1)
        while ContinuousClock.now < end, !found.hosts.allSatisfy({ $0.polledAt.map { $0 >= start } ?? false }) {
            pause(.milliseconds(20))
            // Polls of a fresh engine are spread over the interval: this one has no time for that.
            if !isCalled { _ = try call.perform(.pollNow(nil)) }
            found = try call.hosts()
        }
        return found
    }
}

func pause(_ duration: Duration) {
    var time = timespec(
        tv_sec: Int(duration.components.seconds), tv_nsec: Int(duration.components.attoseconds / 1_000_000_000))
    nanosleep(&time, nil)
}
