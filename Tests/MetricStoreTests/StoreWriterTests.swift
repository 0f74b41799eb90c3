import Glibc
import Telemetry
import Testing

@testable import MetricStore

@Suite struct StoreWriterTests {
    let scratch = Scratch()
    let key = SeriesKey(host: "h", metric: .cpu)

    @Test func theNewestValueIsExactAndKnowsItsMoment() throws {
        let writer = try StoreWriter(path: scratch.store)
        #expect(writer.latest(key) == nil)
        try writer.note(45.3, at: noon)
        try writer.note(90.1, at: noon + .milliseconds(5040))
        let reader = try StoreReader(path: scratch.store)
        for history in [writer, reader] as [any History] {
            #expect(history.latest(key) == Point(at: noon + .milliseconds(5040), value: 90.1))
            #expect(history.means(from: noon, to: noon + .seconds(10), columns: 2) == [45.3, 90.1])
        }
        #expect(reader.series(of: "h") == [Series(key: key, metric: .cpu)])
    }

    @Test func aMissedPollIsAGapAndSoIsWhatIsNoNumber() throws {
        let writer = try StoreWriter(path: scratch.store)
        for (index, value) in [1.0, 2, .nan, 4, .infinity, 1e300, 0].enumerated() {
            try writer.note(value, at: noon + .seconds(index * 5))
        }
        try writer.note(8, at: noon + .seconds(45))
        let means = writer.means(from: noon, to: noon + .seconds(50), columns: 10)
        #expect(means == [1, 2, nil, 4, nil, nil, 0, nil, nil, 8])
        // As narrow as can be, and as wide.
        #expect(writer.summary(key, from: noon, to: noon + .seconds(50)) == Column(minimum: 0, mean: 3, maximum: 8))
        #expect(writer.means(from: noon + .seconds(36), to: noon + .seconds(44), columns: 8) == Array(repeating: nil, count: 8))
        try writer.note(.nan, at: noon + .seconds(50))
        #expect(writer.latest(key) == Point(at: noon + .seconds(45), value: 8))
    }

    /// One that names other guests at every poll.
    @Test func aHostHasSoManySeriesAndNoMore() throws {
        let writer = try StoreWriter(path: scratch.store, layout: .standard, bounds: SeriesBounds(ofHost: 10, inAll: 15))
        func poll(_ host: String, guests: Range<Int>, after seconds: Int) throws(StoreProblem) {
            try writer.append(
                guests.map { Sample(.guestCPU, of: .guest("\($0)"), 1) }, host: host, at: noon + .seconds(seconds), interval: .seconds(5))
        }
        try poll("h", guests: 0..<8, after: 0)
        #expect(throws: StoreProblem.tooManySeries(limit: 10, host: "h")) { try poll("h", guests: 4..<14, after: 5) }
        #expect(writer.series(of: "h").count == 10)
        // What is known goes on, and others have their room.
        try poll("h", guests: 0..<10, after: 10)
        #expect(throws: StoreProblem.tooManySeries(limit: 15, host: nil)) { try poll("i", guests: 0..<8, after: 10) }
        #expect(writer.series(of: "i").count == 5)
        writer.forget(host: "h")
        try poll("i", guests: 0..<8, after: 30)
        #expect(writer.series(of: "i").count == 8)
    }

    @Test func aCounterIsKeptAsItsRate() throws {
        let writer = try StoreWriter(path: scratch.store)
        let received = SeriesKey(host: "h", metric: .netReceived)
        func note(_ value: Double, _ second: Int) throws { try writer.note(value, at: noon + .seconds(second), metric: .netReceived) }
        try note(1000, 0)
        #expect(writer.latest(received) == nil)
        try note(6000, 5)
        #expect(writer.latest(received)?.value == 1000)
        try note(100, 10)  // started again
        try note(600, 15)
        try note(1100, 40)  // after a silence of five intervals
        try note(1600, 45)
        try note(.nan, 50)
        try note(-5, 55)
        try note(3100, 60)  // the mean over two missed readings
        try note(3100, 65)
        let rates = writer.means(.netReceived, from: noon, to: noon + .seconds(70), columns: 14)
        #expect(rates == [nil, 1000, nil, 100, nil, nil, nil, nil, nil, 100, nil, nil, 100, 0])
    }

    /// A gateway in the place of another counts from elsewhere, whether the engine ran on meanwhile or not.
    @Test func aCounterOfAnotherSourceBeginsAnew() throws {
        var writer: StoreWriter? = try StoreWriter(path: scratch.store)
        func note(_ value: Double, _ second: Int, _ source: String) throws {
            try writer?.append(
                [Sample(.netReceived, value)], host: "h", at: noon + .seconds(second), interval: .seconds(5), source: source)
        }
        try note(1000, 0, "a:7505")
        try note(6000, 5, "a:7505")
        try note(5e12, 10, "b:7505")
        try note(5e12 + 2500, 15, "b:7505")
        writer = nil
        writer = try StoreWriter(path: scratch.store)
        try note(5e12 + 5000, 20, "b:7505")
        writer = nil
        writer = try StoreWriter(path: scratch.store)
        try note(9e12, 25, "c:7505")
        // Too early for a rate of its own, and of another.
        try note(9e13, 26, "d:7505")
        try note(9e13 + 500, 31, "d:7505")
        let rates = try #require(writer).means(.netReceived, from: noon, to: noon + .seconds(35), columns: 7)
        #expect(rates == [nil, 1000, nil, 500, 500, nil, 100])
    }

    @Test func aReadingThatComesEarlyAnswersWithTheLastRateAndReplacesNothing() throws {
        let writer = try StoreWriter(path: scratch.store)
        let received = SeriesKey(host: "h", metric: .netReceived)
        func note(_ value: Double, _ milliseconds: Int64) throws -> Double? {
            try writer.note(value, at: noon + .milliseconds(milliseconds), metric: .netReceived)
            return writer.latest(received)?.value
        }
        #expect(try note(1000, 0) == nil)
        #expect(try note(1000, 100) == nil)
        #expect(try note(6000, 5000) == 1000)
        for round in 1...8 { #expect(try note(6000 + Double(round) * 500, 5000 + Int64(round) * 100) == 1000) }
        #expect(try note(16000, 10_000) == 2000)
        // A reset is one, however soon it comes.
        #expect(try note(100, 10_100) == 2000)
        #expect(try note(5100, 15_100) == 1000)
    }

    /// Forty new guests a day, each there for an hour, beside one that is switched off on the first day and stays its host's.
    @Test func guestsThatComeAndGoTakeTurnsInTheSameRoom() throws {
        let writer = try StoreWriter(path: scratch.store, layout: StoreLayout(raw: 12, minutes: 60, quarterHours: 96 * 30))
        let off = SeriesKey(host: "h", entity: .guest("off"), metric: .guestCPU)
        func poll(_ guests: [String], running: [String], _ at: Moment) throws {
            writer.note(guests: guests, of: "h")
            let samples = running.flatMap { guest in
                [.guest(guest), .part(.memory, of: guest), .part(.disk, "vda", of: guest)].map { Sample(.guestCPU, of: $0, 1) }
            }
            try writer.append(samples, host: "h", at: at, interval: .seconds(1200))
        }
        try poll(["off"], running: ["off"], noon)
        var most = 0
        for day in 0..<20 {
            for hour in 0..<24 {
                let guests = (0..<2).map { "g-\(day)-\(hour)-\($0)" }
                let at = noon + .seconds(day * 86_400 + hour * 3600)
                try poll(["off"] + guests, running: guests, at)
                try poll(["off"] + guests, running: guests, at + .seconds(1200))
            }
            most = max(most, writer.seriesCount)
        }
        // Two days' guests at most, to the next whole chunk, and not twenty days'.
        #expect(most <= 2 * 48 * 3 + 2 * 64, "\(most)")
        #expect(writer.latest(off)?.value == 1)
        #expect(try StoreReader(path: scratch.store).latest(off)?.value == 1)
    }

    /// Memory holds the rows that are written, not the rings: those of half a day at 5 s are 2 MB for 64 series.
    @Test func memoryHoldsWhatIsWrittenAndNotTheRings() throws {
        let writer = try StoreWriter(path: scratch.store, layout: StoreLayout(raw: 8640))
        func poll(_ round: Int) throws {
            for host in 0..<64 {
                let samples = Metric.standard.prefix(10).map { Sample($0, Double(host)) }
                try writer.append(samples, host: "h\(host)", at: noon + .seconds(round * 5), interval: .seconds(5))
            }
        }
        for round in 0..<2 { try poll(round) }
        #expect(try resident() < 4096)
        // Three hours later all of that ring has been written.
        for round in 2..<2160 { try poll(round) }
        #expect(try resident() < 4096)
        #expect(writer.latest(SeriesKey(host: "h7", metric: .cpu))?.value == 7)
        #expect(writer.means(from: noon, to: noon + .seconds(10_800), columns: 3).count == 3)
    }

    /// Where a minute turns, each series' ring is read and its minute written, an hour's end reads all of that hour: of one chunk at a time.
    /// 64 hosts share 50 chunks, so that no two hosts' series begin and end alike.
    @Test func aMinutesTurnTakesNoMoreMemory() throws {
        let writer = try StoreWriter(path: scratch.store, layout: StoreLayout(raw: 36, minutes: 60, quarterHours: 96))
        let metrics = (0..<50).map { Metric("of.test.\($0)", label: "figure", unit: .count) }
        var most = 0
        for round in 0..<190 {
            for host in 0..<64 {
                let at = noon + .seconds(round * 20)
                try writer.append(metrics.map { Sample($0, Double(round % 7)) }, host: "h\(host)", at: at, interval: .seconds(20))
                // As a rule does.
                _ = writer.span(SeriesKey(host: "h\(host)", metric: metrics[0]), from: at - .seconds(120), to: at, columns: 1)
                // Rounds in which a minute begins, one of them an hour's, too.
                if round > 170, round.isMultiple(of: 3), host.isMultiple(of: 4) { most = max(most, try resident()) }
            }
        }
        // What every append touches is 8 KiB a chunk.
        #expect(most < 50 * 16, "\(most)")
    }

    /// All names at once would be 32 KiB a chunk.
    @Test func anOpenedFileTakesNoMoreMemory() throws {
        let metrics = (0..<50).map { Metric("of.test.\($0)", label: "figure", unit: .count) }
        do {
            let writer = try StoreWriter(path: scratch.store, layout: StoreLayout(raw: 36, minutes: 60, quarterHours: 96))
            for host in 0..<64 {
                try writer.append(metrics.map { Sample($0, 1) }, host: "h\(host)", at: noon, interval: .seconds(20))
            }
        }
        let writer = try StoreWriter(path: scratch.store)
        #expect(writer.seriesCount == 3200)
        #expect(try resident() < 50 * 16)
    }

    /// KiB of the store that are in this process' memory.
    private func resident() throws -> Int {
        let maps = try #require(fopen("/proc/self/smaps", "r"))
        defer { fclose(maps) }
        var line = [CChar](repeating: 0, count: 8192)
        var (isStore, sum) = (false, 0)
        while fgets(&line, Int32(line.count), maps) != nil {
            let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            if text.first?.isHexDigit == true, text.contains("-") { isStore = text.contains(scratch.store) }
            if isStore, text.hasPrefix("Rss:") { sum += Int(text.split(separator: " ")[1]) ?? 0 }
        }
        return sum
    }

    @Test func aCounterGoesOnAfterARestart() throws {
        try StoreWriter(path: scratch.store).note(1000, at: noon, metric: .netSent)
        let writer = try StoreWriter(path: scratch.store)
        try writer.note(2000, at: noon + .seconds(5), metric: .netSent)
        #expect(writer.latest(SeriesKey(host: "h", metric: .netSent))?.value == 200)
    }

    @Test func theIntervalMayChange() throws {
        let writer = try StoreWriter(path: scratch.store)
        for second in 0..<30 { try writer.note(10, at: noon + .seconds(second), every: .seconds(1)) }
        for index in 0..<9 { try writer.note(40, at: noon + .seconds(30 + index * 10), every: .seconds(10)) }
        // The minute in which it changed knows both halves.
        #expect(writer.summary(key, from: noon, to: noon + minutes(1))?.minimum == 10)
        #expect(writer.summary(key, from: noon, to: noon + minutes(1))?.maximum == 40)
        #expect(writer.means(from: noon + .seconds(60), to: noon + .seconds(120), columns: 6).compactMap { $0 }.allSatisfy { $0 == 40 })
        // Slow polls speak for the minutes between them.
        for index in 0..<5 { try writer.note(Double(index), at: noon + minutes(10 + Int64(index) * 5), every: minutes(5)) }
        let slow = writer.means(from: noon + minutes(10), to: noon + minutes(35), columns: 25)
        #expect(slow == (0..<25).map { Double($0 / 5) })
        #expect(writer.means(from: noon + minutes(10), to: noon + minutes(35), columns: 5) == [0, 1, 2, 3, 4])
    }

    @Test func seriesHostsAndChunksComeWithoutARestart() throws {
        let writer = try StoreWriter(path: scratch.store, layout: StoreLayout(raw: 16, minutes: 60, quarterHours: 96))
        try writer.note(1, at: noon)
        let reader = try StoreReader(path: scratch.store)
        #expect(reader.seriesCount == 1 && !reader.refresh())
        for host in 0..<10 {
            let samples = (0..<20).map { Sample(.guestCPU, of: .guest("g\($0)"), Double(host * 100 + $0)) }
            try writer.append(samples, host: "host-\(host)", at: noon, interval: .seconds(5))
        }
        #expect(reader.latest(SeriesKey(host: "host-9", entity: .guest("g19"), metric: .guestCPU)) == nil)
        #expect(reader.refresh() && reader.seriesCount == 201 && writer.seriesCount == 201)
        for host in 0..<10 {
            #expect(reader.series(of: "host-\(host)").count == 20)
            for guest in 0..<20 {
                let key = SeriesKey(host: "host-\(host)", entity: .guest("g\(guest)"), metric: .guestCPU)
                #expect(reader.latest(key)?.value == Double(host * 100 + guest))
            }
        }
        // Another order, one missing, one new.
        try writer.append(
            [3, 1, 99, 2].map { Sample(.guestCPU, of: .guest("g\($0)"), Double($0)) }, host: "host-3", at: noon + .seconds(5),
            interval: .seconds(5))
        for guest in [1, 2, 3, 99] {
            #expect(writer.latest(SeriesKey(host: "host-3", entity: .guest("g\(guest)"), metric: .guestCPU))?.value == Double(guest))
        }
        #expect(writer.latest(SeriesKey(host: "host-3", entity: .guest("g0"), metric: .guestCPU))?.value == 300)
    }

    @Test func aForgottenHostsPlacesAreReusedAndTellNothing() throws {
        let writer = try StoreWriter(path: scratch.store)
        for minute in 0..<200 { try writer.note(77, at: noon + minutes(Int64(minute)), every: minutes(1)) }
        let slot = try writer.slot(for: key, metric: .cpu, interval: minutes(1))
        let reader = try StoreReader(path: scratch.store)
        let size = scratch.bytes("metrics.store").count
        writer.forget(host: "h")
        #expect(writer.seriesCount == 0 && writer.latest(key) == nil && reader.latest(key) == nil)
        for number in 0..<64 { try writer.note(1, at: noon + minutes(200), every: minutes(1), host: "new-\(number)") }
        writer.append(5, to: slot, at: noon + minutes(201))
        #expect(scratch.bytes("metrics.store").count == size)
        reader.refresh()
        #expect(reader.series(of: "h").isEmpty && reader.seriesCount == 64)
        for number in 0..<64 {
            let key = SeriesKey(host: "new-\(number)", metric: .cpu)
            #expect(reader.latest(key)?.value == 1)
            #expect(reader.span(key, from: noon, to: noon + minutes(200), columns: 20).allSatisfy { $0 == nil })
        }
    }

    @Test func seriesNotUsedForLongerThanTheLongestTierAreReused() throws {
        let layout = StoreLayout(raw: 16, minutes: 60, quarterHours: 96)
        let writer = try StoreWriter(path: scratch.store, layout: layout)
        for number in 0..<64 { try writer.note(1, at: noon, host: "old-\(number)") }
        // A leap of two days alone is not believed.
        let later = noon + .seconds(2 * 86_400)
        try writer.note(1, at: later, host: "new-0")
        #expect(writer.seriesCount == 65)
        for minute in 1...61 { try writer.note(1, at: later + minutes(Int64(minute)), host: "new-0") }
        for number in 1...64 { try writer.note(1, at: later + minutes(61), host: "new-\(number)") }
        #expect(writer.seriesCount == 65 && writer.series(of: "old-3").isEmpty)
    }

    @Test func aMetricOfAnotherKindIsAnotherSeries() throws {
        let writer = try StoreWriter(path: scratch.store)
        try writer.note(5, at: noon)
        let other = Metric("cpu", label: "CPU", unit: .count)
        try writer.note(7, at: noon + .seconds(5), metric: other)
        #expect(writer.seriesCount == 1)
        #expect(writer.means(from: noon, to: noon + .seconds(10), columns: 2) == [nil, 7])
    }

    @Test func namesOfAnyScriptAndTooLongOnes() throws {
        let writer = try StoreWriter(path: scratch.store)
        let host = "höst\u{1B}[31m\u{202E}名前"
        try writer.note(5, at: noon, host: host)
        #expect(throws: StoreProblem.self) { try writer.note(5, at: noon, host: String(repeating: "x", count: 4000)) }
        let reader = try StoreReader(path: scratch.store)
        #expect(reader.latest(SeriesKey(host: host, metric: .cpu))?.value == 5 && reader.seriesCount == 1)
    }

    @Test func momentsAndIntervalsBeyondReasonDoNoHarm() throws {
        let writer = try StoreWriter(path: scratch.store)
        for at in [Int64.min, -1, 0, 1, Int64.max, 253_402_300_799_999, 253_402_300_800_000] {
            for interval in [Duration.seconds(Int64.max), .seconds(-5), .zero, .nanoseconds(1), .seconds(1_000_000)] {
                try writer.note(1, at: Moment(milliseconds: at), every: interval)
            }
        }
        try writer.note(3, at: noon)
        #expect(writer.latest(key) == Point(at: noon, value: 3))
        for (start, end) in [(Int64.min, Int64.max), (Int64.max, Int64.min), (0, 0), (5, 4)] {
            for columns in [-1, 0, 1, 1000] {
                let found = writer.cpu(from: Moment(milliseconds: start), to: Moment(milliseconds: end), columns: columns)
                #expect(found.count == max(0, columns))
            }
        }
    }
}
