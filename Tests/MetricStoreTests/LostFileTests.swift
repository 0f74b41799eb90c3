import Glibc
import Telemetry
import Testing

@testable import MetricStore

/// The file goes while the engine writes and fronts read: nobody may die of it, and what is kept is found again.
@Suite struct LostFileTests {
    let scratch = Scratch()
    let layout = StoreLayout(raw: 16, minutes: 60, quarterHours: 96)

    private func writer() throws -> StoreWriter {
        let writer = try StoreWriter(path: scratch.store, layout: layout)
        for minute in 0..<10 { try writer.note(Double(minute), at: noon + minutes(Int64(minute)), every: minutes(1)) }
        return writer
    }
    private let key = SeriesKey(host: "h", metric: .cpu)

    @Test func whileAllIsWellNothingIsDone() throws {
        let writer = try writer()
        #expect(try writer.keepPlace() == nil)
        try writer.note(10, at: noon + minutes(10), every: minutes(1))
        #expect(try writer.keepPlace() == nil)
    }

    @Test func aRemovedFileIsWrittenAgainWithAllThatWasInIt() throws {
        let writer = try writer()
        let reader = try StoreReader(path: scratch.store)
        unlink(scratch.store)
        try writer.note(10, at: noon + minutes(10), every: minutes(1))
        #expect(try writer.keepPlace()?.text == "the store's file was removed and is written again")
        #expect(try writer.keepPlace() == nil)
        try writer.note(11, at: noon + minutes(11), every: minutes(1))
        try writer.note(7, at: noon + minutes(11), every: minutes(1), host: "new")
        // A front that was there and one that comes see all of it.
        #expect(reader.refresh())
        for history in [reader, try StoreReader(path: scratch.store), writer] as [any History] {
            let means = history.means(from: noon, to: noon + minutes(12), columns: 12)
            #expect(means == (0...11).map { Double($0) })
            #expect(history.latest(SeriesKey(host: "new", metric: .cpu))?.value == 7)
        }
        #expect(scratch.names == ["metrics.store"])
        // The lock is on the new one.
        #expect(throws: StoreProblem.locked(path: scratch.store)) { try StoreWriter(path: scratch.store, layout: layout) }
    }

    @Test(arguments: [0, 100, 4096, 5000])
    func aFileThatIsCutIsBegunAnew(length: Int) throws {
        let writer = try writer()
        let reader = try StoreReader(path: scratch.store)
        #expect(truncate(scratch.store, length) == 0)
        // Before anybody has noticed: neither may end.
        for minute in 10..<14 { try? writer.note(Double(minute), at: noon + minutes(Int64(minute)), every: minutes(1)) }
        _ = reader.latest(key)
        _ = reader.cpu(from: noon, to: noon + minutes(12), columns: 12)
        let words = try #require(try writer.keepPlace()).text
        #expect(words.hasPrefix("the store's file was cut short and is begun anew"))
        #expect(try writer.keepPlace() == nil)
        try writer.note(20, at: noon + minutes(20), every: minutes(1), host: "other")
        try writer.note(21, at: noon + minutes(20), every: minutes(1))
        reader.refresh()
        for history in [reader, try StoreReader(path: scratch.store), writer] as [any History] {
            #expect(history.latest(SeriesKey(host: "other", metric: .cpu))?.value == 20)
            #expect(history.latest(key)?.value == 21)
        }
    }

    /// Between two looks: by its length alone it is whole.
    @Test func aFileThatIsCutAndMadeLongAgainIsBegunAnew() throws {
        let writer = try writer()
        let reader = try StoreReader(path: scratch.store)
        var status = stat()
        #expect(stat(scratch.store, &status) == 0)
        #expect(truncate(scratch.store, 0) == 0 && truncate(scratch.store, status.st_size) == 0)
        try? writer.note(10, at: noon + minutes(10), every: minutes(1))
        let words = try #require(try writer.keepPlace()).text
        #expect(words.hasPrefix("the store's file was cut short and is begun anew"))
        try writer.note(21, at: noon + minutes(20), every: minutes(1))
        reader.refresh()
        for history in [reader, try StoreReader(path: scratch.store), writer] as [any History] {
            #expect(history.latest(key)?.value == 21)
        }
    }

    @Test func anotherFileUnderTheNameIsGoneOnWith() throws {
        let writer = try writer()
        rename(scratch.store, scratch.path + "/aside")
        do {
            let other = try StoreWriter(path: scratch.store, layout: layout)
            try other.note(99, at: noon + minutes(5), every: minutes(1), host: "other")
        }
        #expect(try writer.keepPlace()?.text == "the store's file was replaced by another one")
        #expect(writer.latest(SeriesKey(host: "other", metric: .cpu))?.value == 99)
    }

    @Test func withoutItsFolderItSaysSoUntilThereIsOne() throws {
        let folder = scratch.path + "/state"
        mkdir(folder, 0o700)
        let writer = try StoreWriter(path: folder + "/ring", layout: layout)
        try writer.note(1, at: noon, every: minutes(1))
        unlink(folder + "/ring")
        rmdir(folder)
        for _ in 0..<2 { #expect(throws: StoreProblem.self) { try writer.keepPlace() } }
        try writer.note(2, at: noon + minutes(1), every: minutes(1))
        mkdir(folder, 0o700)
        #expect(try writer.keepPlace() != nil)
        #expect(writer.means(from: noon, to: noon + minutes(2), columns: 2) == [1, 2])
        unlink(folder + "/ring")
        rmdir(folder)
    }
}
