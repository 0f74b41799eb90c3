import Glibc
import Telemetry
import Testing

@testable import MetricStore

/// What the file says of a series beside its numbers, and files in which other versions said it.
@Suite struct DescriptionTests {
    let scratch = Scratch()
    let layout = StoreLayout(raw: 16, minutes: 60, quarterHours: 96)
    static let licences = Metric("licences in use", label: "Licences in use", unit: Metric.Unit(symbol: "seats"))
    static let temperature = Metric("temperature", label: "Temperature", unit: Metric.Unit(symbol: "°C"), resolution: 0.01)
    let pool = Entity(kind: "licence-pool", id: "office/2")

    private func copyCase(_ name: String) throws {
        let folder = #filePath.split(separator: "/").dropLast().joined(separator: "/")
        let descriptor = open("/\(folder)/cases/\(name)", O_RDONLY)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: Int(lseek(descriptor, 0, SEEK_END)))
        try #require(pread(descriptor, &bytes, bytes.count, 0) == bytes.count)
        scratch.write(bytes, to: "metrics.store")
    }

    /// Sets a byte of the first series' name, as another version may have written it.
    private func rewriteName(_ change: (inout [UInt8]) -> Void) {
        var bytes = scratch.bytes("metrics.store")
        let place = FileFormat.page + Geometry(layout).names
        var name = Array(bytes[place..<place + 512])
        change(&name)
        name.withUnsafeMutableBytes { name in
            let head = FileFormat.check(UnsafeRawBufferPointer(rebasing: name[4..<16]))
            name.storeBytes(
                of: FileFormat.check(UnsafeRawBufferPointer(rebasing: name[20...]), seed: UInt64(head)), toByteOffset: 16, as: UInt32.self)
        }
        bytes.replaceSubrange(place..<place + 512, with: name)
        scratch.write(bytes, to: "metrics.store")
    }
    private var version: UInt8 { scratch.bytes("metrics.store")[8] }

    @Test func whatVersionOneWroteOpensWithItsHistory() throws {
        try copyCase("version-1.store")
        let guest = Entity.guest("5b0bfa5c-1111-4000-8000-000000000001")
        let end = noon + minutes(1599)
        let answer = Metric("answer", label: "answer", unit: .milliseconds)
        let reader = try StoreReader(path: scratch.store)
        let writer = try StoreWriter(path: scratch.store, layout: layout)
        #expect(writer.notice == nil && scratch.names == ["metrics.store"] && writer.seriesCount == 7)
        for history in [reader, writer] as [any History] {
            #expect(history.series(of: "hv-1").map(\.metric) == [.cpu, .memoryTotal, .netSent, answer, .guestCPU, .blockRead])
            #expect(history.series(of: "hv-1").map(\.key.entity) == [.host, .host, .host, .host, guest, guest])
            #expect(history.latest(SeriesKey(host: "hv-1", metric: .cpu)) == Point(at: end, value: 99.5))
            #expect(history.latest(SeriesKey(host: "hv-1", metric: .memoryTotal))?.value == 8_589_934_592)
            #expect(history.latest(SeriesKey(host: "hv-1", metric: .netSent))?.value == 1000)
            #expect(history.latest(SeriesKey(host: "hv-1", metric: answer))?.value == 3.3)
            #expect(history.latest(SeriesKey(host: "hv-1", entity: guest, metric: .blockRead))?.value == 100)
            #expect(history.latest(SeriesKey(host: "gw-1", metric: .sessions))?.value == 4)
            // The ring's, the minutes', the quarters'.
            let raw = history.span(SeriesKey(host: "hv-1", metric: .cpu), from: end - minutes(4), to: end + minutes(1), columns: 5)
            #expect(raw.map { $0?.mean } == [95.5, 96.5, 97.5, 98.5, 99.5])
            let hour = history.span(SeriesKey(host: "hv-1", metric: answer), from: end - minutes(55), to: end - minutes(50), columns: 5)
            #expect(hour.map { $0?.mean } == (1544..<1549).map { Double($0 % 7) + 0.3 })
            let day = history.span(SeriesKey(host: "hv-1", metric: .cpu), from: noon + minutes(900), to: noon + minutes(930), columns: 2)
            #expect(day == [Column(minimum: 0.5, mean: 7.5, maximum: 14.5), Column(minimum: 15.5, mean: 22.5, maximum: 29.5)])
        }
        // It goes on where it stopped, and an engine of version 1 can still do so.
        try writer.note(12.5, at: end + minutes(1), every: minutes(1), host: "hv-1")
        #expect(writer.means(from: end, to: end + minutes(2), columns: 2) == [nil, nil])
        let means = writer.span(SeriesKey(host: "hv-1", metric: .cpu), from: end, to: end + minutes(2), columns: 2).map { $0?.mean }
        #expect(means == [99.5, 12.5] && version == 1)
    }

    @Test func aDescriptionOutlivesItsWriter() throws {
        var written: [Series] = []
        do {
            let writer = try StoreWriter(path: scratch.store, layout: layout)
            for minute in 0..<200 {
                let samples = [
                    Sample(.cpu, 1), Sample(Self.licences, of: pool, Double(minute)),
                    Sample(Self.temperature, 20 + Double(minute % 50) / 100),
                ]
                try writer.append(samples, host: "h", at: noon + minutes(Int64(minute)), interval: minutes(1))
            }
            written = writer.series(of: "h")
        }
        let reader = try StoreReader(path: scratch.store)
        let writer = try StoreWriter(path: scratch.store, layout: layout)
        #expect(reader.series(of: "h") == written && writer.series(of: "h") == written)
        #expect(written.map(\.metric) == [.cpu, Self.licences, Self.temperature] && written.map(\.key.entity) == [.host, pool, .host])
        #expect(written[1].metric.label == "Licences in use" && written[1].metric.unit.symbol == "seats")
        #expect(reader.latest(written[1].key)?.value == 199)
        // Hundredths are kept as long as a tenth of a percent is.
        let early = reader.span(written[2].key, from: noon + minutes(150), to: noon + minutes(155), columns: 5)
        #expect(early.map { $0?.mean } == [20, 20.01, 20.02, 20.03, 20.04])
        // An engine that would drop some of it is to leave all of it alone.
        #expect(version == 2)
    }

    @Test func onlyWhatVersionOneCannotKeepMakesAFileANewerOne() throws {
        let writer = try StoreWriter(path: scratch.store, layout: layout)
        try writer.append([Sample(.cpu, 1), Sample(.guestCPU, of: .guest("g"), 1)], host: "h", at: noon, interval: minutes(1))
        try writer.note(1, at: noon, metric: Metric("own", label: "A label of its own", unit: .count))
        #expect(version == 1)
        try writer.append([Sample(.cpu, of: pool, 1)], host: "h", at: noon + minutes(1), interval: minutes(1))
        #expect(version == 2)
        _ = try StoreReader(path: scratch.store)
    }

    @Test func anotherLabelIsTakenOverWithAllThatWasMeasured() throws {
        let key = SeriesKey(host: "h", metric: Self.licences)
        let writer = try StoreWriter(path: scratch.store, layout: layout)
        try writer.note(3, at: noon, metric: Self.licences)
        let reader = try StoreReader(path: scratch.store)
        let renamed = Metric(Self.licences.id, label: "Seats taken", unit: Self.licences.unit, resolution: 0.5)
        try writer.note(4, at: noon + .seconds(5), metric: renamed)
        #expect(reader.refresh() && reader.series(of: "h").map(\.metric.label) == ["Seats taken"])
        // What was packed in steps of one is read in steps of one.
        #expect(reader.series(of: "h").map(\.metric.resolution) == [1])
        #expect(reader.latest(key)?.value == 4 && reader.means(Self.licences, from: noon, to: noon + .seconds(10), columns: 2) == [3, 4])
    }

    @Test func anotherUnitIsAnotherSeries() throws {
        let writer = try StoreWriter(path: scratch.store, layout: layout)
        try writer.note(3, at: noon, metric: Self.temperature)
        let kelvin = Metric(Self.temperature.id, label: "Temperature", unit: Metric.Unit(symbol: "K"))
        try writer.note(300, at: noon + .seconds(5), metric: kelvin)
        #expect(writer.series(of: "h").map(\.metric) == [kelvin])
        #expect(writer.means(kelvin, from: noon, to: noon + .seconds(10), columns: 2) == [nil, 300])
    }

    /// A unit and a kind that come with a later version.
    @Test(arguments: [8, 9]) func whatANewerEngineWroteIsLeftAlone(place: Int) throws {
        try StoreWriter(path: scratch.store, layout: layout).note(3, at: noon, metric: Self.licences)
        rewriteName { $0[place] = 77 }
        let before = scratch.bytes("metrics.store")
        let writer = try StoreWriter(path: scratch.store, layout: layout)
        #expect(writer.notice == nil)
        #expect(throws: StoreProblem.ofAnotherVersion(name: "h  licences in use")) { try writer.note(9, at: noon, metric: Self.licences) }
        let reader = try StoreReader(path: scratch.store)
        for history in [reader, writer] as [any History] {
            let found = try #require(history.series(of: "h").first)
            #expect(found.metric.label == "Licences in use" && found.metric.unit.symbol == "seats")
            #expect(history.latest(found.key)?.value == 3)
        }
        #expect(scratch.bytes("metrics.store") == before)
        // Others go on beside it.
        try writer.note(1, at: noon)
        #expect(writer.seriesCount == 2)
    }

    @Test func aLabelIsCutWhereTheNameTakesTheRoom() throws {
        let host = String(repeating: "h", count: 440)
        let plain = Metric("m", label: "A label that is too long for the rest of it: Größe", unit: .count)
        do {
            let writer = try StoreWriter(path: scratch.store, layout: layout)
            try writer.note(1, at: noon, host: host, metric: plain)
            #expect(throws: StoreProblem.self) {
                try writer.note(1, at: noon, host: String(repeating: "h", count: 484), metric: Self.licences)
            }
            try writer.note(1, at: noon, host: String(repeating: "h", count: 491), metric: plain)
        }
        let writer = try StoreWriter(path: scratch.store, layout: layout)
        let label = try #require(writer.series(of: host).first?.metric.label)
        #expect(plain.label.hasPrefix(label) && !label.isEmpty && label != plain.label)
        try writer.note(2, at: noon + .seconds(5), host: host, metric: plain)
        #expect(
            writer.span(SeriesKey(host: host, metric: plain), from: noon, to: noon + .seconds(10), columns: 2).map { $0?.mean } == [1, 2])
        #expect(writer.series(of: String(repeating: "h", count: 491)).map(\.metric.label) == ["m"])
    }
}
