import Telemetry

@testable import Collectors

let libvirtTargets = [
    FuzzTarget(name: "libvirt-words", read: libvirtWords), FuzzTarget(name: "libvirt-parameters", read: libvirtParameters),
]

/// What libvirt says of a failure, and a path inside a guest: taken apart and put together it is the same.
@Sendable private func libvirtWords(_ bytes: [UInt8]) async -> String? {
    let line = String(decoding: bytes, as: UTF8.self)
    if LibvirtWords.pieces(of: line).text != line.beginning(bytes: 1_000) { return "other words" }
    if MountPath.pieces(line).text != line { return "another path" }
    let failures = [1, 9, 38, 45, 68].map { code in
        LibvirtError(code: code, systemCode: Int32(bytes.first ?? 0), message: line).failure(asked: "qemu:///system", after: .seconds(1))
    }
    return complaint(of: failures.map(\.text), atMost: 1_100, isRaw: true)
}

/// Fields as libvirt gives them of hosts, guests, agents and jobs, a line each: `NAME=VALUE`, or as virsh prints them. Two looks at the same.
@Sendable private func libvirtParameters(_ bytes: [UInt8]) async -> String? {
    var looks = [TypedParameters(), TypedParameters()]
    for (number, line) in bytes.split(separator: UInt8(ascii: "\n")).prefix(20_000).enumerated() {
        let parts = line.split(maxSplits: 1, whereSeparator: { $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: ":") })
        guard parts.count == 2 else { continue }
        let words = parts.map { String(String(decoding: $0, as: UTF8.self).trimmed) }
        let (name, text) = (words[0], words[1])
        let value: TypedParameters.Value =
            Int64(text).map { .integer($0) } ?? UInt64(text).map { .natural($0) } ?? Double(text).map { .real($0) } ?? .text(text)
        looks[number % 2].values[name] = value
        looks[1].values[name] = value
    }
    return libvirtRates(looks)
}

/// What is made of two looks at a host with one guest.
func libvirtRates(_ looks: [TypedParameters]) -> String? {
    var rates = Rates(parts: PartsBook(limit: 1_000, pool: SeriesPool(1_000)))
    for (number, look) in looks.enumerated() {
        _ = DesktopSessions.users(look, guest: "g")
        if let system = GuestSystem(agent: look), system.name.isEmpty { return "a system without a name" }
        for found in GuestFileSystem.list(agent: look) {
            if let size = found.size, let used = found.used, used > size { return "more is used than there is" }
        }
        if let done = GuestJob(type: 1, look)?.done, !(0...100).contains(done) { return "\(done) % of a job" }
        var snapshot = Snapshot(processors: look, memory: look, processorCount: 4)
        snapshot.guests = [GuestRecord(id: "g", name: "g", parameters: look)]
        let told = rates.advance(
            to: snapshot, after: number == 0 ? nil : .seconds(10), at: Moment(seconds: 1_795_551_300 + 10 * Int64(number)))
        for sample in told.samples where !sample.value.isFinite || sample.value < 0 { return "\(sample.metric.id) \(sample.value)" }
    }
    return nil
}
