import Telemetry
import TestSupport
import Testing

@testable import Collectors

@Suite("libvirt: whose parts have numbers")
struct PartsBookTests {
    func guest(_ id: String, vCPUs: Int = 1, disks: UInt64 = 1, state: UInt64 = 1) -> GuestRecord {
        GuestRecord(
            id: id, name: id,
            parameters: TypedParameters(values: [
                "state.state": .natural(state), "vcpu.current": .natural(UInt64(vCPUs)), "block.count": .natural(disks), "net.count": 1,
            ]))
    }
    let one = PartCounts(vCPUs: 1, disks: 1, interfaces: 1).series

    @Test("as many as there is room for, the same ones from then on")
    func room() {
        let pool = SeriesPool(10_000)
        let book = PartsBook(limit: 2 * one, pool: pool)
        #expect(book.settle([guest("c"), guest("b")]) == 0)
        #expect(book.settle([guest("a"), guest("b"), guest("c")]) == 1)
        #expect(book.guests == ["b", "c"])
        // One that is off keeps its numbers; one that is gone makes room.
        #expect(book.settle([guest("a"), guest("b", state: 5), guest("c")]) == 1)
        #expect(book.guests == ["b", "c"])
        #expect(book.settle([guest("a"), guest("c")]) == 0)
        #expect(book.guests == ["a", "c"])
    }

    @Test("a guest that gets more disks than there is room for goes on with those it had")
    func more() {
        let book = PartsBook(limit: one + 15, pool: SeriesPool(10_000))
        #expect(book.settle([guest("a")]) == 0)
        #expect(book.settle([guest("a", disks: 2)]) == 0)
        #expect(book.counts(of: "a")?.disks == 2)
        #expect(book.settle([guest("a", disks: 9)]) == 0)
        #expect(book.counts(of: "a")?.disks == 2)
    }

    @Test("hosts share what their engine has, and give it back")
    func shared() {
        let pool = SeriesPool(3 * one)
        var first: PartsBook? = PartsBook(limit: 2 * one, pool: pool)
        let second = PartsBook(limit: 2 * one, pool: pool)
        #expect(first?.settle([guest("a"), guest("b")]) == 0)
        #expect(second.settle([guest("a"), guest("b")]) == 1)
        first = nil
        #expect(second.settle([guest("a"), guest("b")]) == 0)
        #expect(!pool.take(one + 1) && pool.take(one))
    }

    @Test("twenty thousand guests on twenty hosts, and on a thousand, stay within what a store has beside eight numbers of each")
    func large() {
        for (hosts, guests) in [(20, 1000), (1000, 20)] {
            let pool = SeriesPool(40_000)
            let books = (0..<hosts).map { _ in PartsBook(limit: 2_000, pool: pool) }
            var series = 0
            for book in books {
                _ = book.settle((0..<guests).map { guest("\($0)", vCPUs: 4, disks: 2) })
                let parts = book.guests.reduce(0) { $0 + (book.counts(of: $1)?.series ?? 0) }
                #expect(parts + guests * 8 <= 20_000)
                series += parts + guests * 8
            }
            #expect(series <= 200_000)
        }
    }

    @Test("counts that a host invents take no more than a guest may have")
    func invented() {
        let book = PartsBook(limit: 10_000, pool: SeriesPool(10_000))
        #expect(book.settle([guest("a", vCPUs: 900_000_000, disks: .max)]) == 0)
        #expect(book.counts(of: "a") == PartCounts(vCPUs: 64, disks: 0, interfaces: 1))
        #expect(book.settle([guest("a", vCPUs: 1, disks: 1_000_000)]) == 0)
        #expect(book.counts(of: "a") == PartCounts(vCPUs: 64, disks: 32, interfaces: 1))
    }

    @Test("none are none")
    func none() {
        let book = PartsBook(limit: 0)
        #expect(book.settle([guest("a")]) == 0 && book.guests.isEmpty && book.isEmpty)
    }
}
