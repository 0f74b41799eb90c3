/// A number of a host's, in percent, that has limits from the start, with all that is said of it: its rule is made of this alone.
///
/// To add one: a constant here, and its name in `all`.
public struct WatchedNumber: Sendable {
    /// The word of its rule in the configuration.
    public let rule: String
    public let metric: Metric
    /// What it is called in the middle of a sentence.
    let noun: String
    /// In percent: where a level begins and, below that, where it ends.
    public let warning, warningOff, critical, criticalOff: Double
    /// How long it must be wrong before it is said.
    public let onDelay: Duration
    /// The time whose mean is judged; zero judges the newest value.
    public let window: Duration
    /// How soon somebody has to act.
    public let timeToAct: Duration
    /// What happens if nobody acts, in 20 to 68 letters.
    public let consequence: PlainForm
    /// What helps, in 40 to 120 letters.
    public let action: PlainForm

    private init(
        _ rule: String, _ metric: Metric, noun: String, warning: Double, off warningOff: Double, critical: Double, off criticalOff: Double,
        onDelay: Duration, window: Duration = .zero, act timeToAct: Duration, _ consequence: String, _ action: String
    ) {
        self.rule = rule
        self.metric = metric
        self.noun = noun
        self.warning = warning
        self.warningOff = warningOff
        self.critical = critical
        self.criticalOff = criticalOff
        self.onDelay = onDelay
        self.window = window
        self.timeToAct = timeToAct
        self.consequence = PlainForm("rule.\(rule).consequence", consequence)
        self.action = PlainForm("rule.\(rule).action", action)
    }
}

extension WatchedNumber {
    /// In the order in which their rules are judged and listed.
    public static let all = [cpu, memory, cpuWait, cpuSteal, pressureCPU, pressureIO, pressureMemory, connections]

    /// The host's processors, as a mean over five minutes: a peak is work, not a fault (Proxmox's bars 0.8 and 0.9, Pulse's 80/75).
    public static let cpu = WatchedNumber(
        "cpu", .cpu, noun: "CPU", warning: 80, off: 75, critical: 90, off: 85, onDelay: .seconds(300), window: .seconds(300),
        act: .seconds(900),
        "desktops and tunnels on it get slow, then sessions time out",
        "move or stop the largest guest (screen 2, by CPU), put off backups and updates; top on the host shows what else burns")

    /// Memory that is not available (Proxmox's bars 0.9 and 0.975).
    public static let memory = WatchedNumber(
        "memory", .memory, noun: "memory", warning: 90, off: 85, critical: 97.5, off: 95, onDelay: .seconds(120), act: .seconds(600),
        "it swaps and guests stall; then the kernel kills one of them",
        "stop or move guests that nobody needs now; vmstat 5 shows swapping (si, so), top sorted by memory what grows")

    /// vCPUs that are ready and not running: below 5 % is fine, above 10 % is bad (VMware practice for %RDY). Its alarm names guests.
    public static let cpuWait = WatchedNumber(
        "cpu_wait", .cpuWait, noun: "CPU wait", warning: 5, off: 4, critical: 10, off: 8, onDelay: .seconds(120), act: .seconds(900),
        "desktops on it freeze for moments, VPN sessions time out",
        "move the guest that waits most (screen 2), or stop idle ones; if it is so every day: fewer vCPUs for large guests")

    /// This machine is a guest itself, and its host does not let it run: `cpu_wait`, seen from inside. Linux counts no time in which it
    /// wanted nothing, so the limits are the same.
    public static let cpuSteal = WatchedNumber(
        "cpu_steal", .cpuSteal, noun: "CPU steal", warning: 5, off: 4, critical: 10, off: 8, onDelay: .seconds(120), act: .seconds(900),
        "logins and tunnels on it stall, and nothing on it shows why",
        "it is a guest itself: ask who runs its host to make room there, or to move it; more vCPUs would make it worse")

    /// PSI cpu some, 10 s average (kernel documentation, accounting/psi); there is no accepted standard for the limits.
    public static let pressureCPU = WatchedNumber(
        "pressure_cpu", .pressureCPU, noun: "CPU pressure", warning: 10, off: 7, critical: 25, off: 20, onDelay: .seconds(60),
        act: .seconds(900),
        "work queues for the CPU: logins and tunnels answer late",
        "put off backups, scans and updates on the host (top shows what runs); if it is the guests, move the largest away")

    /// PSI io full, 10 s average: all who had work waited for a disk.
    public static let pressureIO = WatchedNumber(
        "pressure_io", .pressureIO, noun: "I/O pressure", warning: 5, off: 3, critical: 15, off: 10, onDelay: .seconds(60),
        act: .seconds(600),
        "all guests on the same disks hang when they read or write",
        "stop what keeps the disks busy (iotop -o: backup, scrub, swap); if little does, a disk fails: dmesg, iostat -x 5")

    /// PSI memory full, 10 s average: all who had work waited for memory.
    public static let pressureMemory = WatchedNumber(
        "pressure_memory", .pressureMemory, noun: "memory pressure", warning: 5, off: 3, critical: 15, off: 10, onDelay: .seconds(60),
        act: .seconds(300),
        "everything on it waits for memory; then the kernel kills a guest",
        "stop or move guests that nobody needs now; dmesg shows whether one was killed already, vmstat 5 whether it swaps")

    /// A firewall whose table of connections is full takes no new one, and says so to nobody. No vendor names a limit: at 80 % there is time
    /// to look, at 95 % it is a matter of minutes.
    public static let connections = WatchedNumber(
        // As SNMP profiles' own figures are kept.
        "connections", Metric("snmp.connections.used", label: "Firewall connections used", unit: .percent), noun: "firewall connections",
        warning: 80, off: 75, critical: 95, off: 90, onDelay: .seconds(120), act: .seconds(600),
        "once its table is full, nobody gets a new connection through it",
        "look on it who holds the most connections (a scan, a loop, one broken program) and stop that; then shorten its timeouts")
}

extension Message {
    static let watchedNumbers: [any DeclaredMessage] = WatchedNumber.all.flatMap { [$0.consequence, $0.action] }
}
