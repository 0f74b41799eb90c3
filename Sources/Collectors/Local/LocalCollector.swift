public import Collecting
import Glibc
import Synchronization
public import Telemetry

/// This machine, from the files of its kernel: processors, memory, pressure, network, logins. Needs no rights and no endpoint.
public final class LocalCollector: Collector {
    public static let kind = "local"
    public static let endpointExample: String? = nil
    public static let options = [
        (key: "root", meaning: "folder where the system to look at is mounted, such as \"/host\" in a container; this system where not set")
    ]

    private let host: Host
    private let root: String
    private let course = Mutex(Course())

    /// What one poll leaves for the next.
    private struct Course {
        var processors: ProcessorTimes?
        var received = DeviceTotals()
        var sent = DeviceTotals()
        var logins: [Login] = []
    }

    public init(host: Host, transports: Transports) throws(ConfigurationProblem) {
        var root = host.options["root"] ?? ""
        guard root.isEmpty || root.hasPrefix("/") else {
            throw ConfigurationProblem(key: "root", text: "\"\(root)\" is not an absolute path")
        }
        while root.hasSuffix("/") { root.removeLast() }
        self.host = host
        self.root = root
    }

    /// The first poll takes a quarter of a second, so that it has CPU shares too.
    public func collect(at now: Moment) async throws(CollectFailure) -> Reading {
        if course.withLock({ $0.processors == nil }) {
            let first = try parseStat(required("/proc/stat"))
            course.withLock { $0.processors = first }
            try? await Task.sleep(for: .milliseconds(250))
        }
        var reading = Reading()
        let processors = try parseStat(required("/proc/stat"))
        let memory = try parseMemory(required("/proc/meminfo"))
        let network = try file("/proc/net/dev").text()
        var devices: [String: NetworkDevice]?
        if let network { devices = try parseNetworkDevices(network) }
        // A system that keeps no login file says nothing about sessions: not the same as none.
        // `/var/run` may be an absolute link, which leads out of `root`.
        var logins = try file("/run/utmp").read()
        if logins == nil { logins = try file("/var/run/utmp").read() }

        let alive = logins.map { parseLogins($0).filter { file("/proc/\($0.process)").exists } }
        course.withLock { course in
            if let before = course.processors { reading.samples += ProcessorTimes.shares(from: before, to: processors) }
            course.processors = processors
            if let devices {
                let received = course.received.advance(to: devices.mapValues(\.received))
                let sent = course.sent.advance(to: devices.mapValues(\.sent))
                reading.samples += [received.map { Sample(.netReceived, $0) }, sent.map { Sample(.netSent, $0) }].compactMap { $0 }
            }
            if let alive {
                reading.samples.append(Sample(.sessions, Double(alive.count)))
                reading.sessions = alive.map(\.session)
                reading.ends = ends(of: course.logins, without: alive, at: now)
                course.logins = alive
            }
        }
        reading.samples += memory.samples
        reading.samples += try pressure()
        reading.about = about(processors: processors.processors, memory: memory.total)
        return reading
    }

    public func close() async {}

    private func file(_ path: String) -> SystemFile { SystemFile(root: root, path: path) }

    private func required(_ path: String) throws(CollectFailure) -> String {
        guard let text = try file(path).text() else { throw .unreachable(asked: root + path, reason: "no such file") }
        return text
    }

    private func pressure() throws(CollectFailure) -> [Sample] {
        func read(_ name: String) throws(CollectFailure) -> Pressure? {
            guard let text = try file("/proc/pressure/\(name)").text() else { return nil }
            return try parsePressure(text, path: "/proc/pressure/\(name)")
        }
        let samples = [
            try read("cpu").map { Sample(.pressureCPU, $0.some) }, try read("io")?.full.map { Sample(.pressureIO, $0) },
            try read("memory")?.full.map { Sample(.pressureMemory, $0) },
        ]
        return samples.compactMap { $0 }
    }

    /// The login file says that somebody left, not why.
    private func ends(of before: [Login], without now: [Login], at moment: Moment) -> [SessionEnd] {
        Set(before).subtracting(now).sorted { $0.process < $1.process }.map { login in
            SessionEnd(
                at: moment, host: host.id, kind: .login, session: login.session.id, user: login.user, cause: .unknown,
                confidence: .inferred, proof: "utmp: no longer there: \(login.text)")
        }
    }

    private func about(processors: Int, memory: Double) -> String {
        let release = (try? file("/proc/sys/kernel/osrelease").text())?.split(separator: "\n").first
        let kernel = release.map { "Linux \($0)" } ?? "Linux"
        return "\(kernel) · \(processors) \(processors == 1 ? "CPU" : "CPUs") · \(gibibytes(memory)) GiB"
    }
}

/// Rounded to whole GiB; below ten with one decimal.
func gibibytes(_ bytes: Double) -> String {
    guard bytes.isFinite, bytes >= 0, bytes < 1e18 else { return "?" }
    let tenths = Int((bytes / 1_073_741_824 * 10).rounded())
    return tenths < 100 && tenths % 10 != 0 ? "\(tenths / 10).\(tenths % 10)" : "\((tenths + 5) / 10)"
}
