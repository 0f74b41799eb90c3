import Foundation
import Telemetry
import TestSupport
import Testing

@testable import Collectors
@testable import FuzzTargets

/// Walks of real devices, below `WARTE_RECORDINGS`, through a poll: what their own lists say they show is what is told.
@Suite(.enabled(if: Recordings.areThere, Comment(rawValue: Recordings.comment)))
struct AgentRecordingTests {
    /// Which numbers of a recording's list are whose, and what else is known of it.
    struct Known: Sendable {
        let profile: String
        /// Named, where the recording has no sysObjectID.
        var isNamed = false
        /// The beginnings of those processors' OIDs whose mean is told, or whose greatest is.
        var processors: String?
        var takesGreatest = false
        /// The name of the memory that is told.
        var memory: String?
        /// Sensors' OIDs by metric.
        var sensors: [String: String] = [:]
        /// What the index of the recordings says of it, and the device itself.
        var numbers: [String: Double] = [:]
        var sessionLimit: Int?
        /// How many processors are told.
        var cores: Int?
        /// It says who it is, and has no figure: through a socket that is an agent that lets nothing be seen.
        var isNameAlone = false
    }

    static let generic = "1.3.6.1.2.1.25.3.3.1.2"
    static let known: [String: Known] = [
        "asa.snmprec": Known(
            profile: "cisco-asa", memory: "Chassis - System Memory",
            sensors: ["snmp.tunnels": "1.3.6.1.4.1.9.9.392.1.3.29.0", "snmp.connections": "1.3.6.1.4.1.9.9.147.1.2.2.2.1.5.40.6"],
            numbers: ["sessions": 0], sessionLimit: 1500),
        // 28 of AnyConnect; its 13 tunnels between sites are no sessions.
        "asa_cras_checkmk.snmpwalk": Known(
            profile: "cisco-asa", isNamed: true, numbers: ["sessions": 28, "snmp.tunnels": 13], sessionLimit: 150),
        "ftd_4115.snmprec": Known(profile: "cisco-asa", processors: "1.3.6.1.4.1.9.9.109.1.1.1.1.8", memory: "System Memory"),
        "fortigate_100e.snmprec": Known(
            profile: "fortigate", processors: "1.3.6.1.4.1.12356.101.4.1.3.0", memory: "Main Memory",
            sensors: [
                "sessions": "1.3.6.1.4.1.12356.101.12.2.3.1.2.1", "snmp.tunnels.ssl": "1.3.6.1.4.1.12356.101.12.2.3.1.6.1",
                "snmp.tunnels": "1.3.6.1.4.1.12356.101.12.1.1.0", "snmp.connections": "1.3.6.1.4.1.12356.101.4.1.8.0",
            ]),
        "fortigate_60f.snmprec": Known(
            profile: "fortigate", processors: "1.3.6.1.4.1.12356.101.4.1.3.0", memory: "Main Memory",
            sensors: [
                "sessions": "1.3.6.1.4.1.12356.101.12.2.3.1.2.1", "snmp.tunnels": "1.3.6.1.4.1.12356.101.12.1.1.0",
                "snmp.connections": "1.3.6.1.4.1.12356.101.4.1.8.0",
            ]),
        "fortigate-vpn_centreon.snmpwalk": Known(
            profile: "fortigate", isNamed: true, numbers: ["sessions": 0, "snmp.tunnels": 5, "snmp.tunnels.down": 1]),
        "panos_440.snmprec": Known(
            profile: "paloalto", processors: generic, takesGreatest: true, memory: "Slot-1 Management Memory",
            sensors: ["sessions": "1.3.6.1.4.1.25461.2.1.2.5.1.3.0", "snmp.connections": "1.3.6.1.4.1.25461.2.1.2.3.3.0"],
            sessionLimit: 1000),
        // Its firewall says 00000, which is 0.
        "panos_5220.snmprec": Known(
            profile: "paloalto", processors: generic, takesGreatest: true, memory: "Slot-0 Management Memory",
            sensors: ["sessions": "1.3.6.1.4.1.25461.2.1.2.5.1.3.0", "snmp.connections": "1.3.6.1.4.1.25461.2.1.2.3.3.0"]),
        "junos_srx340.snmprec": Known(profile: "juniper-srx", numbers: ["snmp.connections": 109]),
        "pulse.snmprec": Known(profile: "pulse", processors: "1.3.6.1.4.1.12532.10.0", memory: "Main Memory"),
        "gaia_15600.snmprec": Known(profile: "checkpoint", processors: generic, memory: "Physical memory"),
        "sonicwall_sonicos7.snmprec": Known(
            profile: "sonicwall", memory: "Memory Utilization", sensors: ["snmp.connections": "1.3.6.1.4.1.8741.1.3.1.2.0"]),
        "sophos-xg.snmprec": Known(
            profile: "sophos", processors: generic, memory: "Physical memory",
            sensors: ["snmp.tunnels": "1.3.6.1.4.1.2604.5.1.6.1.1.1.1.8.1"]),
        "sophos-xg_sg230.snmprec": Known(profile: "sophos", processors: generic, memory: "Physical memory"),
        "ns-bsd_sn710.snmprec": Known(profile: "stormshield", processors: generic),
        "zywall_usg40w.snmprec": Known(
            profile: "zyxel", processors: "1.3.6.1.4.1.890.1.6.22.1.1.0", memory: "Memory", numbers: ["snmp.connections": 872]),
        "pfsense.snmprec": Known(
            profile: "pfsense", processors: generic, memory: "Real Memory Metrics", numbers: ["snmp.connections": 140]),
        // Its only PPP interface is the one through which it dials out itself.
        "routeros.snmprec": Known(profile: "mikrotik", processors: generic, memory: "main memory", numbers: ["sessions": 0]),
        "vmware-esxi.snmprec": Known(
            profile: "esxi", processors: generic, memory: "Real Memory", numbers: ["guests.defined": 32, "guests.running": 29], cores: 32),
        "linux.snmprec": Known(profile: "generic", processors: generic),
        "linux_xcp-ng.snmprec": Known(profile: "generic", processors: generic),
        // What its list says besides who it is comes from a script of LibreNMS' own.
        "linux_wireguard-v1.snmprec": Known(profile: "generic", isNameAlone: true),
        // Its list says no more than who it is.
        "nutanix-aos.snmprec": Known(profile: "generic", isNameAlone: true),
        "linux_slackware_snmpsimdata.snmprec": Known(
            profile: "generic", numbers: ["cpu": 11, "load": 0.46, "snmp.logins": 15, "memory.total": 1_021_976 * 1024], cores: 2),
        "f5_cpu_centreon.snmpwalk": Known(profile: "f5", isNamed: true, numbers: ["cpu": 1364.0 / 56], cores: 56),
        "windows_svr_2019_1809.snmprec": Known(profile: "generic", processors: generic, memory: "Physical Memory"),
    ]
    /// Of these nobody says what they show, or nothing that is read here: they are read, and no more.
    static let unknown = [
        "SYNTHETIC_juniper-pulse-secure_datadog.snmprec", "SYNTHETIC_palo-alto_datadog.snmprec", "freebsd_centreon.snmpwalk",
        "paloalto1_centreon.snmpwalk", "proxmox.snmprec", "windows_2003_snmpsimdata.snmprec", "windows_anon_centreon.snmpwalk",
    ]

    static let parts = ["hrProcessor", "hrStorage", "hrSystem", "ifTable", "ucd-laTable", "ucd-memory", "ucd-systemStats-warm"]
    /// Below the folder of all recordings; for `RecordingsWalkTests`.
    static var files: [String] {
        let lists = known.keys.filter { Expected.isThere(for: $0) }.map { $0.replacing(".snmprec", with: ".expected.json") }
        return (known.keys + lists).map { "snmp/" + $0 } + parts.map { "captures/snmp/\($0).txt" }
    }

    @Test func everyRecordingIsKnownOrListed() {
        let names = Recordings.names(in: "snmp").filter { !$0.hasSuffix(".json") }
        for name in names where Self.known[name] == nil { print("no expected value of \(name)") }
        #expect(Set(names) == Set(Self.known.keys).union(Self.unknown))
        // Where there is a list, it is held against what is told.
        for name in names where Expected.isThere(for: name) { #expect(Self.known[name] != nil, "\(name)") }
    }

    static func read(_ name: String) async throws -> (identity: AgentIdentity, reading: Reading) {
        let agent = ScriptedAgent(AgentRecording.read(try Recordings.bytes("snmp/" + name)))
        var reader = try await AgentReader(agent, named: known[name].flatMap { $0.isNamed ? $0.profile : nil })
        let first = try await reader.poll(at: Moment(seconds: 1_795_786_239))
        // The next poll asks for less and tells the same.
        let second = try await reader.poll(at: Moment(seconds: 1_795_786_249))
        #expect(first.only?.samples.map(\.metric) == second.only?.samples.map(\.metric))
        return (reader.identity, second)
    }

    @Test(arguments: unknown) func isRead(name: String) async throws { _ = try await Self.read(name) }

    @Test(arguments: known.keys.sorted()) func tellsWhatIsExpected(name: String) async throws {
        let known = try #require(Self.known[name])
        let (identity, reading) = try await Self.read(name)
        #expect(identity.profile.name == known.profile)
        #expect(reading.only?.sessionLimit == known.sessionLimit)
        if let cores = known.cores { #expect(reading.only?.inventory.processors == cores) }
        let expected = try Expected(name)
        if let beginning = known.processors {
            let loads = expected.processors.filter { $0.oid.hasPrefix("." + beginning) }.map(\.usage)
            let right = known.takesGreatest ? loads.max() : loads.reduce(0, +) / Double(loads.count)
            let cpu = try #require(reading.number("cpu"))
            #expect(abs(cpu - (right ?? -1)) < 0.01, "CPU \(cpu)")
        }
        if let name = known.memory {
            let right = try #require(expected.memory[name])
            let memory = try #require(reading.number("memory"))
            // The list has whole numbers.
            #expect(abs(memory - right) <= 0.5, "memory \(memory)")
        }
        for (metric, oid) in known.sensors {
            let right = try #require(expected.sensors["." + oid])
            #expect(reading.number(metric) == right, "\(metric)")
        }
        for (metric, right) in known.numbers { #expect(reading.number(metric) == right, "\(metric)") }
        let version = reading.only?.inventory.version ?? ""
        if let right = expected.version, !version.isEmpty { #expect(right.contains(version) || version.contains(right), "\(version)") }
        let compared = Set(known.sensors.values)
        let left =
            expected.memory.keys.filter { $0 != known.memory }.sorted()
            + expected.sensors.keys.filter { !compared.contains(String($0.dropFirst())) }.sorted() + expected.others
        if expected.isThere { print("\(name): version \(version); not read here: \(left.joined(separator: ", "))") }
    }

    /// Our own captures of a real snmpd, one agent in parts.
    @Test func anSnmpdInParts() async throws {
        let bytes = try Self.parts.flatMap { try Recordings.bytes("captures/snmp/\($0).txt") + [10] }
        var reader = try await AgentReader(ScriptedAgent(AgentRecording.read(bytes)))
        let reading = try await reader.poll(at: Moment(seconds: 1_795_786_239))
        #expect(reading.number("cpu") == 85 && reading.number("load") == 3.42 && reading.number("snmp.logins") == 0)
        #expect(reading.number("memory.total") == 25_276_510_208.0)
        #expect(reading.number("memory").map { ($0 * 1000).rounded() } == 4447)
        #expect(reading.only?.inventory.processors == 2)
    }

    /// The list beside a recording.
    struct Expected {
        var version: String?
        var processors: [(oid: String, usage: Double)] = []
        var isThere = false
        var memory: [String: Double] = [:]
        var sensors: [String: Double] = [:]
        /// What else the list has: `applications`, `vminfo`.
        var others: [String] = []

        static func isThere(for recording: String) -> Bool {
            let list = recording.replacing(".snmprec", with: ".expected.json")
            return list != recording && Recordings.names(in: "snmp").contains(list)
        }

        init(_ recording: String) throws {
            guard Self.isThere(for: recording) else { return }
            isThere = true
            let name = recording.replacing(".snmprec", with: ".expected.json")
            let list = try JSONSerialization.jsonObject(with: Data(try Recordings.bytes("snmp/" + name))) as? [String: Any] ?? [:]
            func rows(_ key: String) -> [[String: Any]] { list[key] as? [[String: Any]] ?? [] }
            others = list.keys.filter { !["os", "processors", "mempools", "sensors"].contains($0) }.sorted()
            version = (list["os"] as? [String: Any])?["version"] as? String
            func number(_ value: Any?) -> Double? { (value as? NSNumber)?.doubleValue }
            for row in rows("processors") {
                if let oid = row["processor_oid"] as? String, let usage = number(row["processor_usage"]) { processors.append((oid, usage)) }
            }
            for row in rows("mempools") {
                if let name = row["mempool_descr"] as? String, let share = number(row["mempool_perc"]) { memory[name] = share }
            }
            for row in rows("sensors") {
                if let oid = row["sensor_oid"] as? String, let now = number(row["sensor_current"]) { sensors[oid] = now }
            }
        }
    }
}
