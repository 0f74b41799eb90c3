import Telemetry
import TestSupport
import Testing

@testable import MetricStore

/// What a series should answer, kept the plain way: every sample in a list, no ring, no blocks.
struct Reference {
    let layout: StoreLayout
    private(set) var step: Int64 = 0
    private(set) var phases: [Int64: Int64] = [:]
    /// By the moment their slot begins; gaps are absent.
    private var newest: [Int64: Double] = [:]
    private var byMinute: [Int64: [Int64: Double]] = [:]
    private(set) var slot: Int64 = -1
    private var taken: Int64 = -1
    /// Where the ring begins, at the earliest.
    private(set) var ringStart: Int64 = 0
    private(set) var born: Int64 = -1

    init(_ layout: StoreLayout) { self.layout = layout }

    var phase: Int64 { phases[step] ?? 0 }
    var reach: Int64 { max(ringStart, slot - Int64(layout.raw - 1) * step) }
    /// Whether the ring still has the beginning of the minute of `at`: where it has not, the mean of that minute is only about right.
    func holdsMinute(of at: Int64) -> Bool { reach <= (at - step) / 60_000 * 60_000 }

    /// Only the phase of the interval in use is in the file.
    mutating func restart() { phases = [step: phase] }

    mutating func append(_ value: Double, at: Int64, step: Int64) {
        let isChanged = step != self.step
        let oldest = reach
        self.step = step
        if phases[step] == nil { phases[step] = at % step }
        var to = (at - phase + step / 2) / step * step + phase
        if !isChanged, slot >= 0 {
            let next = slot + (at - taken + step / 2) / step * step
            to = at < taken ? min(to, slot) : abs(at - next) * 4 <= step * 3 ? next : max(to, slot)
        }
        taken = at
        if born < 0 || to < born { born = to }
        if isChanged || slot < 0 || to - slot >= Int64(layout.raw) * step {
            newest = [:]
            ringStart = to
        }
        if to < slot, !isChanged {
            newest = newest.filter { $0.key < to - step }
            byMinute = byMinute.filter { $0.key <= to / 60_000 }
            byMinute[to / 60_000] = byMinute[to / 60_000]?.filter { $0.key < to - step }
            // What the ring lost to the ticks that are withdrawn does not come back.
            ringStart = to <= oldest ? to : oldest
        }
        if value.isFinite {
            newest[to] = value
            byMinute[to / 60_000, default: [:]][to] = value
        }
        slot = to
        newest = newest.filter { $0.key >= reach }
    }

    /// Columns the plain way, over (start of slot, value) of the tier that should answer.
    func span(from start: Int64, to end: Int64, columns: Int) -> (columns: [Column?], tier: String) {
        let minuteReach = (slot + step - 1) / 60_000 - Int64(layout.minutes) + 1
        if start >= reach || reach <= born {
            return (cut(newest.mapValues { Column(minimum: $0, mean: $0, maximum: $0) }, step, start, end, columns), "raw")
        }
        let minutes = Dictionary(uniqueKeysWithValues: byMinute.map { ($0.key * 60_000, fold($0.value.values.map { ($0, $0, $0) })) })
        if start >= minuteReach * 60_000 || minuteReach * 60_000 <= born {
            return (cut(minutes.compactMapValues { $0 }, 60_000, start, end, columns), "minutes")
        }
        var quarterHours: [Int64: [(Double, Double, Double)]] = [:]
        for (at, column) in minutes {
            guard let column else { continue }
            quarterHours[at / 900_000 * 900_000, default: []].append((column.minimum, column.mean, column.maximum))
        }
        return (cut(quarterHours.compactMapValues(fold), 900_000, start, end, columns), "quarters")
    }

    private func fold(_ parts: [(Double, Double, Double)]) -> Column? {
        guard !parts.isEmpty else { return nil }
        return Column(
            minimum: parts.map(\.0).min() ?? 0, mean: parts.map(\.1).reduce(0, +) / Double(parts.count), maximum: parts.map(\.2).max() ?? 0)
    }

    private func cut(_ slots: [Int64: Column], _ width: Int64, _ start: Int64, _ end: Int64, _ columns: Int) -> [Column?] {
        let sorted = slots.sorted { $0.key < $1.key }
        let offset = width == step ? phase : 0
        return (0..<columns).map { index in
            let left = start + (end - start) * Int64(index) / Int64(columns)
            let right = start + (end - start) * Int64(index + 1) / Int64(columns)
            let begin = (left - offset + width - 1) / width * width + offset
            if begin < right {
                return fold(sorted.filter { $0.key >= left && $0.key < right }.map { ($0.value.minimum, $0.value.mean, $0.value.maximum) })
            }
            let middle = left + (right - left) / 2
            return sorted.last { $0.key <= middle && middle < $0.key + width }?.value
        }
    }
}

@Suite struct ReferenceTests {
    /// Days of polls with gaps, restarts, changes of interval and steps of the clock, against the plain list.
    @Test(arguments: UInt64(1)...8)
    func spansAgreeWithAPlainList(seed: UInt64) throws {
        let scratch = Scratch()
        var random = SeededGenerator(seed: seed)
        let layout = StoreLayout(raw: Int.random(in: 40...200, using: &random), minutes: 180, quarterHours: 192)
        var writer: StoreWriter? = try StoreWriter(path: scratch.store, layout: layout)
        let reader = try StoreReader(path: scratch.store)
        var reference = Reference(layout)
        let key = SeriesKey(host: "h", metric: .cpu)
        var at = noon.milliseconds + Int64.random(in: 0..<60_000, using: &random)
        var step: Int64 = 10_000
        var value = 40.0
        var tiers: [String: Int] = [:]
        for round in 0..<3000 {
            switch Int.random(in: 0..<1000, using: &random) {
            case 0..<40: at += step * Int64.random(in: 1...6, using: &random)
            case 40..<44: at += Int64.random(in: 60_000...20_000_000, using: &random)
            case 44..<46 where reference.slot > 0:
                // Into a minute of its own: one that has seen two intervals knows its mean only about.
                at = (at / 60_000 + 2) * 60_000
                step = [1000, 5000, 7000, 10_000, 30_000, 60_000].randomElement(using: &random) ?? step
            case 46..<56 where reference.slot > 0:
                let back = at - step * Int64.random(in: 1...12, using: &random)
                if reference.holdsMinute(of: back) { at = back }
            case 56..<60:
                writer = nil
                writer = try StoreWriter(path: scratch.store, layout: layout)
                reference.restart()
                #expect(writer?.notice == nil)
            default: break
            }
            value = min(100, max(0, value + Double.random(in: -3...3, using: &random)))
            let isGap = Int.random(in: 0..<30, using: &random) == 0
            let shown = isGap ? .nan : (value * 10).rounded() / 10
            try writer?.append([Sample(.cpu, shown)], host: "h", at: Moment(milliseconds: at), interval: .milliseconds(step))
            reference.append(shown, at: at, step: step)
            // A tenth of a step early or late; from the slot, so that the jitter does not add up.
            at = reference.slot + step + Int64.random(in: (-step / 10)...(step / 10), using: &random)
            guard round % 20 == 0 else { continue }
            reader.refresh()
            let length: Int64 = [600_000, 3_600_000, 10_000_000, 90_000_000].randomElement(using: &random) ?? 1
            let end = reference.slot + Int64.random(in: -600_000...600_000, using: &random)
            let start = end - Int64.random(in: 1...length, using: &random)
            let count = Int.random(in: 1...40, using: &random)
            let wanted = reference.span(from: start, to: end, columns: count)
            tiers[wanted.tier, default: 0] += 1
            let found = reader.span(key, from: Moment(milliseconds: start), to: Moment(milliseconds: end), columns: count)
            #expect(found == writer?.span(key, from: Moment(milliseconds: start), to: Moment(milliseconds: end), columns: count))
            let allowed = wanted.tier == "raw" ? 1e-9 : 0.15
            for (index, (wanted, found)) in zip(wanted.columns, found).enumerated() where !agree(wanted, found, within: allowed) {
                Issue.record("round \(round), column \(index) of \(count): \(String(describing: found)), not \(String(describing: wanted))")
                return
            }
        }
        #expect(tiers.count == 3, "not every tier was asked: \(tiers)")
    }

    private func agree(_ a: Column?, _ b: Column?, within: Double) -> Bool {
        guard let a, let b else { return a == nil && b == nil }
        return abs(a.minimum - b.minimum) <= within && abs(a.mean - b.mean) <= within && abs(a.maximum - b.maximum) <= within
    }
}
