import CLibvirt
import Collecting
import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import Collectors

@Suite("libvirt: its built-in test driver")
struct TestDriverTests {
    func collector(_ endpoint: String, access: String = "read") throws -> LibvirtCollector {
        try LibvirtCollector(
            target: Target(id: "hv", area: "a", collector: "libvirt", endpoint: endpoint, options: ["access": .text(access)]),
            transports: noTransports
        )
    }

    @Test("one guest, and no number that the driver does not have", arguments: ["read", "write"])
    func defaultHost(_ access: String) async throws {
        let collector = try collector("test:///default", access: access)
        for _ in 0..<3 {
            let reading = try await collector.collect(at: Moment(seconds: 1))
            let guest = try #require(reading.guests.first)
            #expect(guest.id == "6695eb01-f6a4-8304-79aa-97f2502e193f")
            #expect(guest.name == "test" && guest.state == .running && guest.vCPUs == 2 && guest.memoryMaximum == 8_388_608 * 1024)
            #expect(reading.samples.contains(Sample(.guestsRunning, 1)) && reading.samples.contains(Sample(.guestsDefined, 1)))
            #expect(!reading.samples.contains { $0.metric == .memory })
            #expect(reading.about == "test · libvirt 9.0.0 · 16 CPUs · 1 of 1 guests run" || !reading.about.contains("libvirt 9.0.0"))
        }
        await collector.close()
        await #expect(throws: CollectFailure.unreachable(asked: "test:///default", reason: .isClosed())) {
            try await collector.collect(at: Moment(seconds: 2))
        }
    }

    @Test("a pool of the driver's, and guests that start with their host")
    func pool() async throws {
        let collector = try collector("test:///default")
        let reading = try await collector.collect(at: Moment(seconds: 1))
        let inventory = try #require(try reading.hosts.first?.outcome.get().inventory)
        #expect(inventory.storages == [StoragePool(name: "default-pool", state: .running, isAutostarted: false)])
        let pool = Entity(kind: "storage", id: "default-pool")
        #expect(reading.samples.contains(Sample(StorageMetric.size, of: pool, 107_374_182_400)))
        #expect(reading.samples.contains { $0.entity == pool && $0.metric == StorageMetric.used })
        #expect(reading.guests.first?.facts == GuestFacts(isAutostarted: false, isPersistent: true))
        await collector.close()
    }

    @Test("pools that are known are asked one by one first: who hangs then is the one that was asked last")
    func poolsByName() throws {
        let connection = try #require(virConnectOpenReadOnly("test:///default"))
        defer { virConnectClose(connection) }
        let asked = Mutex<[String?]>([])
        let answer = StoragePools.all(connection, ["default-pool", "gone"]) { name in asked.withLock { $0.append(name) } }
        #expect(try answer?.get().map(\.name) == ["default-pool"])
        #expect(asked.withLock(\.self) == ["default-pool", "gone", nil, "default-pool", nil])
        let known = Mutex<[[String]]>([])
        let pools = StoragePools { connection, names, asks in
            known.withLock { $0.append(names) }
            return StoragePools.all(connection, names, asks)
        }
        for _ in 0..<2 { #expect(try pools.ask(connection)?.get().count == 1) }
        #expect(known.withLock(\.self) == [[], ["default-pool"]])
    }

    @Test("libvirt's own words where there is nothing", arguments: ["qemu+unix:///system?socket=/no/such/socket", "vbox:///nothing"])
    func absent(_ endpoint: String) async throws {
        let collector = try collector(endpoint)
        let failure = await #expect(throws: CollectFailure.self) { try await collector.collect(at: Moment(seconds: 1)) }
        guard case .unreachable(endpoint, let reason, _)? = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(reason.text.count > 10)
        await collector.close()
    }

    @Test("a scheme that libvirt does not know is told without connecting")
    func scheme() {
        for (endpoint, words) in [
            ("nonsense://hv/system", "libvirt has no driver \"nonsense\"; there are qemu, xen, "),
            ("qemu+shh://hv/system", "libvirt has no transport \"shh\"; there are unix, ssh, "), ("qemu+://hv/system", "no transport \"\""),
            ("+ssh://hv/system", "no driver \"\""),
            ("qemu+libssh://hv/system", "libvirt loses a socket with every end of a connection through \"libssh\"; write qemu+libssh2 or "),
        ] {
            let problem = #expect(throws: ConfigurationProblem.self) { try collector(endpoint) }
            #expect(problem?.key == "endpoint" && problem?.text.contains(words) ?? false, "\(endpoint): \(String(describing: problem))")
        }
        for endpoint in [
            "qemu+libssh2://hv/system", "esx://vc.example.org/?no_verify=1", "xen:///", "remote://hv/", "vpx://a/b",
        ] { #expect(throws: Never.self) { try collector(endpoint) } }
    }
}
