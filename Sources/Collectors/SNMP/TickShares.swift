import Telemetry

/// CPU shares from the raw ticks of UCD-SNMP-MIB. net-snmp reads them every few seconds only: a poll that comes before that answers with
/// the last shares.
struct TickShares: Sendable {
    /// `ssCpuRawUser` and its like, in the order of `Tick`.
    static let names: [OID] = Tick.allCases.map { OID([1, 3, 6, 1, 4, 1, 2021, 11, $0.rawValue, 0]) }
    private enum Tick: UInt32, CaseIterable {
        case user = 50
        case nice, system, idle, wait, kernel, interrupt
        case softInterrupt = 61
        case steal = 64
    }
    /// As long as shares may stand without any tick being told.
    private static let patience = Duration.seconds(30)

    private var counters: [Tick: Unwrapping] = [:]
    private var before: (times: ProcessorTimes, at: ContinuousClock.Instant)?
    private var shares: [Sample] = []

    mutating func advance(to found: [OID: SNMPValue], isNew: Bool, at now: ContinuousClock.Instant) -> [Sample] {
        var ticks: [Tick: UInt64] = [:]
        for (tick, name) in zip(Tick.allCases, Self.names) {
            guard let value = found[name], let total = counters[tick, default: Unwrapping()].advance(to: value, isNew: isNew),
                total >= 0, total < 1e18
            else { continue }
            ticks[tick] = UInt64(total)
        }
        // Right after its start an agent tells zeros.
        guard let user = ticks[.user], let idle = ticks[.idle], let whole = ticks[.system], user + idle > 0 else {
            self = TickShares()
            return []
        }
        // Some systems' `ssCpuRawSystem` has the interrupts in it, and its kernel part is told too.
        let kernel = ticks[.kernel] ?? 0
        let system = (kernel > 0 ? kernel : whole) + (ticks[.interrupt] ?? 0) + (ticks[.softInterrupt] ?? 0)
        let times = ProcessorTimes(
            user: user + (ticks[.nice] ?? 0), system: system, idle: idle, ioWait: ticks[.wait] ?? 0, steal: ticks[.steal] ?? 0,
            processors: 1)
        guard let before else {
            self.before = (times, now)
            return []
        }
        let new = ProcessorTimes.shares(from: before.times, to: times)
        if new.isEmpty || now - before.at < RateWindow.minimum {
            if now - before.at > Self.patience || times.user < before.times.user || times.system < before.times.system {
                self.before = (times, now)
                shares = []
            }
            return shares
        }
        self.before = (times, now)
        shares = new
        return shares
    }
}
