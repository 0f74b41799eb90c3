import Telemetry
import TestSupport
import Testing

@testable import Collectors

@Suite("libvirt: snapshots to numbers")
struct MeasuringTests {
    @Test(
        "recorded snapshots",
        arguments: [
            "three-guests", "balloon-driver", "balloon-driver-silent", "guest-restarts", "host-restarts", "guest-busy-with-a-job",
            "device-unplugged", "two-cards-of-one-name",
        ])
    func recorded(_ name: String) throws {
        let folder = casesFolder("libvirt") + "/" + name
        var rates = Rates()
        var text = ""
        for (index, step) in try parseSnapshots(fileText(folder + "/input.txt")).enumerated() {
            let (samples, guests) = rates.advance(to: step.snapshot, after: index == 0 ? nil : step.elapsed, at: step.at)
            text += "=== \(index)\n" + describe(samples, guests)
        }
        let expected = try fileText(folder + "/expected.txt")
        #expect(text == expected)
    }

    @Test("ten thousand random parameter sets neither trap nor give a number that cannot be")
    func random() {
        var generator = SeededGenerator(seed: 7)
        let shares: Set = [
            "vcpu.run", "vcpu.iowait", "vcpu.steal", "vcpu.halted", "cpu", "cpu.user", "cpu.system", "cpu.iowait", "memory", "cpu.wait",
            "guest.wait", "guest.wait.worst",
        ]
        for round in 0..<1_000 {
            var rates = Rates(parts: PartsBook(limit: 10_000, pool: SeriesPool(10_000)))
            var totals: [String: Double] = [:]
            for step in 0..<5 {
                var snapshot = Snapshot(
                    processors: randomParameters(hostFields, &generator), memory: randomParameters(hostFields, &generator))
                snapshot.processorCount = Int.random(in: 0...8, using: &generator)
                snapshot.guests = (0..<Int.random(in: 0...3, using: &generator)).map {
                    GuestRecord(id: "g\($0)", name: "g\($0)", parameters: randomParameters(guestFields, &generator))
                }
                let elapsed: Duration? = [nil, .zero, .seconds(-5), .seconds(5), .seconds(1 << 40)].randomElement(using: &generator) ?? nil
                let now = Moment(milliseconds: Int64.random(in: -1 << 50...1 << 50, using: &generator))
                let (samples, guests) = rates.advance(to: snapshot, after: elapsed, at: now)
                #expect(guests.count == snapshot.guests.count)
                for sample in samples {
                    var isValid = sample.value.isFinite && sample.value >= 0
                    if shares.contains(sample.metric.id) && sample.value > 100.001 { isValid = false }
                    // A disk's and the balloon's are as libvirt has them: the store sees a reset.
                    let isTotal = sample.entity.guestPart.map { $0 == .interface } ?? true
                    if sample.metric.kind == .counter, isTotal {
                        let key = sample.entity.name + sample.metric.id
                        if snapshot.guests.count == 3 && sample.value < totals[key] ?? 0 { isValid = false }
                        totals[key] = sample.value
                    }
                    if !isValid { Issue.record("round \(round), step \(step): \(sample)") }
                }
                if snapshot.guests.count < 3 { totals = [:] }
            }
        }
    }

    private let hostFields = ["user", "kernel", "idle", "iowait", "intr", "utilization", "total", "free", "buffers", "cached"]
    private let guestFields = [
        "state.state", "cpu.time", "balloon.current", "balloon.maximum", "balloon.available", "balloon.unused", "balloon.usable",
        "balloon.last-update", "balloon.rss", "vcpu.current", "vcpu.maximum", "vcpu.0.delay", "vcpu.1.delay", "vcpu.x.delay", "vcpu..delay",
        "vcpu.delay", "net.0.name", "net.0.rx.bytes", "net.1.rx.bytes", "net.99999999999999999999.rx.bytes", "net.0.tx.bytes",
        "block.0.rd.bytes", "block.-1.rd.bytes", "block.0.wr.bytes", "block.0.name", "", "block.count", "net.count", "vcpu.0.time",
        "vcpu.0.wait", "vcpu.0.halted", "vcpu.0.halt_wait_ns.sum", "vcpu.0.halt_exits.sum", "block.0.rd.reqs", "block.0.rd.times",
        "block.1.rd.reqs", "block.1.rd.times", "block.1.name", "block.0.errors", "block.0.capacity", "net.0.rx.drop", "net.0.tx.errs",
        "net.1.name", "balloon.swap_in", "balloon.major_fault", "block.", "vcpu.0.", ".0.time",
    ]

    private func randomParameters(_ fields: [String], _ generator: inout SeededGenerator) -> TypedParameters {
        var values: [String: TypedParameters.Value] = [:]
        for field in fields where Int.random(in: 0..<4, using: &generator) > 0 {
            values[field] =
                switch Int.random(in: 0..<9, using: &generator) {
                case 0: .integer(Int64.random(in: .min ... .max, using: &generator))
                case 1: .natural(UInt64.random(in: 0 ... .max, using: &generator))
                case 2: .real(Double(bitPattern: generator.next()))
                case 3: .real([Double.nan, .infinity, -.infinity, -0.0, 1e308].randomElement(using: &generator) ?? 0)
                case 4: .truth(Bool.random(using: &generator))
                case 5: .text(["", "vnet0", "\u{1B}[2J", String(repeating: "x", count: 4000)].randomElement(using: &generator) ?? "")
                case 6: .integer(Int64.random(in: -3...9, using: &generator))
                default: .natural(UInt64.random(in: 0...20_000_000_000, using: &generator))
                }
        }
        return TypedParameters(values: values)
    }

    @Test("a driver that gives a percentage")
    func utilization() {
        var rates = Rates()
        let snapshot = Snapshot(processors: TypedParameters(values: ["utilization": .integer(37)]))
        #expect(rates.advance(to: snapshot, after: nil, at: Moment(seconds: 0)).samples.contains(Sample(.cpu, 37)))
    }
}
