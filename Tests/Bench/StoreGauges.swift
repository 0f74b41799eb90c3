import Glibc
import Telemetry

/// Eight kinds of host numbers as they come in practice, one step a second: made from a seed, the same at every run.
struct StoreGauges {
    static let metrics: [Metric] = [
        Metric("cpu", label: "CPU, one decimal, AR(1)", unit: .percent),
        Metric("load", label: "load, two decimals", unit: .percent),
        Metric("memory", label: "memory, pages, random walk", unit: .bytes),
        Metric("disk", label: "disk, one decimal, slow", unit: .percent),
        Metric("rx", label: "received, a counter", unit: .bytesPerSecond, kind: .counter),
        Metric("temperature", label: "temperature, whole, slow", unit: .count),
        Metric("up", label: "up, 0 or 1", unit: .count),
        Metric("rtt", label: "round trip, three decimals", unit: .milliseconds),
    ]

    private var random: Xorshift
    private let mean: Double
    private let rate: Double
    private var cpu: Double
    private var load: Double
    private var memory: Double
    private var disk: Double
    private var received: Double
    private var temperature: Double
    private var up = 1.0

    init(host: Int) {
        random = Xorshift(UInt64(host + 7))
        mean = random.between(5, 60)
        rate = pow(10, random.between(3, 6.5))
        cpu = mean
        load = mean / 25
        memory = random.between(262_144, 4_194_304).rounded()
        disk = random.between(20, 80)
        received = random.between(0, 1e12).rounded()
        temperature = random.between(35, 55)
    }

    /// The next second's values, in the order of `metrics`.
    mutating func next(into values: inout [Double]) {
        cpu = min(100, max(0, cpu + 0.15 * (mean - cpu) + random.normal(4)))
        load += (cpu / 25 - load) * (1 - exp(-1.0 / 60))
        if random.between(0, 1) < 0.7 { memory = max(1000, memory + random.normal(300).rounded(.towardZero)) }
        if random.between(0, 1) < 0.02 { disk += disk < 95 ? 0.1 : -70 }
        if random.between(0, 1) < 0.95 { received += max(0, rate * (1 + random.normal(0.4))).rounded(.down) }
        if random.between(0, 1) < 0.05 { temperature += random.between(0, 1) < 0.5 ? 1 : -1 }
        if random.between(0, 1) < 1e-4 { up = 1 - up }
        let slow = random.between(0, 1) < 0.01 ? random.between(0, 5) : 0
        values[0] = (cpu * 10).rounded() / 10
        values[1] = (load * 100).rounded() / 100
        values[2] = memory * 4096
        values[3] = (disk * 10).rounded() / 10
        values[4] = received
        values[5] = temperature.rounded(.down)
        values[6] = up
        values[7] = ((0.2 + abs(random.normal(0.15)) + slow) * 1000).rounded() / 1000
    }
}

struct Xorshift {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }
    mutating func between(_ low: Double, _ high: Double) -> Double {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return low + (high - low) * Double(state >> 11) / 9_007_199_254_740_992
    }
    /// Around 0 (Box and Muller).
    mutating func normal(_ deviation: Double) -> Double {
        deviation * (-2 * log(max(between(0, 1), 1e-300))).squareRoot() * cos(2 * .pi * between(0, 1))
    }
}
