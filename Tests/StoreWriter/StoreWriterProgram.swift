import Glibc
import MetricStore
import Telemetry

/// `store-writer PATH SERIES BURST PAUSE`: goes on with the store at PATH as fast as it can, in a time of its own that begins where the
/// last run ended, until it is killed. After every BURST ticks it sleeps PAUSE microseconds. A value tells which tick it is of:
/// `Ramp.value`; tests check that.
@main
struct StoreWriterProgram {
    static func main() {
        let arguments = CommandLine.arguments
        guard arguments.count == 5, let count = Int(arguments[2]), let burst = Int(arguments[3]), let pause = UInt32(arguments[4]) else {
            exit(2)
        }
        do throws(StoreProblem) {
            let writer = try StoreWriter(path: arguments[1], layout: StoreLayout(raw: 120, minutes: 600, quarterHours: 384))
            var slots: [SeriesSlot] = []
            var tick: Int64 = 1_000_000
            for number in 0..<count {
                let key = SeriesKey(host: "ramp", entity: .guest("\(number)"), metric: .cpu)
                slots.append(try writer.slot(for: key, metric: .cpu, interval: .seconds(10)))
                if let latest = writer.latest(key) { tick = max(tick, latest.at.milliseconds / 10_000) }
            }
            while true {
                for _ in 0..<burst {
                    tick += 1
                    // The same sawtooth as in the tests' `Ramp`.
                    let value = Double(tick % 900) / 10
                    for slot in slots { writer.append(value, to: slot, at: Moment(milliseconds: tick * 10_000)) }
                }
                if pause > 0 { usleep(pause) }
            }
        } catch {
            print(error.text)
            exit(1)
        }
    }
}
