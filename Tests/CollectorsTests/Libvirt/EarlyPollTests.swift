import Telemetry
import TestSupport
import Testing

@testable import Collectors

/// Polls that follow each other too closely for a rate of their own.
@Suite("libvirt: polls that come early")
struct EarlyPollTests {
    /// A host of one CPU and a guest, after `second` seconds of which they were busy for `busy`.
    private func snapshot(_ second: Double, busy: Double) -> Snapshot {
        func nanoseconds(_ seconds: Double) -> TypedParameters.Value { .natural(UInt64(seconds * 1e9)) }
        var snapshot = Snapshot()
        snapshot.processorCount = 1
        snapshot.processors.values = [
            "user": nanoseconds(busy), "kernel": .natural(0), "idle": nanoseconds(second - busy), "iowait": .natural(0),
        ]
        snapshot.guests = [
            GuestRecord(
                id: "g", name: "g",
                parameters: TypedParameters(values: [
                    "state.state": .natural(1), "cpu.time": nanoseconds(busy), "vcpu.current": .natural(1),
                    "vcpu.0.delay": nanoseconds(busy),
                    "balloon.rss": .natural(1000 + UInt64(second * 10)),
                ]))
        ]
        return snapshot
    }

    @Test("answer with the rates of the window before, and their time counts in the next")
    func early() {
        var rates = Rates()
        func values(_ samples: [Sample]) -> [Metric.ID: Double] {
            Dictionary(samples.map { ($0.metric.id, ($0.value * 10).rounded() / 10) }, uniquingKeysWith: { first, _ in first })
        }
        func advance(_ second: Double, busy: Double, after: Duration?) -> [Metric.ID: Double] {
            values(rates.advance(to: snapshot(second, busy: busy), after: after, at: Moment(seconds: 0)).samples)
        }
        #expect(advance(10, busy: 0, after: nil)["cpu"] == nil)
        let whole = advance(15, busy: 1, after: .seconds(5))
        #expect(whole["cpu"] == 20 && whole["guest.cpu"] == 20 && whole["guest.wait"] == 20 && whole["cpu.wait"] == 20)
        // Eight polls at once, and all that runs meanwhile is what they cost.
        for round in 1...8 {
            let early = advance(15 + Double(round) * 0.1, busy: 1 + Double(round) * 0.1, after: .milliseconds(100))
            #expect(early["cpu"] == 20 && early["guest.cpu"] == 20 && early["guest.wait"] == 20 && early["cpu.wait"] == 20)
            // What is no rate is as it is now.
            #expect(early["guest.memory.used"] == (Double(1000 + UInt64((15 + Double(round) * 0.1) * 10)) * 1024))
        }
        let next = advance(20, busy: 2.8, after: .milliseconds(4200))
        #expect(next["cpu"] == 36 && next["guest.cpu"] == 36 && next["guest.wait"] == 36)
    }

    @Test("a guest that stops between two windows has no rates left")
    func stops() {
        var rates = Rates()
        _ = rates.advance(to: snapshot(10, busy: 0), after: nil, at: Moment(seconds: 0))
        _ = rates.advance(to: snapshot(15, busy: 1), after: .seconds(5), at: Moment(seconds: 5))
        var off = snapshot(15.1, busy: 1)
        off.guests[0].parameters.values["state.state"] = .natural(5)
        let samples = rates.advance(to: off, after: .milliseconds(100), at: Moment(seconds: 5)).samples
        #expect(!samples.contains { $0.entity == .guest("g") })
    }
}
