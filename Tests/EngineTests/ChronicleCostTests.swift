import Feed
import Journal
import Telemetry
import TestSupport
import Testing

@testable import Engine

/// What it costs to keep how a site was.
@Suite struct ChronicleCostTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    /// 40 hosts with 25 guests and 90 sessions that work for a day: each desktop is started in the morning and ended in the evening, its
    /// console is opened and left six times, one host in ten fails for a while, one guest is saved, and all are polled every five seconds.
    @Test func aUsualDayOfFortyHostsIsFewMegabytes() async throws {
        var chronicle = Chronicle()
        let start = Moment(seconds: 1_795_478_400)
        func state(_ host: Int, at second: Int) -> HostState {
            let hour = second / 3600
            let guests = (0..<25).map { number -> Guest in
                let isDesk = number % 4 != 0
                let looks = (second / 60 + number * 7 + host) % 120 < 50
                let runs = !isDesk || (7..<18).contains(hour)
                let job =
                    number == 3 && hour == 12
                    ? GuestJob(operation: .save, done: Double(second % 3600) / 36, elapsed: .seconds(second)) : nil
                return Guest(
                    id: "5c0d26c0-3e1a-4d0a-9a3e-\(1_000_000 + host * 100 + number)00000", name: "desk-\(host)-\(number)",
                    state: runs ? .running : .off, vCPUs: 4, memoryMaximum: 8_589_934_592, memoryView: .guest,
                    console: runs && isDesk && looks ? "spice" : nil,
                    facts: GuestFacts(
                        isAutostarted: true, isPersistent: true, job: job,
                        system: GuestSystem(name: "Debian GNU/Linux 12 (bookworm)", version: "12", kernel: "6.1.0-18-amd64"),
                        fileSystems: [GuestFileSystem(mountPoint: [.known("/")], size: 1e11, used: Double(second) * 1e5)]))
            }
            let fails = host % 10 == 0 && hour == 10 && second % 3600 < 600
            return HostState(
                id: "hv-\(host)", inventory: Inventory(product: "QEMU", version: "7.2.9", processors: 64, memory: 549_755_813_888),
                answeredAt: start + .seconds(fails ? 36_000 : second), polledAt: start + .seconds(second),
                failure: fails ? .pollFailed(.raw("connection refused \(second)")) : nil, nextPollAt: start + .seconds(second + 5),
                guests: guests, sessionLimit: 100)
        }
        let path = folder.file("journal")
        let journal = JournalWriter(try Journal(path: path))
        var rows = 0
        var taken = Duration.zero
        // A minute apart: nothing here changes faster, and a test shall be done.
        for second in stride(from: 0, to: 86_400, by: 60) {
            for host in 0..<40 {
                let state = state(host, at: second)
                let since = ContinuousClock.now
                let entries = chronicle.take(state, at: start + .seconds(second))
                taken += ContinuousClock.now - since
                rows += entries.count
                journal.record(past: entries)
            }
        }
        try await eventually("it is written", within: .seconds(120)) { await journal.drained() }
        // Into the file itself.
        _ = await journal.prune(at: start + .seconds(86_400), keeping: Journal.Retention())
        #expect(chronicle.tell(at: start + .seconds(86_400)).isEmpty, "a usual day is written without delay")
        let size = try readFile(path).count
        print("how 40 hosts were for a day: \(rows) rows, \(size / 1000) kB, \(taken / (1440 * 40)) for a poll")
        #expect(size < 12_000_000)
        let noon = try #require(try Journal(reading: path).past(at: start + .seconds(43_200), of: ["hv-0"], most: 100))
        #expect(noon.hosts["hv-0"]?.guests.count == 25)
    }
}
