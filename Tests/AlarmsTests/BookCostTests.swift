import Telemetry
import TestSupport
import Testing

@testable import Alarms

/// What a round costs, in alarms looked at: what is new counts, not what there is.
@Suite struct BookCostTests {
    private static let count = 1_000

    private func lost() -> Watch {
        var watch = Watch(Site(name: "Rathaus", areas: [], hosts: (0..<Self.count).map { host("hv-\($0)") }))
        watch.run(1)
        for id in watch.hosts.keys { watch.hosts[id]?.failure = "no route to host" }
        return watch
    }

    @Test func aThousandHostsLostAtOnceCostEachTheirOwn() {
        var watch = lost()
        watch.now = watch.now + .seconds(9)
        watch.round([])
        watch.now = watch.now + .seconds(6)
        let before = watch.book.looks
        var raised = 0
        for host in watch.book.site.hosts { raised += watch.round([host.id]).count { $0.what == .raised } }
        #expect(raised == Self.count)
        #expect(watch.book.looks - before <= 2 * Self.count, "\(watch.book.looks - before)")
        #expect(watch.book.flood == nil || watch.book.flood?.hosts ?? 0 > 10)
        watch.now = watch.now + .seconds(1)
        watch.round([])
        #expect(watch.book.flood?.hosts == Self.count)
    }

    @Test func aDelayThatRunsIsNotJudgedBeforeItsEnd() {
        var watch = Watch(Site(name: "Rathaus", areas: [], hosts: (0..<Self.count).map { host("hv-\($0)") }))
        watch.run(1, watch.book.site.hosts.map { ($0.id, .memory, 92) })
        let before = watch.book.looks
        for _ in 0..<4 {
            watch.now = watch.now + .seconds(1)
            #expect(watch.round([]) == [])
        }
        #expect(watch.book.looks - before <= 4 * Self.count, "one look at the clock, each second, and no rule asked")
    }

    @Test func aDelayEndsInItsOwnSecond() {
        var watch = Watch(site(host("hv-1")))
        watch.run(24, [("hv-1", .memory, 92)])
        // The first of them began a delay of two minutes.
        for _ in 0..<4 {
            watch.now = watch.now + .seconds(1)
            #expect(watch.round([]) == [])
        }
        watch.now = watch.now + .seconds(1)
        #expect(watch.round([]).map(\.what) == [.raised])
    }

    @Test func whileTheyStayDeadAReportLooksAtItsOwnHost() {
        var watch = lost()
        watch.run(8)
        #expect(watch.book.alarms.count == Self.count && watch.book.alarms.allSatisfy { $0.severity == .critical })
        let (before, revision) = (watch.book.looks, watch.book.revision)
        for host in watch.book.site.hosts.prefix(100) { #expect(watch.round([host.id]) == []) }
        #expect(watch.book.looks - before <= 200, "\(watch.book.looks - before)")
        let standing = watch.book.looks
        for _ in 0..<5 {
            watch.now = watch.now + .seconds(1)
            #expect(watch.round([]) == [])
        }
        #expect(watch.book.looks - standing <= 5 * Self.count, "one look at what stands, each second")
        #expect(watch.book.revision == revision, "and nobody is told anything")
    }
}
