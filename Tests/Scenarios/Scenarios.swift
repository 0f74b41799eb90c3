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

    // Written out for the compiler, which takes long over sums of closures.
    private static func one(_ rule: String, _ host: String, _ severity: Severity, _ from: Int, _ until: Int) -> Trouble {
        Trouble(key: key(rule, host), severity: severity, from: from, until: until)
    }
    private static func many(_ count: Int, _ make: (Int) -> [Trouble]) -> [Trouble] { (0..<count).flatMap(make) }
    private static func told(_ count: Int, _ make: (Int) -> (AlarmKey, Int)) -> [(AlarmKey, Int)] { (0..<count).map(make) }

    /// A gauge swings round its limit every 25 s for six minutes, eight hosts are lost for three, one real critical comes at minute eight.
    public static let badQuarter = Scenario(
        name: "the bad quarter of an hour",
        troubles: many(15) { [one("cpu", "hv-1", .warning, 20 + 25 * $0, 32 + 25 * $0)] }
            + many(8) { silent("branch-\($0)", from: 180 + $0, until: 360 + $0) } + [one("memory", "hv-2", .critical, 480, 780)],
        news: [(key("cpu", "hv-1"), 20), (key("memory", "hv-2"), 480)] + told(8) { (key("no_data", "branch-\($0)"), 180 + $0) },
        length: 2400)

    /// 900 hosts are lost within a minute, and 100 gateways lose their clients.
    public static let flood = Scenario(
        name: "a flood of 1,000",
        troubles: many(900) { silent("host-\($0)", from: 10 + $0 / 15, until: 600 + $0 / 15) }
            + many(100) { [one("timeouts", "vpn-\($0)", .critical, 20 + $0 / 2, 900)] },
        news: [(key("no_data", "host-0"), 10), (key("timeouts", "vpn-0"), 20)], length: 2700)

    /// A pool of disks is slow under twelve hypervisors, and an uplink takes the clients of six gateways with it.
    public static let twoCauses = Scenario(
        name: "two causes at once",
        troubles: many(12) { [one("pressure_io", "hv-\($0)", .warning, 30 + $0 / 3, 700 + $0)] }
            + many(6) { [one("timeouts", "vpn-\($0)", .critical, 32 + $0 / 2, 640)] },
        news: told(12) { (key("pressure_io", "hv-\($0)"), 30 + $0 / 3) } + told(6) { (key("timeouts", "vpn-\($0)"), 32 + $0 / 2) },
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
