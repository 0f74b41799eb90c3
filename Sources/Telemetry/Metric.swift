/// What a number measures: brings its own label, unit, kind and resolution, so that no screen keeps a table of names. A collector defines
/// its own where there is no constant for it, as a `static let`: then to compare two is to compare two addresses.
public struct Metric: Sendable, Identifiable {
    public typealias ID = String

    private let description: MetricDescription
    public var id: ID { description.id }
    public var label: String { description.label }
    public var unit: Unit { description.unit }
    public var kind: Kind { description.kind }
    /// The step between neighbouring values that is worth keeping for long; recent ones are kept as they are.
    public var resolution: Double { description.resolution }

    /// - Parameters:
    ///   - label: at most 64 bytes of it.
    ///   - resolution: nil, or what is no sensible step, is the unit's.
    public init(_ id: ID, label: String, unit: Unit, kind: Kind = .gauge, resolution: Double? = nil) {
        let resolution = resolution.flatMap { Metric.resolutions.contains($0) ? $0 : nil } ?? unit.resolution
        description = MetricDescription(id: id, label: label.beginning(bytes: 64), unit: unit, kind: kind, resolution: resolution)
    }
    private static let resolutions = 1e-9...1e12
}

/// Shared by all who speak of a metric: samples are many, and are compared at every poll.
private final class MetricDescription: Sendable {
    let id: Metric.ID
    let label: String
    let unit: Metric.Unit
    let kind: Metric.Kind
    let resolution: Double
    init(id: Metric.ID, label: String, unit: Metric.Unit, kind: Metric.Kind, resolution: Double) {
        self.id = id
        self.label = label
        self.unit = unit
        self.kind = kind
        self.resolution = resolution
    }
}

extension Metric: Hashable {
    public static func == (a: Metric, b: Metric) -> Bool {
        a.description === b.description
            || a.id == b.id && a.label == b.label && a.unit == b.unit && a.kind == b.kind && a.resolution == b.resolution
    }
    public func hash(into hasher: inout Hasher) { hasher.combine(id) }
}

/// The metrics that more than one collector can answer. Rules and screens know these and no collector.
extension Metric {
    // Of a host (`Entity.host`).
    public static let cpu = Metric("cpu", label: "CPU", unit: .percent)
    public static let cpuUser = Metric("cpu.user", label: "user", unit: .percent)
    public static let cpuSystem = Metric("cpu.system", label: "system", unit: .percent)
    public static let cpuIOWait = Metric("cpu.iowait", label: "I/O wait", unit: .percent)
    public static let cpuSteal = Metric("cpu.steal", label: "steal", unit: .percent)
    /// Share of memory that is not available: `1 - available / total`, never "used".
    public static let memory = Metric("memory", label: "Memory", unit: .percent)
    public static let memoryTotal = Metric("memory.total", label: "total", unit: .bytes)
    public static let memoryAvailable = Metric("memory.available", label: "available", unit: .bytes)
    public static let swapUsed = Metric("swap.used", label: "swap", unit: .bytes)
    /// Time vCPUs were ready but not running, as a share of wall time: mean over the vCPUs of all running guests.
    public static let cpuWait = Metric("cpu.wait", label: "Wait", unit: .percent)
    /// PSI "some", 10 s average (kernel documentation, accounting/psi).
    public static let pressureCPU = Metric("psi.cpu", label: "PSI", unit: .percent)
    public static let pressureIO = Metric("psi.io", label: "PSI I/O full", unit: .percent)
    public static let pressureMemory = Metric("psi.memory", label: "PSI memory full", unit: .percent)
    /// Sessions that are there now; peers that have not authenticated are not counted.
    public static let sessions = Metric("sessions", label: "Sessions", unit: .count)
    public static let guestsRunning = Metric("guests.running", label: "Guests running", unit: .count)
    public static let guestsDefined = Metric("guests.defined", label: "Guests", unit: .count)

    // Of a host (all clients or links together) or of a guest.
    public static let netReceived = Metric("net.received", label: "received", unit: .bytesPerSecond, kind: .counter)
    public static let netSent = Metric("net.sent", label: "sent", unit: .bytesPerSecond, kind: .counter)
    public static let blockRead = Metric("block.read", label: "read", unit: .bytesPerSecond, kind: .counter)
    public static let blockWritten = Metric("block.written", label: "written", unit: .bytesPerSecond, kind: .counter)

    // Of a guest (`Entity.guest`).
    /// Of the guest's own vCPUs: 100 is all of them busy.
    public static let guestCPU = Metric("guest.cpu", label: "CPU %", unit: .percent)
    public static let guestWait = Metric("guest.wait", label: "Wait %", unit: .percent)
    public static let guestWaitWorst = Metric("guest.wait.worst", label: "Worst vCPU wait %", unit: .percent)
    public static let guestMemoryUsed = Metric("guest.memory.used", label: "Memory", unit: .bytes)
    /// PSI of its cgroup, its emulator's threads among it: "some" of the CPU, "full" of I/O and memory, 10 s averages.
    public static let guestPressureCPU = Metric("guest.psi.cpu", label: "PSI", unit: .percent)
    public static let guestPressureIO = Metric("guest.psi.io", label: "PSI I/O full", unit: .percent)
    public static let guestPressureMemory = Metric("guest.psi.memory", label: "PSI memory full", unit: .percent)

    public static let standard: [Metric] = [
        cpu, cpuUser, cpuSystem, cpuIOWait, cpuSteal, memory, memoryTotal, memoryAvailable, swapUsed, cpuWait,
        pressureCPU, pressureIO, pressureMemory, sessions, guestsRunning, guestsDefined,
        netReceived, netSent, blockRead, blockWritten, guestCPU, guestWait, guestWaitWorst, guestMemoryUsed,
        guestPressureCPU, guestPressureIO, guestPressureMemory,
    ]

    /// The constant of that id.
    public static func standard(_ id: ID) -> Metric? { byID[id] }
    private static let byID = Dictionary(uniqueKeysWithValues: standard.map { ($0.id, $0) })
}
