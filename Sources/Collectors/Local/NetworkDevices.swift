import Telemetry

/// The byte counters of one network device since it came up.
struct NetworkDevice: Hashable, Sendable {
    var received: Double
    var sent: Double
}

/// Reads `/proc/net/dev` (manual proc_pid_net(5)) by device name, without the loopback device.
func parseNetworkDevices(_ text: String) throws(CollectFailure) -> [String: NetworkDevice] {
    var devices: [String: NetworkDevice] = [:]
    // Two lines of headings. The name may touch the first number ("eth0:123"), and may contain a colon itself.
    for (index, line) in pieces(of: text, by: "\n").enumerated().dropFirst(2) {
        func unreadable() -> CollectFailure { .unreadable(asked: "/proc/net/dev", place: .answerLine(index + 1), got: .raw(String(line))) }
        guard let colon = line.lastIndex(of: ":") else { throw unreadable() }
        let name = line[..<colon].drop { $0 == " " }
        let fields = pieces(of: line[line.index(after: colon)...], by: " ")
        guard fields.count >= 9, let received = UInt64(fields[0]), let sent = UInt64(fields[8]) else { throw unreadable() }
        if name != "lo" { devices[String(name)] = NetworkDevice(received: Double(received), sent: Double(sent)) }
    }
    return devices
}
