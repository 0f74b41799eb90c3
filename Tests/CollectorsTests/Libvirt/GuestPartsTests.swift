import Telemetry
import TestSupport
import Testing

@testable import Collectors

@Suite("libvirt: a guest's vCPUs, memory, disks and interfaces")
struct GuestPartsTests {
    typealias Values = [String: TypedParameters.Value]
    static let all = PartCounts.most

    /// What two looks, ten seconds apart, say in the end.
    func after(_ first: Values, _ second: Values, counts: PartCounts = all, age: Double? = nil) -> [String: Double] {
        var parts = GuestParts()
        _ = parts.advance(to: TypedParameters(values: first), of: "g", counts: counts, seconds: nil, isEarly: false, age: age)
        return numbers(
            parts.advance(to: TypedParameters(values: second), of: "g", counts: counts, seconds: 10, isEarly: false, age: age))
    }
    func numbers(_ samples: [Sample]) -> [String: Double] {
        #expect(Set(samples.map { "\($0.entity.name) \($0.metric.id)" }).count == samples.count, "each number is told once")
        return Dictionary(samples.map { ("\($0.entity.name) \($0.metric.id)", $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    @Test("a vCPU's thread: runs, waits for I/O, waits for a processor, has nothing to do")
    func vCPU() {
        let found = after(
            [
                "vcpu.0.time": 1_000_000_000, "vcpu.0.wait": 0, "vcpu.0.delay": 5_000_000_000, "vcpu.0.halt_wait_ns.sum": 0,
                "vcpu.0.halt_exits.sum": 3, "vcpu.7.time": 0,
            ],
            [
                "vcpu.0.time": 6_000_000_000, "vcpu.0.wait": 1_000_000_000, "vcpu.0.delay": 5_500_000_000,
                "vcpu.0.halt_wait_ns.sum": 2_000_000_000, "vcpu.0.halt_exits.sum": 9, "vcpu.7.time": 1_000_000_000,
            ])
        #expect(
            found
                == [
                    "guest-vcpu/g/0 vcpu.run": 50, "guest-vcpu/g/0 vcpu.iowait": 10, "guest-vcpu/g/0 vcpu.steal": 5,
                    "guest-vcpu/g/0 vcpu.halted": 20, "guest-vcpu/g/7 vcpu.run": 10,
                ])
    }

    @Test("a KVM that counts no halts says nothing of them; a hypervisor that says yes or no is believed")
    func halted() {
        let uncounted: Values = ["vcpu.0.halt_wait_ns.sum": 0, "vcpu.0.halt_exits.sum": 0]
        #expect(after(uncounted, uncounted) == [:])
        #expect(
            after([:], ["vcpu.0.halted": .truth(true), "vcpu.1.halted": .truth(false), "vcpu.2.halted": .text("yes")]) == [
                "guest-vcpu/g/0 vcpu.halted": 100, "guest-vcpu/g/1 vcpu.halted": 0,
            ])
    }

    @Test("a kernel without scheduler statistics says 0 for waiting, and nobody knows")
    func unmeasured() { #expect(after(["vcpu.0.wait": 0], ["vcpu.0.wait": 0]) == [:]) }

    @Test("no share of what another run counted, nor of more time than there was")
    func restarted() {
        #expect(after(["vcpu.0.time": 9_000_000_000], ["vcpu.0.time": 1_000_000_000]) == [:])
        #expect(after(["vcpu.0.time": 0], ["vcpu.0.time": 90_000_000_000]) == [:])
        #expect(after(["vcpu.0.time": 0], ["vcpu.0.time": 12_000_000_000]) == ["guest-vcpu/g/0 vcpu.run": 100])
    }

    @Test("memory: what the host holds, and what the balloon driver says with its age; nothing that nobody said")
    func memory() {
        let balloon: Values = [
            "balloon.current": 2048, "balloon.rss": 1024, "balloon.available": 4096, "balloon.unused": 1, "balloon.usable": 2,
            "balloon.swap_in": 3, "balloon.swap_out": 4, "balloon.major_fault": 5, "balloon.minor_fault": 6, "balloon.last-update": 77,
        ]
        let held = ["guest-memory/g memory.actual": 2_097_152.0, "guest-memory/g memory.rss": 1_048_576]
        #expect(after(balloon, balloon) == held, "a driver that was never heard has no figures")
        let told = held.merging([
            "guest-memory/g memory.guest.total": 4_194_304, "guest-memory/g memory.guest.unused": 1024,
            "guest-memory/g memory.guest.usable": 2048, "guest-memory/g memory.swap.in": 3072, "guest-memory/g memory.swap.out": 4096,
            "guest-memory/g memory.faults.major": 5, "guest-memory/g memory.faults.minor": 6, "guest-memory/g memory.age": 42,
        ]) { $1 }
        #expect(after(balloon, balloon, age: 42) == told)
        // Windows' driver of old: no usable, no swap.
        #expect(after([:], ["balloon.unused": 1], age: 1) == ["guest-memory/g memory.guest.unused": 1024, "guest-memory/g memory.age": 1])
    }

    @Test("a disk: requests, bytes, errors, sizes, and the time of a request from the growth of both")
    func disk() {
        let found = after(
            [
                "block.0.name": .text("vda"), "block.0.rd.reqs": 100, "block.0.rd.times": 1_000_000, "block.0.wr.reqs": 7,
                "block.0.wr.times": 9,
            ],
            [
                "block.0.name": .text("vda"), "block.0.rd.reqs": 104, "block.0.rd.bytes": 5, "block.0.rd.times": 9_000_000,
                "block.0.wr.reqs": 7, "block.0.wr.times": 9, "block.0.fl.reqs": 1, "block.0.fl.times": 2, "block.0.errors": 3,
                "block.0.allocation": 10, "block.0.capacity": 20, "block.0.physical": 30,
            ])
        #expect(
            found == [
                "guest-disk/g/vda disk.read.requests": 104, "guest-disk/g/vda disk.read": 5, "guest-disk/g/vda disk.read.time": 2,
                "guest-disk/g/vda disk.write.requests": 7, "guest-disk/g/vda disk.flush.requests": 1, "guest-disk/g/vda disk.errors": 3,
                "guest-disk/g/vda disk.allocated": 10, "guest-disk/g/vda disk.capacity": 20,
            ], "no write ended, so none took 0 ms")
    }

    @Test("requests that took less time than before, or days, are another run's")
    func impossibleTimes() {
        let before: Values = ["block.0.name": .text("a"), "block.0.rd.reqs": 1, "block.0.rd.times": 1_000_000_000]
        for times in [0, 999_999_999, UInt64.max / 2] {
            let found = after(before, ["block.0.name": .text("a"), "block.0.rd.reqs": 2, "block.0.rd.times": .natural(times)])
            #expect(found["guest-disk/g/a disk.read.time"] == nil, "\(times)")
        }
    }

    @Test("a name that is missing, empty or endless is none, and two alike are not one")
    func names() {
        let found = after(
            [:],
            [
                "block.0.name": .text("vda"), "block.0.rd.reqs": 1, "block.1.name": .text("vda"), "block.1.rd.reqs": 2,
                "block.2.rd.reqs": 3,
                "block.3.name": .text(""), "block.3.rd.reqs": 4, "block.4.name": .text(String(repeating: "x", count: 500)),
                "block.4.rd.reqs": 5, "block.5.name": .natural(5), "block.5.rd.reqs": 6, "block.6.name": .text("vdb"), "block.6.rd.reqs": 7,
            ])
        #expect(
            found
                == Dictionary(
                    uniqueKeysWithValues: ["#0", "#1", "#2", "#3", "#4", "#5", "vdb"].enumerated().map {
                        ("guest-disk/g/\($1) disk.read.requests", Double($0 + 1))
                    }))
    }

    @Test("an interface is known by its number; another one in its place continues its totals")
    func unplugged() {
        func card(_ index: Int, _ name: String, _ bytes: UInt64) -> Values {
            ["net.\(index).name": .text(name), "net.\(index).rx.bytes": .natural(bytes), "net.\(index).tx.drop": 1]
        }
        var parts = GuestParts()
        func look(_ values: Values) -> [String: Double] {
            numbers(
                parts.advance(to: TypedParameters(values: values), of: "g", counts: Self.all, seconds: 5, isEarly: false, age: nil))
        }
        _ = look(card(0, "vnet0", 100).merging(card(1, "vnet1", 5_000_000)) { $1 })
        let gone = look(card(0, "vnet1", 5_000_100))
        #expect(gone == ["guest-interface/g/0 interface.received": 100, "guest-interface/g/0 interface.drops.sent": 1])
        #expect(look(card(0, "vnet1", 5_000_150))["guest-interface/g/0 interface.received"] == 150)
    }

    @Test("a poll that comes early tells the window before once more, and takes nothing from the next")
    func early() {
        var parts = GuestParts()
        func look(_ time: UInt64, _ seconds: Double?, isEarly: Bool = false) -> [String: Double] {
            let values: Values = [
                "vcpu.0.time": .natural(time), "block.0.name": .text("vda"), "block.0.rd.reqs": .natural(time / 1_000_000),
                "block.0.rd.times": .natural(time),
            ]
            return numbers(
                parts.advance(
                    to: TypedParameters(values: values), of: "g", counts: Self.all, seconds: seconds, isEarly: isEarly, age: nil))
        }
        #expect(look(0, nil)["guest-vcpu/g/0 vcpu.run"] == nil)
        #expect(look(1_000_000_000, 10)["guest-vcpu/g/0 vcpu.run"] == 10)
        let early = look(1_100_000_000, 0.1, isEarly: true)
        #expect(early["guest-vcpu/g/0 vcpu.run"] == 10 && early["guest-disk/g/vda disk.read.time"] == 1)
        #expect(early["guest-disk/g/vda disk.read.requests"] == 1100, "a total is as new as it can be")
        #expect(look(6_000_000_000, 10)["guest-vcpu/g/0 vcpu.run"] == 50)
    }

    @Test("of more parts than it may tell of a guest tells the first")
    func counts() {
        var values: Values = [:]
        for index in 0..<100 {
            values["vcpu.\(index).halted"] = .truth(true)
            values["block.\(index).rd.reqs"] = 1
            values["net.\(index).rx.pkts"] = 1
        }
        let found = after([:], values, counts: PartCounts(vCPUs: 2, disks: 1, interfaces: 0))
        #expect(
            Set(found.keys) == [
                "guest-vcpu/g/0 vcpu.halted", "guest-vcpu/g/1 vcpu.halted", "guest-disk/g/#0 disk.read.requests",
            ])
    }

    @Test("a guest has no more numbers than were counted for it")
    func most() {
        var values: Values = ["vcpu.0.halted": .truth(true)]
        let fields = [
            "vcpu.0.": ["time", "wait", "delay"],
            "balloon.": [
                "current", "rss", "available", "unused", "usable", "swap_in", "swap_out", "major_fault", "minor_fault", "last-update",
            ],
            "block.0.": [
                "rd.reqs", "rd.bytes", "rd.times", "wr.reqs", "wr.bytes", "wr.times", "fl.reqs", "fl.times", "errors", "allocation",
                "capacity", "physical",
            ],
            "net.0.": ["rx.bytes", "rx.pkts", "rx.errs", "rx.drop", "tx.bytes", "tx.pkts", "tx.errs", "tx.drop"],
        ]
        for (group, names) in fields { for name in names { values[group + name] = 1 } }
        let found = after(values, values.mapValues { if case .natural = $0 { .natural(2) } else { $0 } }, age: 1)
        #expect(found.count == PartCounts(vCPUs: 1, disks: 1, interfaces: 1).series)
    }
}

extension TypedParameters.Value: ExpressibleByIntegerLiteral {
    public init(integerLiteral value: UInt64) { self = .natural(value) }
}
