/// What a number measures: brings its own label, unit and kind, so that no screen keeps a table of names.
public struct Metric: Hashable, Sendable, Identifiable {
    public typealias ID = String

    /// How a value is written; also its resolution in the store's long tiers.
    public enum Unit: String, Hashable, Sendable, CaseIterable {
        /// 0 to 100 and above (a guest can use more than its share); one decimal is kept.
        case percent
        /// A number of things: sessions, guests; whole.
        case count
        /// Bytes; whole.
        case bytes
        /// Bytes per second.
        case bytesPerSecond
        /// Milliseconds; one decimal.
        case milliseconds
    }

    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// The value itself.
        case gauge
        /// A total that only grows until it starts again at zero. The store keeps its rate per second; after a reset there is a gap.
        case counter
    }

    public let id: ID
    public let label: String
    public let unit: Unit
    public let kind: Kind
    public init(_ id: ID, label: String, unit: Unit, kind: Kind = .gauge) {
        self.id = id
        self.label = label
        self.unit = unit
        self.kind = kind
    }
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

    public static let standard: [Metric] = [
        cpu, cpuUser, cpuSystem, cpuIOWait, cpuSteal, memory, memoryTotal, memoryAvailable, swapUsed, cpuWait,
        pressureCPU, pressureIO, pressureMemory, sessions, guestsRunning, guestsDefined,
        netReceived, netSent, blockRead, blockWritten, guestCPU, guestWait, guestWaitWorst, guestMemoryUsed,
    ]
}
