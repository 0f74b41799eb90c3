import CMappedFile
import Glibc
import Synchronization
import Telemetry
import Testing

@testable import MetricStore

@Suite struct OpeningTests {
    let scratch = Scratch()
    let small = StoreLayout(raw: 16, minutes: 60, quarterHours: 96)

    @Test func theFileIsItsOwnersAndLockedByOneEngine() throws {
        let writer = try StoreWriter(path: scratch.store, layout: small)
        #expect(writer.notice == nil)
        var status = stat()
        #expect(stat(scratch.store, &status) == 0 && status.st_mode & 0o777 == 0o600)
        #expect(throws: StoreProblem.locked(path: scratch.store)) { try StoreWriter(path: scratch.store, layout: small) }
    }

    @Test func whatIsNoFileOrNotThereIsSaid() throws {
        #expect(throws: StoreProblem.unreadable(path: scratch.path + "/none", reason: .raw("No such file or directory"))) {
            try StoreReader(path: scratch.path + "/none")
        }
        #expect(throws: StoreProblem.self) { try StoreWriter(path: scratch.path) }
        #expect(throws: StoreProblem.self) { try StoreReader(path: "/dev/null") }
        #expect(throws: StoreProblem.self) { try StoreWriter(path: "/nonexistent/metrics.store") }
    }

    @Test func anotherVersionIsSetAsideAndNeverOverwritten() throws {
        try StoreWriter(path: scratch.store, layout: small).note(1, at: noon)
        var bytes = scratch.bytes("metrics.store")
        bytes[8] = 9
        scratch.write(bytes, to: "metrics.store")
        #expect(throws: StoreProblem.unknownVersion(path: scratch.store, found: 9)) { try StoreReader(path: scratch.store) }
        scratch.write([1, 2, 3], to: "metrics.store.set-aside-1")
        let writer = try StoreWriter(path: scratch.store, layout: small)
        #expect(writer.notice?.text.contains("metrics.store.set-aside-2") == true && writer.seriesCount == 0)
        #expect(scratch.bytes("metrics.store.set-aside-2") == bytes)
        #expect(scratch.bytes("metrics.store.set-aside-1") == [1, 2, 3])
    }

    @Test func aReplacedFileIsFollowed() throws {
        try StoreWriter(path: scratch.store, layout: small).note(1, at: noon)
        let reader = try StoreReader(path: scratch.store)
        scratch.write(Array("not a store".utf8), to: "other")
        rename(scratch.path + "/other", scratch.store)
        // What it has stays until there is something to read.
        #expect(!reader.refresh() && reader.seriesCount == 1)
        let writer = try StoreWriter(path: scratch.store, layout: StoreLayout(raw: 32, minutes: 60, quarterHours: 96))
        try writer.note(2, at: noon, host: "g")
        #expect(reader.refresh())
        #expect(reader.latest(SeriesKey(host: "g", metric: .cpu))?.value == 2 && reader.series(of: "h").isEmpty)
    }

    @Test func anotherRetentionKeepsTheFile() throws {
        try StoreWriter(path: scratch.store, layout: small).note(1, at: noon)
        let writer = try StoreWriter(path: scratch.store)
        #expect(writer.notice?.text.contains("keeps the retention") == true)
        #expect(writer.latest(SeriesKey(host: "h", metric: .cpu))?.value == 1)
    }

    @Test func aFileThatWasBegunAndNotFinishedIsBegunAgain() throws {
        for length in [0, 7, 48, 4096] {
            scratch.write([UInt8](repeating: 0, count: length), to: "metrics.store")
            let writer = try StoreWriter(path: scratch.store, layout: small)
            #expect(writer.notice == nil)
            try writer.note(1, at: noon)
        }
    }

    /// The stores of one append in their order, cut off after each.
    @Test(arguments: 0...3)
    func anAppendCutOffAnywhereIsTakenBack(stores: Int) throws {
        let key = SeriesKey(host: "h", metric: .cpu)
        do {
            let writer = try StoreWriter(path: scratch.store, layout: small)
            for index in 0..<40 { try writer.note(Double(index) + 0.1, at: noon + .seconds(index * 5)) }
            let storage = writer.file.storage(0)
            storage.sequence.pointee.wrappingAdd(1, ordering: .relaxed)
            if stores > 0 { storage.head.pointee.value_at = (noon + .seconds(200)).milliseconds }
            if stores > 1 { storage.head.pointee.value = 99 }
            if stores > 2 { storage.raw(storage.head.pointee.newest_tick + 1).pointee = 99 }
            #expect(writer.latest(key) == nil)
        }
        let writer = try StoreWriter(path: scratch.store, layout: small)
        #expect(writer.latest(key) == Point(at: noon + .seconds(195), value: 39.1))
        let means = writer.means(from: noon + .seconds(120), to: noon + .seconds(200), columns: 16)
        #expect(means == (24..<40).map { $0 == 24 && stores > 0 ? nil : Double($0) + 0.1 })
        try writer.note(40.1, at: noon + .seconds(200))
        #expect(writer.means(from: noon + .seconds(125), to: noon + .seconds(205), columns: 16) == (25..<41).map { Double($0) + 0.1 })
    }
}
