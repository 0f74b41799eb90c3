import CLibvirt
import Glibc
import Platform
import Telemetry

/// The calls of one poll, each copied out into values. They block; they run on the connection's thread.
enum Queries {
    /// Nil where the driver has none of it.
    static func processors(_ connection: OpaquePointer) -> TypedParameters? {
        // In two steps, as the manual of virNodeGetCPUStats says: how many, then which.
        var count: Int32 = 0
        guard virNodeGetCPUStats(connection, VIR_NODE_CPU_STATS_ALL_CPUS.rawValue, nil, &count, 0) == 0, count > 0 else { return nil }
        var list = [virNodeCPUStats](repeating: virNodeCPUStats(), count: Int(count))
        guard virNodeGetCPUStats(connection, VIR_NODE_CPU_STATS_ALL_CPUS.rawValue, &list, &count, 0) == 0 else { return nil }
        return TypedParameters(values: pairs(list.prefix(Int(max(0, count))).map { (String(untilZeroOf: $0.field), $0.value) }))
    }

    static func memory(_ connection: OpaquePointer) -> TypedParameters? {
        var count: Int32 = 0
        guard virNodeGetMemoryStats(connection, VIR_NODE_MEMORY_STATS_ALL_CELLS.rawValue, nil, &count, 0) == 0, count > 0 else {
            return nil
        }
        var list = [virNodeMemoryStats](repeating: virNodeMemoryStats(), count: Int(count))
        guard virNodeGetMemoryStats(connection, VIR_NODE_MEMORY_STATS_ALL_CELLS.rawValue, &list, &count, 0) == 0 else { return nil }
        return TypedParameters(values: pairs(list.prefix(Int(max(0, count))).map { (String(untilZeroOf: $0.field), $0.value) }))
    }

    /// The statistics of all guests, active and inactive, in one call; nil where it failed. For `virDomainStatsRecordListFree`.
    ///
    /// NOWAIT: a guest whose monitor somebody else's call holds gives less, at once. It does not help whoever is the first to ask a QEMU
    /// that hangs: that call waits in libvirtd until the QEMU goes on or dies. Without `monitors` only such things are asked as libvirtd
    /// knows itself (libvirt 9.0, `qemuDomainGetStatsNeedMonitor`), and nothing waits.
    static func guests(
        _ connection: OpaquePointer, waiting: Bool, monitors: Bool
    ) -> UnsafeMutableBufferPointer<virDomainStatsRecordPtr?>? {
        var list: UnsafeMutablePointer<virDomainStatsRecordPtr?>?
        let count = virConnectGetAllDomainStats(
            connection, groups(monitors: monitors), &list, waiting ? 0 : UInt32(VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT.rawValue))
        return count < 0 ? nil : UnsafeMutableBufferPointer(start: list, count: Int(count))
    }

    /// The same of these alone, with NOWAIT.
    static func guests(_ domains: [OpaquePointer]) -> UnsafeMutableBufferPointer<virDomainStatsRecordPtr?>? {
        var list: UnsafeMutablePointer<virDomainStatsRecordPtr?>?
        var domains: [OpaquePointer?] = domains + [nil]
        let count = virDomainListGetStats(
            &domains, groups(monitors: true), &list, UInt32(VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT.rawValue))
        return count < 0 ? nil : UnsafeMutableBufferPointer(start: list, count: Int(count))
    }

    private static func groups(monitors: Bool) -> UInt32 {
        var groups = [VIR_DOMAIN_STATS_STATE, VIR_DOMAIN_STATS_CPU_TOTAL, VIR_DOMAIN_STATS_INTERFACE]
        if monitors { groups += [VIR_DOMAIN_STATS_BALLOON, VIR_DOMAIN_STATS_VCPU, VIR_DOMAIN_STATS_BLOCK] }
        return groups.reduce(0) { $0 | UInt32($1.rawValue) }
    }

    /// `mayAsk`: whether what the record lacks may be asked of the guest. `tellsParts`: the guests of whose parts numbers are told; nil for
    /// all.
    static func record(_ statistics: virDomainStatsRecordPtr, mayAsk: Bool, tellsParts: Set<String>?) -> GuestRecord? {
        guard let domain = statistics.pointee.dom, let guest = guestName(domain) else { return nil }
        let fields = tellsParts?.contains(guest.id) ?? true ? GuestRecord.fieldsOfParts : GuestRecord.fields
        let parameters = TypedParameters(statistics.pointee.params, count: Int(statistics.pointee.nparams), fields: fields)
        let record = GuestRecord(id: guest.id, name: guest.name, parameters: parameters)
        return mayAsk ? completed(record, domain) : record
    }

    /// The ids of the guests of one kind; nil where the driver does not say.
    static func ids(_ connection: OpaquePointer, _ kind: virConnectListAllDomainsFlags) -> Set<String>? {
        var list: UnsafeMutablePointer<OpaquePointer?>?
        let count = virConnectListAllDomains(connection, &list, UInt32(kind.rawValue))
        guard count >= 0 else { return nil }
        defer { free(list) }
        var ids: Set<String> = []
        for case let domain? in UnsafeBufferPointer(start: list, count: Int(count)) {
            if let guest = guestName(domain) { ids.insert(guest.id) }
            virDomainFree(domain)
        }
        return ids
    }

    /// Why this host's guests can only be emulated, which is slow; nil where they need not, or nobody says.
    static func kvmProblem(_ connection: OpaquePointer) -> Message? {
        guard virConnectGetType(connection).map({ String(cString: $0) }) == "QEMU" else { return nil }
        return virConnectGetMaxVcpus(connection, "kvm") >= 0 ? nil : LibvirtError.last().reason
    }

    /// For drivers that do not know the bulk call.
    static func guestsOneByOne(_ connection: OpaquePointer) -> [GuestRecord]? {
        var list: UnsafeMutablePointer<OpaquePointer?>?
        let count = virConnectListAllDomains(connection, &list, 0)
        guard count >= 0 else { return nil }
        defer { free(list) }
        return UnsafeBufferPointer(start: list, count: Int(count)).compactMap { domain in
            guard let domain else { return nil }
            defer { virDomainFree(domain) }
            guard let guest = guestName(domain) else { return nil }
            return completed(GuestRecord(id: guest.id, name: guest.name, parameters: TypedParameters()), domain)
        }
    }

    /// Some drivers' records have the state alone (`test`); the older call knows size and CPU time.
    private static func completed(_ record: GuestRecord, _ domain: OpaquePointer) -> GuestRecord {
        var record = record
        let known = record.parameters.values
        if known["state.state"] != nil, known["balloon.maximum"] != nil, known["vcpu.current"] ?? known["vcpu.maximum"] != nil {
            return record
        }
        var info = virDomainInfo()
        guard virDomainGetInfo(domain, &info) == 0 else { return record }
        let supplement: [String: TypedParameters.Value] = [
            "state.state": .natural(UInt64(info.state)), "balloon.maximum": .natural(UInt64(info.maxMem)),
            "vcpu.current": .natural(UInt64(info.nrVirtCpu)), "cpu.time": .natural(info.cpuTime),
        ]
        record.parameters.values.merge(supplement) { had, _ in had }
        return record
    }

    private static func pairs(_ fields: [(name: String, value: UInt64)]) -> [String: TypedParameters.Value] {
        Dictionary(fields.map { ($0.name, .natural($0.value)) }, uniquingKeysWith: { first, _ in first })
    }
}
