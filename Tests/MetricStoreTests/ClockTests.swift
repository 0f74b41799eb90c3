import Telemetry
import Testing

@testable import MetricStore

@Suite struct ClockTests {
    let scratch = Scratch()
    let key = SeriesKey(host: "h", metric: .cpu)

    /// A value a minute for `count` minutes: the minute's number.
    private func fill(_ writer: StoreWriter, from first: Int64, count: Int64) throws {
        for minute in first..<first + count {
            for second in stride(from: Int64(0), to: 60, by: 10) {
                try writer.note(Double(minute), at: noon + minutes(minute) + .seconds(second), every: .seconds(10))
            }
        }
    }

    @Test func aStepBackLeavesAGapAndWhatCameBefore() throws {
        let writer = try StoreWriter(path: scratch.store)
        try fill(writer, from: 0, count: 10)
        // 20 s before the newest sample.
        let back = noon + minutes(9) + .seconds(30)
        try writer.note(55, at: back, every: .seconds(10))
        #expect(writer.latest(key) == Point(at: back, value: 55))
        let seam = writer.means(from: noon + minutes(9), to: noon + minutes(10), columns: 6)
        #expect(seam == [9, 9, nil, 55, nil, nil])
        #expect(writer.means(from: noon, to: noon + minutes(9), columns: 9) == (0..<9).map(Double.init))
    }

    @Test(arguments: [Int64(3), 40, 70, 200, 3000])
    func aLongStepBackWithdrawsOnlyWhatIsLater(minutesBack: Int64) throws {
        let writer = try StoreWriter(path: scratch.store, layout: StoreLayout(raw: 30, minutes: 6000, quarterHours: 960))
        try fill(writer, from: 0, count: 3010)
        let now = 3010 - minutesBack
        try fill(writer, from: now, count: 2)
        let before = writer.means(from: noon, to: noon + minutes(now), columns: Int(now))
        #expect(before.count { $0 == nil } <= 1)
        for (minute, value) in before.enumerated() { #expect(value.map { abs($0 - Double(minute)) <= 1 } ?? true) }
        let after = writer.means(from: noon + minutes(now + 2), to: noon + minutes(3010), columns: max(1, Int(minutesBack) - 2))
        #expect(after.allSatisfy { $0 == nil })
        // And time goes on over it, with a gap where an older life had values.
        try fill(writer, from: 3020, count: 5)
        let all = writer.means(from: noon, to: noon + minutes(3025), columns: 3025)
        for minute in now + 2..<3020 { #expect(all[Int(minute)] == nil) }
        for minute in 3020..<3025 { #expect(all[minute].map { abs($0 - Double(minute)) <= 1 } == true) }
    }

    @Test func aLeapFarAheadAndBackCostsNoOldBlocks() throws {
        let writer = try StoreWriter(path: scratch.store)
        try fill(writer, from: 0, count: 300)
        for second in 0..<90 { try writer.note(99, at: Moment(seconds: 4_102_444_800 + Int64(second) * 10), every: .seconds(10)) }
        #expect(writer.latest(key)?.value == 99)
        try fill(writer, from: 300, count: 10)
        let means = writer.means(from: noon, to: noon + minutes(310), columns: 310)
        for (minute, value) in means.enumerated() { #expect(value == Double(minute), "minute \(minute)") }
        let quarterHours = writer.means(from: noon - .seconds(15 * 86_400), to: noon + minutes(300), columns: 1460)
        #expect(quarterHours.suffix(20).allSatisfy { $0 != nil } && quarterHours.prefix(1440).allSatisfy { $0 == nil })
    }

    @Test func aLongSilenceIsAGapNotAnEnd() throws {
        let writer = try StoreWriter(path: scratch.store)
        try fill(writer, from: 0, count: 100)
        try fill(writer, from: 5000, count: 5)
        let means = writer.means(from: noon, to: noon + minutes(5005), columns: 5005)
        for minute in 0..<5005 { #expect(means[minute] == (minute < 100 || minute >= 5000 ? Double(minute) : nil)) }
    }
}
