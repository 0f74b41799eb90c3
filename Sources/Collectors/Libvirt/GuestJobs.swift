import CLibvirt
import Telemetry

/// Who is asked whether its hypervisor does a long job with it: each guest in turn, and those that have one at every look. libvirt has no
/// call for all of them together.
struct GuestJobs: Sendable {
    private(set) var running: [String: GuestJob] = [:]
    private var lastAsked = ""
    /// The driver has no jobs.
    private var isUnknown = false
    /// Of those that have none, at each look.
    static let mostAtOnce = 50

    /// Which of these to ask now: those with a job first, or of whom something says that they may have one, then those whose turn it is.
    mutating func takeTurn(_ guests: [String], suspected: Set<String>) -> (urgent: [String], turn: [String]) {
        guard !isUnknown else { return ([], []) }
        let there = Set(guests)
        running = running.filter { there.contains($0.key) }
        let urgent = guests.filter { running[$0] != nil || suspected.contains($0) }
        let others = guests.filter { running[$0] == nil && !suspected.contains($0) }.sorted()
        let start = others.firstIndex { $0 > lastAsked } ?? 0
        return (urgent, Array((others[start...] + others[..<start]).prefix(Self.mostAtOnce)))
    }

    /// It had its turn: the next begins behind it.
    mutating func pass(_ guest: String) { lastAsked = guest }

    mutating func ask(_ domain: OpaquePointer, guest: String) {
        var type: Int32 = 0
        var list: virTypedParameterPtr?
        var count: Int32 = 0
        guard virDomainGetJobStats(domain, &type, &list, &count, 0) == 0 else {
            if LibvirtError.last().isUnsupported { isUnknown = true }
            running[guest] = nil
            return
        }
        defer { virTypedParamsFree(list, count) }
        running[guest] = GuestJob(type: type, TypedParameters(list, count: Int(count)))
    }
}

extension GuestJob {
    /// `virDomainGetJobStats`: nil where nothing goes on.
    init?(type: Int32, _ parameters: TypedParameters) {
        let kinds = [VIR_DOMAIN_JOB_BOUNDED, VIR_DOMAIN_JOB_UNBOUNDED]
        guard kinds.contains(where: { Int32($0.rawValue) == type }) else { return nil }
        let words: [Operation] = [
            .unknown, .start, .save, .restore, .migrationIn, .migrationOut, .snapshot, .snapshotRevert, .dump, .backup, .snapshotDelete,
        ]
        let number = parameters.count("operation") ?? 0
        // QEMU has sent nothing and knows no total: libvirt says 0 of 0.
        let total = parameters.number("data_total").flatMap { $0 > 0 ? $0 : nil }
        let remaining = parameters.number("data_remaining")
        var done: Double?
        if let total, let remaining, remaining <= total { done = ((1 - remaining / total) * 1000).rounded() / 10 }
        let pageSize = parameters.number("memory_page_size") ?? 4096
        let dirty = parameters.number("memory_dirty_rate").map { $0 * pageSize }.flatMap { $0 < 1e15 ? $0 : nil }
        self.init(
            operation: words.indices.contains(number) ? words[number] : .unknown, done: done, dirtyRate: dirty,
            timeLeft: Self.timeLeft(parameters, remaining: total == nil ? nil : remaining, dirty: dirty ?? 0),
            elapsed: Self.milliseconds(parameters.number("time_elapsed")))
    }

    /// libvirt says it of few jobs (`time_remaining`); of others it follows from what is left and how fast it goes.
    private static func timeLeft(_ parameters: TypedParameters, remaining: Double?, dirty: Double) -> Duration? {
        if let told = milliseconds(parameters.number("time_remaining")), told > .zero { return told }
        let speed = (parameters.number("memory_bps") ?? 0) + (parameters.number("disk_bps") ?? 0)
        guard let remaining, speed > dirty else { return nil }
        return milliseconds((remaining / (speed - dirty) * 1000).rounded())
    }

    private static func milliseconds(_ number: Double?) -> Duration? {
        number.flatMap { $0 < 1e12 ? .milliseconds(Int64($0)) : nil }
    }
}
