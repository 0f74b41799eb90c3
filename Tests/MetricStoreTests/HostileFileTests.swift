import CMappedFile
import Glibc
import Telemetry
import TestSupport
import Testing

@testable import MetricStore

/// Files that no engine wrote: nothing may trap, and a writer may never write over what it could not read.
@Suite struct HostileFileTests {
    let scratch = Scratch()
    let layout = StoreLayout(raw: 16, minutes: 60, quarterHours: 96)

    /// A file with all parts in use.
    private func makeFile() throws -> [UInt8] {
        let writer = try StoreWriter(path: scratch.store, layout: layout)
        for minute in 0..<3200 {
            let at = noon + minutes(Int64(minute))
            try writer.append(
                [Sample(.cpu, Double(minute % 100)), Sample(.netSent, Double(minute * 1000)), Sample(.guestCPU, of: .guest("g"), 3)],
                host: "h", at: at, interval: minutes(1))
        }
        return scratch.bytes("metrics.store")
    }

    private func ask(_ history: any History) {
        for metric in [Metric.cpu, .netSent, .guestCPU] {
            for entity in [Entity.host, .guest("g")] {
                let key = SeriesKey(host: "h", entity: entity, metric: metric)
                _ = history.latest(key)
                for minutesBack in [Int64(5), 40, 3200] {
                    let now = noon + minutes(3200)
                    let columns = history.span(key, from: now - minutes(minutesBack), to: now, columns: 30)
                    if columns.count != 30 { Issue.record("not as many columns as asked for") }
                }
            }
        }
    }

    @Test func cutShortAnywhere() throws {
        let whole = try makeFile()
        for length in Array(0...4200) + Array(stride(from: 4201, to: whole.count, by: 769)) {
            scratch.write(Array(whole.prefix(length)), to: "metrics.store")
            if let reader = try? StoreReader(path: scratch.store) { ask(reader) }
            if length % 97 == 0 {
                let writer = try StoreWriter(path: scratch.store, layout: layout)
                #expect(writer.notice != nil || length == 0)
                try writer.note(1, at: noon)
                ask(writer)
            }
        }
        // All that was set aside is still as it was.
        for name in scratch.names where name.contains("aside") {
            let kept = scratch.bytes(name)
            #expect(kept == Array(whole.prefix(kept.count)) && !kept.isEmpty)
        }
    }

    /// Somebody writes into the file, or a page of it goes bad, while the engine has it mapped.
    @Test(arguments: 0..<10) func damageUnderAWriterLosesTheSeriesAndNothingElse(damage: Int) throws {
        let writer = try StoreWriter(path: scratch.store, layout: layout)
        let key = SeriesKey(host: "h", metric: .cpu)
        func note(_ minute: Int64) throws {
            try writer.append(
                [Sample(.cpu, Double(minute)), Sample(.memory, 5)], host: "h", at: noon + minutes(minute), interval: minutes(1))
        }
        for minute in 0..<40 as Range<Int64> { try note(minute) }
        let storage = writer.file.storage(try #require(writer.directory.catalog[key]).number)
        switch damage {
        case 0: storage.head.pointee.step = 0
        case 1: storage.head.pointee.step = .max
        case 2: storage.head.pointee.newest_tick = .max
        case 3: storage.head.pointee.newest_tick = .min
        case 4: storage.head.pointee.oldest_tick = .min
        case 5: storage.tiers.pointee.next_minute = .min
        case 6: storage.tiers.pointee.next_minute = 0
        case 7: storage.tiers.pointee.next_quarter_hour = .min
        case 8: storage.tiers.pointee.minute_block = .max
        default: storage.tiers.pointee.phase = .max
        }
        for minute in 40..<60 as Range<Int64> { try note(minute) }
        #expect(writer.latest(key)?.value == 59)
        #expect(writer.latest(SeriesKey(host: "h", metric: .memory))?.value == 5)
        #expect(writer.span(key, from: noon + minutes(50), to: noon + minutes(60), columns: 10).last??.mean == 59)
    }

    @Test func cutShortUnderAReader() throws {
        _ = try makeFile()
        let reader = try StoreReader(path: scratch.store)
        #expect(truncate(scratch.store, 5000) == 0)
        #expect(reader.refresh() && reader.seriesCount == 0)
        ask(reader)
    }

    @Test(arguments: UInt64(1)...6)
    func bytesOfAnyKindAnywhere(seed: UInt64) throws {
        let whole = try makeFile()
        let geometry = Geometry(layout)
        var random = SeededGenerator(seed: seed)
        // Where most can go wrong: the header, the heads, the tiers and the names of the series in use, a sealed block.
        let places = [0..<48, 4096..<4288, 8192..<8384, 12_288..<13_824, geometry.sealedMinutes + 4096..<geometry.sealedMinutes + 4636]
        for _ in 0..<400 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                let place = Bool.random(using: &random) ? places.randomElement(using: &random) ?? 0..<1 : 0..<bytes.count
                let at = Int.random(in: place, using: &random)
                bytes[at] = [0, 1, 0x7F, 0x80, 0xFF, UInt8.random(in: 0...255, using: &random)].randomElement(using: &random) ?? 0
                if Int.random(in: 0..<4, using: &random) == 0 {
                    for next in at..<min(at + 8, bytes.count) { bytes[next] = UInt8.random(in: 0...255, using: &random) }
                }
            }
            scratch.write(bytes, to: "metrics.store")
            if let reader = try? StoreReader(path: scratch.store) {
                ask(reader)
                reader.refresh()
            }
            let writer = try StoreWriter(path: scratch.store, layout: layout)
            ask(writer)
            for second in [-100_000, 0, 60, 70, 10_000_000] {
                try writer.note(4, at: noon + minutes(3200) + .seconds(second), every: minutes(1))
                ask(writer)
            }
            for name in scratch.names where name.contains("aside") { unlink(scratch.path + "/" + name) }
        }
    }
}
