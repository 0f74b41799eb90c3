/// Numbers of a guest's parts (`GuestPart`): the Guest screen knows these by name, whoever tells them. The first to do so is libvirt, by its
/// bulk statistics (`virConnectGetAllDomainStats`).
public enum PartMetric {
    public static let perSecond = Metric.Unit(symbol: "/s")

    // A vCPU's thread on the host, of wall time.
    public static let run = Metric("vcpu.run", label: "runs", unit: .percent)
    /// `wait`: it waits for a disk. Of a kernel without scheduler statistics libvirt says 0, which is none.
    public static let ioWait = Metric("vcpu.iowait", label: "waits for I/O", unit: .percent)
    /// `delay`: it is ready and another has its processor. The guest sees it as stolen.
    public static let steal = Metric("vcpu.steal", label: "waits for CPU", unit: .percent)
    /// It has nothing to do. Of wall time where KVM counts that (libvirt 8.9 and Linux 5.14 tell it), else all or nothing at the moment of
    /// the poll, where the hypervisor says so.
    public static let halted = Metric("vcpu.halted", label: "halted", unit: .percent)

    // A guest's memory. What the balloon driver says is as old as `age`.
    /// What the balloon leaves the guest.
    public static let actual = Metric("memory.actual", label: "assigned now", unit: .bytes)
    /// What the guest's system has.
    public static let available = Metric("memory.guest.total", label: "total inside", unit: .bytes)
    public static let unused = Metric("memory.guest.unused", label: "unused inside", unit: .bytes)
    /// What it could have without swapping.
    public static let usable = Metric("memory.guest.usable", label: "usable inside", unit: .bytes)
    public static let rss = Metric("memory.rss", label: "held by its QEMU", unit: .bytes)
    public static let swappedIn = Metric("memory.swap.in", label: "swapped in", unit: .bytesPerSecond, kind: .counter)
    public static let swappedOut = Metric("memory.swap.out", label: "swapped out", unit: .bytesPerSecond, kind: .counter)
    public static let majorFaults = Metric("memory.faults.major", label: "major faults", unit: perSecond, kind: .counter)
    public static let minorFaults = Metric("memory.faults.minor", label: "minor faults", unit: perSecond, kind: .counter)
    public static let age = Metric("memory.age", label: "balloon driver last heard", unit: Metric.Unit(symbol: "s"))

    // A disk.
    public static let readRequests = Metric("disk.read.requests", label: "reads", unit: perSecond, kind: .counter)
    public static let writeRequests = Metric("disk.write.requests", label: "writes", unit: perSecond, kind: .counter)
    public static let flushRequests = Metric("disk.flush.requests", label: "flushes", unit: perSecond, kind: .counter)
    public static let bytesRead = Metric("disk.read", label: "read", unit: .bytesPerSecond, kind: .counter)
    public static let bytesWritten = Metric("disk.written", label: "written", unit: .bytesPerSecond, kind: .counter)
    // Of one request, as a mean of those that ended within the window.
    public static let readTime = Metric("disk.read.time", label: "time of a read", unit: .milliseconds, resolution: 0.01)
    public static let writeTime = Metric("disk.write.time", label: "time of a write", unit: .milliseconds, resolution: 0.01)
    public static let flushTime = Metric("disk.flush.time", label: "time of a flush", unit: .milliseconds, resolution: 0.01)
    public static let diskErrors = Metric("disk.errors", label: "errors", unit: perSecond, kind: .counter)
    public static let allocated = Metric("disk.allocated", label: "allocated", unit: .bytes)
    public static let capacity = Metric("disk.capacity", label: "size", unit: .bytes)

    // A network interface, as the guest sees it.
    public static let received = Metric("interface.received", label: "received", unit: .bytesPerSecond, kind: .counter)
    public static let sent = Metric("interface.sent", label: "sent", unit: .bytesPerSecond, kind: .counter)
    public static let packetsReceived = Metric("interface.packets.received", label: "packets received", unit: perSecond, kind: .counter)
    public static let packetsSent = Metric("interface.packets.sent", label: "packets sent", unit: perSecond, kind: .counter)
    public static let errorsReceiving = Metric("interface.errors.received", label: "errors receiving", unit: perSecond, kind: .counter)
    public static let errorsSending = Metric("interface.errors.sent", label: "errors sending", unit: perSecond, kind: .counter)
    public static let dropsReceiving = Metric("interface.drops.received", label: "dropped receiving", unit: perSecond, kind: .counter)
    public static let dropsSending = Metric("interface.drops.sent", label: "dropped sending", unit: perSecond, kind: .counter)
}
