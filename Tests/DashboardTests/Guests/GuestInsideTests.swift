import Drawing
import Feed
import MetricStore
import Telemetry
import TestSupport
import Testing

@testable import Dashboard

/// What people wrote about a guest, and what its agent tells of the inside.
@Suite struct GuestInsideTests {
    private static let gibibyte = 1_073_741_824.0
    private static func system(_ place: String, _ type: String, _ used: Double?, _ size: Double?) -> GuestFileSystem {
        GuestFileSystem(
            mountPoint: [.known(place)], type: type, size: size.map { $0 * gibibyte }, used: used.map { $0 * gibibyte })
    }
    private static let facts = GuestFacts(
        title: "Desk of the registry", notes: "Moved here in May.\n\nAsk  the help desk\tbefore a restart.", isAutostarted: true,
        isPersistent: true, system: GuestSystem(name: "Ubuntu", version: "22.04", kernel: "5.15.0-91-generic"),
        fileSystems: [
            system("/", "ext4", 11, 40), system("/home/…", "ext4", 18.6, 20), system("/snap/…/…", "squashfs", 0.1, 0.1),
            system("/mnt", "nfs", nil, nil),
        ])

    private func app(_ change: (inout HostState) -> Void = { _ in }) -> App {
        var history = GuestHall.history()
        for (disk, size) in [("vda", 40.0), ("vdb", 500)] {
            let entity = Entity.part(.disk, disk, of: TownHall.uuid(0))
            history.set(PartMetric.capacity, of: "hv-1", entity: entity, size * Self.gibibyte, at: TownHall.ago(4))
            history.set(PartMetric.allocated, of: "hv-1", entity: entity, size / 2 * Self.gibibyte, at: TownHall.ago(4))
            history.set(PartMetric.flushTime, of: "hv-1", entity: entity, 3.5, at: TownHall.ago(4))
        }
        var app = GuestHall.app(history: history) {
            $0.guests[0].facts = Self.facts
            change(&$0)
        }
        app.openGuest("desk-04")
        return app
    }
    private func lines(_ app: App, _ width: Int = 120, _ height: Int = 40) -> [Substring] {
        app.draw(width: width, height: height).transcript.split(separator: "\n").prefix { $0 != "-- roles" }
    }
    /// Its file systems alone.
    private func alone(_ app: App) -> App {
        var app = app
        app.hit(.right, .right, .right)
        return app
    }

    @Test(arguments: [(45, 20), (80, 24), (120, 40)]) func aGuestWithAnAgent(width: Int, height: Int) throws {
        try checkPicture(app().draw(width: width, height: height).transcript, "guest-agent-\(width)x\(height).txt")
        try checkPicture(alone(app()).draw(width: width, height: height).transcript, "guest-file-systems-\(width)x\(height).txt")
    }

    @Test(arguments: [(45, 20), (80, 24), (120, 40), (200, 60)]) func whatPeopleWroteStandsBelowItsName(width: Int, height: Int) throws {
        let found = lines(app(), width, height)
        #expect(found.dropFirst(2).first?.hasPrefix(" Desk of the registry") == true, "\(found)")
        if width >= 120 { #expect(found.contains { $0.contains("Moved here in May. Ask the help desk before a restart.") }, "\(found)") }
    }

    /// Where names are pseudonyms these are one each, which tells nobody anything.
    @Test func whatIsHiddenIsSaidInAWord() {
        let found = lines(
            app {
                $0.guests[0].facts.title = "u-0123456789abcdef"
                $0.guests[0].facts.notes = "u-fedcba9876543210"
            }, 200, 60)
        #expect(found[1].contains("title and notes hidden"), "\(found[1])")
        #expect(!found.contains { $0.contains("u-0123") || $0.contains("u-fedc") })
    }

    @Test func theSystemIsNamedWithItsVersion() {
        let head = lines(app(), 200, 60)[1]
        #expect(head.contains("Ubuntu 22.04 · agent answers") && head.contains("kernel 5.15.0-91-generic"), "\(head)")
    }

    @Test func eachFileSystemSaysHowFullItIs() throws {
        var app = alone(app())
        app.hit(.character("e"))
        let found = lines(app)
        func row(_ place: String) throws -> Substring { try #require(found.first { $0.dropFirst().hasPrefix(place + " ") }, "\(found)") }
        #expect(try row("/home/…").contains(" 93 ") && row("/home/…").contains("18.6 of 20.0 GiB"))
        #expect(try row("/mnt").contains("--"))
        // An image is always full: that is no news.
        #expect(found.contains { $0.contains("fullest /home/… 93 %") }, "\(found)")
        #expect(try !row("/snap/…/…").contains("█"))
    }

    @Test func ofASilentHostTheyAreMarkedAsOld() throws {
        var app = alone(
            app {
                $0.answeredAt = TownHall.ago(74)
                $0.failure = "connection refused"
            })
        app.hit(.character("e"))
        let found = lines(app)
        #expect(found.contains { $0.contains("/18.6 of 20.0 GiB") } && !found.contains { $0.contains("fullest") }, "\(found)")
    }

    /// Proxmox VE 9 tells it of each guest.
    @Test func whatItWaitedForStandsBesideItsWait() {
        var history = GuestHall.history()
        for (metric, value) in [(Metric.guestPressureCPU, 12.4), (.guestPressureIO, 3.6), (.guestPressureMemory, 0)] {
            history.set(metric, of: "hv-1", entity: .guest(TownHall.uuid(0)), value, at: TownHall.ago(4))
        }
        var app = GuestHall.app(history: history)
        app.openGuest("desk-04")
        let found = lines(app, 200, 60)
        #expect(found.contains { $0.contains("PSI CPU 12, I/O 4, memory 0") }, "\(found)")
    }

    @Test func whatDoesNotRunHasNone() {
        let found = lines(
            app {
                let guest = $0.guests[0]
                $0.guests[0] = Guest(
                    id: guest.id, name: guest.name, state: .off, vCPUs: 4, memoryMaximum: 1, memoryView: .guest, facts: guest.facts)
            })
        #expect(!found.contains { $0.contains("File systems") })
    }

    @Test func aDiskHasItsFlushesAndItsSizeWhereThereIsRoom() throws {
        var app = app()
        app.hit(.right, .right)
        let small = try #require(lines(app, 80, 24).first { $0.contains("▸") || $0.dropFirst().hasPrefix("vdb") })
        #expect(lines(app, 80, 24).contains { $0.contains("250 of 500 GiB") && $0.contains(" 2.0 ") }, "\(small)")
        app.hit(.character("e"))
        #expect(lines(app).contains { $0.contains("250 of 500 GiB") && $0.contains(" 3.5 ") }, "\(lines(app))")
    }

    @Test func aFilterFindsThem() {
        var app = alone(app())
        app.hit(.character("/"))
        app.type("nfs")
        app.hit(.enter)
        let found = lines(app)
        #expect(found.contains { $0.contains("/mnt") } && !found.contains { $0.contains("/home/…  ") }, "\(found)")
    }
}
