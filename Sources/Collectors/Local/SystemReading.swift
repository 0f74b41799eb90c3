import Telemetry

/// What the files of one system said at one moment, each for itself: one that cannot be read costs nobody else's numbers.
struct SystemReading: Sendable {
    /// Nil where the system has no such thing, such as pressure files on an old kernel.
    typealias Found<Value> = Result<Value?, CollectFailure>

    var at: ContinuousClock.Instant
    var processors: Found<ProcessorTimes>
    var memory: Found<MemoryFigures>
    var devices: Found<[String: NetworkDevice]>
    var pressureCPU: Found<Pressure>
    var pressureIO: Found<Pressure>
    var pressureMemory: Found<Pressure>
    var logins: Found<LoginList>
    /// Such as `6.1.0-18-amd64`; empty where unknown.
    var kernel: String

    /// Blocks for as long as the files do. `begins` is told each path before it is read.
    init(root: String, fetched: FetchedFiles? = nil, begins: (String) -> Void) {
        func text(_ path: String) throws(CollectFailure) -> String? {
            begins(root + path)
            return try SystemFile(root: root, path: path, fetched: fetched).text()
        }
        func parsed<Value>(_ path: String, _ parse: (String) throws(CollectFailure) -> Value) -> Found<Value> {
            do throws(CollectFailure) { return .success(try text(path).map { text throws(CollectFailure) in try parse(text) }) } catch {
                return .failure(error)
            }
        }
        func pressure(_ name: String) -> Found<Pressure> {
            let path = "/proc/pressure/" + name
            return parsed(path) { text throws(CollectFailure) in try parsePressure(text, path: path) }
        }
        processors = parsed("/proc/stat", parseStat)
        memory = parsed("/proc/meminfo", parseMemory)
        devices = parsed("/proc/net/dev", parseNetworkDevices)
        pressureCPU = pressure("cpu")
        pressureIO = pressure("io")
        pressureMemory = pressure("memory")
        do throws(CollectFailure) { logins = .success(try LoginList(root: root, fetched: fetched, begins: begins)) } catch {
            logins = .failure(error)
        }
        kernel = (try? text("/proc/sys/kernel/osrelease"))?.split(separator: "\n").first.map { String($0).beginning(bytes: 100) } ?? ""
        at = .now
    }

    /// What could not be read, by what is missing for want of it, in a fixed order.
    var faults: [(figure: Message, failure: CollectFailure)] {
        func fault<Value>(_ figure: Message, _ found: Found<Value>) -> (figure: Message, failure: CollectFailure)? {
            if case .failure(let failure) = found { (figure, failure) } else { nil }
        }
        return [
            fault(.figureCPU(), processors), fault(.figureMemory(), memory), fault(.figureNetwork(), devices),
            fault(.figurePressureCPU(), pressureCPU),
            fault(.figurePressureIO(), pressureIO), fault(.figurePressureMemory(), pressureMemory), fault(.figureLogins(), logins),
        ].compactMap { $0 }
    }
}
