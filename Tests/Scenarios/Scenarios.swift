import Alarms

extension Scenario {
    public static let all = [badQuarter, flood, twoCauses, flappingGateway, quietNight]

    private static func key(_ rule: String, _ host: String) -> AlarmKey { AlarmKey(rule: rule, host: host) }

    /// A host that is silent: a warning at once, critical a while later.
    private static func silent(_ host: String, from: Int, until: Int) -> [Trouble] {
        let key = key("no_data", host)
        return [
            Trouble(key: key, severity: .warning, from: from, until: until),
            Trouble(key: key, severity: .critical, from: min(from + 15, until), until: until),
        ]
    }

    /// A gauge swings round its limit every 25 s for six minutes, eight hosts are lost for three, one real critical comes at minute eight.
    public static let badQuarter = Scenario(
        name: "the bad quarter of an hour",
        troubles: (0..<15).map { .init(key: key("cpu", "hv-1"), severity: .warning, from: 20 + 25 * $0, until: 32 + 25 * $0) }
            + (0..<8).flatMap { silent("branch-\($0)", from: 180 + $0, until: 360 + $0) }
            + [.init(key: key("memory", "hv-2"), severity: .critical, from: 480, until: 780)],
        news: [(key("cpu", "hv-1"), 20), (key("memory", "hv-2"), 480)] + (0..<8).map { (key("no_data", "branch-\($0)"), 180 + $0) },
        length: 2400)

    /// 900 hosts are lost within a minute, and 100 gateways lose their clients.
    public static let flood = Scenario(
        name: "a flood of 1,000",
        troubles: (0..<900).flatMap { silent("host-\($0)", from: 10 + $0 / 15, until: 600 + $0 / 15) }
            + (0..<100).map { .init(key: key("timeouts", "vpn-\($0)"), severity: .critical, from: 20 + $0 / 2, until: 900) },
        news: [(key("no_data", "host-0"), 10), (key("timeouts", "vpn-0"), 20)], length: 2700)

    /// A pool of disks is slow under twelve hypervisors, and an uplink takes the clients of six gateways with it.
    public static let twoCauses = Scenario(
        name: "two causes at once",
        troubles: (0..<12).map { .init(key: key("pressure_io", "hv-\($0)"), severity: .warning, from: 30 + $0 / 3, until: 700 + $0) }
            + (0..<6).map { .init(key: key("timeouts", "vpn-\($0)"), severity: .critical, from: 32 + $0 / 2, until: 640) },
        news: (0..<12).map { (key("pressure_io", "hv-\($0)"), 30 + $0 / 3) } + (0..<6).map { (key("timeouts", "vpn-\($0)"), 32 + $0 / 2) },
        length: 2400)

    /// A gateway is lost for 40 s and back for 50 s, for twenty minutes.
    public static let flappingGateway = Scenario(
        name: "a flapping gateway", troubles: (0..<14).flatMap { silent("vpn-1", from: 15 + 90 * $0, until: 55 + 90 * $0) },
        news: [(key("no_data", "vpn-1"), 15)], length: 3000)

    /// One warning in the night, over after forty minutes.
    public static let quietNight = Scenario(
        name: "a quiet night with one warning",
        troubles: [.init(key: key("memory", "hv-1"), severity: .warning, from: 30, until: 2430)], news: [(key("memory", "hv-1"), 30)],
        length: 3300)
}
