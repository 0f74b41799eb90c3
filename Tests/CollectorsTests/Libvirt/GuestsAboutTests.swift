import Telemetry
import TestSupport
import Testing

@testable import Collectors

@Suite("libvirt: what guests are and what is done with them")
struct GuestsAboutTests {
    func job(_ values: [String: TypedParameters.Value], type: Int32 = 2) -> GuestJob? {
        GuestJob(type: type, TypedParameters(values: values))
    }

    @Test("a migration: the share done, the rate at which its memory changes, and what time is left")
    func migration() {
        // Fields as `virsh domjobinfo --rawstats` gives them of a live migration.
        let found = job([
            "operation": .integer(5), "time_elapsed": 4000, "data_total": 1_000_000_000, "data_processed": 100,
            "data_remaining": 400_000_000,
            "memory_bps": 60_000_000, "memory_dirty_rate": 5_000, "memory_page_size": 4096,
        ])
        #expect(
            found
                == GuestJob(
                    operation: .migrationOut, done: 60, dirtyRate: 20_480_000, timeLeft: .milliseconds(10_121), elapsed: .seconds(4)))
    }

    @Test("no time is left for one that never ends, and none that nobody knows")
    func endless() {
        let writesFaster = job([
            "operation": .integer(5), "data_total": 100, "data_remaining": 50, "memory_bps": 4096, "memory_dirty_rate": 1,
        ])
        #expect(writesFaster == GuestJob(operation: .migrationOut, done: 50, dirtyRate: 4096))
        #expect(job(["operation": .integer(2), "data_total": 0, "data_remaining": 0]) == GuestJob(operation: .save))
        #expect(job(["operation": .integer(99), "data_total": 1, "data_remaining": 2]) == GuestJob(operation: .unknown))
        #expect(job([:]) == GuestJob(operation: .unknown))
        #expect(
            job(["operation": .text("save"), "time_elapsed": .integer(-4), "memory_dirty_rate": .natural(.max)])
                == GuestJob(operation: .unknown))
        #expect(job(["time_remaining": 3000], type: 1) == GuestJob(operation: .unknown, timeLeft: .seconds(3)))
    }

    @Test("what is over, or never was, is no job", arguments: [0, 3, 4, 5, -1, 77] as [Int32])
    func over(_ type: Int32) { #expect(job(["operation": .integer(2)], type: type) == nil) }

    @Test("each guest is asked for its job in turn, those that have one always")
    func turns() {
        var jobs = GuestJobs()
        let guests = (0..<120).map { "g\($0)" }
        let first = jobs.takeTurn(guests, suspected: ["g7"])
        #expect(first.urgent == ["g7"] && first.turn.count == GuestJobs.mostAtOnce && !first.turn.contains("g7"))
        // A poll whose time is up after thirty of them goes on there.
        var asked: Set<String> = []
        for _ in 0..<4 {
            for guest in jobs.takeTurn(guests, suspected: ["g7"]).turn.prefix(30) {
                #expect(asked.count > 118 || !asked.contains(guest))
                asked.insert(guest)
                jobs.pass(guest)
            }
        }
        #expect(asked.count == 119)
        // Who had the last turn is gone.
        #expect(jobs.takeTurn(["a", "b"], suspected: []).turn == ["a", "b"])
    }

    @Test("an agent's file systems: sizes that cannot be are none, and of a path only what every system has is known")
    func fileSystems() {
        let found = GuestFileSystem.list(
            agent: TypedParameters(values: [
                "fs.count": 5, "fs.0.mountpoint": .text("/"), "fs.0.fstype": .text("ext4"), "fs.0.total-bytes": 1000,
                "fs.0.used-bytes": 400,
                "fs.1.mountpoint": .text("/home/mueller"), "fs.1.total-bytes": 10, "fs.1.used-bytes": 20, "fs.2.name": .text("sdb"),
                "fs.3.mountpoint": .text("C:\\"), "fs.3.used-bytes": 20, "fs.4.mountpoint": .natural(7), "fs.x.mountpoint": .text("/x"),
                "fs.0.disk.0.alias": .text("virtio"),
            ]))
        #expect(
            found == [
                GuestFileSystem(mountPoint: [.known("/")], type: "ext4", size: 1000, used: 400),
                GuestFileSystem(mountPoint: [.known("/"), .known("home"), .known("/"), .unknown("mueller")], size: 10),
                GuestFileSystem(mountPoint: [.known("C:"), .known("\\")]),
            ])
        let many = (0..<500).map { ("fs.\($0).mountpoint", TypedParameters.Value.text("/")) }
        #expect(GuestFileSystem.list(agent: TypedParameters(values: Dictionary(uniqueKeysWithValues: many))).count == 64)
    }

    @Test("an agent's operating system by the best name it has")
    func system() {
        func system(_ values: [String: TypedParameters.Value]) -> GuestSystem? { GuestSystem(agent: TypedParameters(values: values)) }
        #expect(
            system([
                "os.id": .text("debian"), "os.name": .text("Debian GNU/Linux"), "os.pretty-name": .text("Debian GNU/Linux 12 (bookworm)"),
                "os.version-id": .text("12"), "os.kernel-release": .text("6.1.0-13-amd64"),
            ]) == GuestSystem(name: "Debian GNU/Linux 12 (bookworm)", version: "12", kernel: "6.1.0-13-amd64"))
        #expect(system(["os.id": .text("mswindows")]) == GuestSystem(name: "mswindows"))
        #expect(system(["os.kernel-release": .text("6.1")]) == nil)
        #expect(system(["os.name": .text(String(repeating: "x", count: 5000))])?.name.utf8.count == 128)
    }

    @Test("storage pools: numbers of those that run, a state of each, and none of what cannot be")
    func pools() {
        func values(_ record: PoolRecord) -> [Double] { record.samples.map(\.value) }
        let pool = PoolRecord(name: "default", state: 2, isAutostarted: true, capacity: 1000, allocation: 250)
        #expect(pool.pool == StoragePool(name: "default", state: .running, isAutostarted: true))
        #expect(values(pool) == [25, 1000, 250])
        #expect(pool.samples.allSatisfy { $0.entity == Entity(kind: "storage", id: "default") })
        #expect(values(PoolRecord(name: "thin", state: 3, capacity: 1000, allocation: 2500)) == [250, 1000, 2500])
        for state in [0, 1, 4, 5, -1] { #expect(values(PoolRecord(name: "off", state: state, capacity: 1, allocation: 1)) == []) }
        #expect(values(PoolRecord(name: "nothing", state: 2)) == [])
        #expect(values(PoolRecord(name: "huge", state: 2, capacity: .max, allocation: .max)) == [])
        #expect([0, 1, 2, 3, 4, 5, -1].map { PoolRecord(name: "", state: $0).pool.state } == StoragePool.State.allCases + [.unknown])
    }

    @Test("pools that are not known have a reason and no numbers, an old size least of all")
    func unknownPools() {
        var about = PoolsAbout()
        var look = Look()
        about.take(look)
        #expect(about.problem == nil && about.pools == [])
        look.pools = .success([PoolRecord(name: "p", state: 2, capacity: 4, allocation: 2)])
        about.take(look)
        look.pools = nil
        about.take(look)
        #expect(about.samples.count == 3 && about.pools.count == 1, "asked seldom, told each time")
        look.silenceOfPools = .libvirtPoolSilent("p")
        about.take(look)
        #expect(about.samples == [] && about.problem == .libvirtPoolSilent("p"))
        look.silenceOfPools = nil
        look.pools = .failure(LibvirtError(code: 38, systemCode: 2, message: "no virtstoraged"))
        about.take(look)
        #expect(about.pools == [] && about.problem?.text == "no virtstoraged")
        look.pools = .success([])
        about.take(look)
        #expect(about.problem == nil)
    }

    @Test("what an agent said of a guest that is off is said no more; its title is")
    func forgotten() {
        var about = GuestsAbout()
        var look = Look()
        look.texts = ["g": .init(title: "t", notes: "n")]
        look.agents = [AgentAnswer(guest: "g", name: "g", at: .now, users: nil, system: GuestSystem(name: "s"), fileSystems: [])]
        look.jobs = ["g": GuestJob(operation: .save)]
        about.take(look)
        func guest(_ state: Guest.State) -> Guest {
            Guest(id: "g", name: "g", state: state, vCPUs: 1, memoryMaximum: 1, memoryView: .host)
        }
        var snapshot = Snapshot()
        let running = about.facts(of: guest(.running), snapshot)
        #expect(running.title == "t" && running.notes == "n" && running.system?.name == "s" && running.job?.operation == .save)
        #expect(running.isAutostarted == nil && running.isPersistent == nil, "nobody said so")
        snapshot.autostart = []
        snapshot.persistent = ["g"]
        look = Look()
        about.take(look)
        about.forget(except: [guest(.off)])
        #expect(about.facts(of: guest(.off), snapshot) == GuestFacts(title: "t", notes: "n", isAutostarted: false, isPersistent: true))
        about.forget(except: [])
        #expect(about.facts(of: guest(.off), Snapshot()) == GuestFacts())
    }
}
