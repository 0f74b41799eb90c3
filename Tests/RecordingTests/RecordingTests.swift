import Dashboard
import Drawing
import Feed
import Glibc
import MetricStore
import Recording
import Telemetry
import TestSupport
import Testing

/// A file of `warte --record`: what goes in comes out, and whatever else a file holds is said.
@Suite struct RecordingTests {
    @Test func whatWasToldIsPlayedAtItsTimes() throws {
        let recorded = try Recorded()
        let playback = try Playback(path: recorded.path)
        #expect(!playback.isBroken && playback.from == Recorded.began && playback.until == Recorded.began + .seconds(17))
        let first = playback.play(until: Recorded.began)
        #expect(playback.next == Recorded.began + .seconds(5))
        let updates = first.updates
        #expect(updates.count == 4 && updates.contains(.site(Recorded.site)) && updates.last == .host(Recorded.host(0)))
        #expect(playback.play(until: Recorded.began + .seconds(4)).isEmpty)
        #expect(playback.play(until: Recorded.began + .seconds(5)).updates == [.heartbeats([Recorded.host(5).heartbeat])])
        let rest = playback.all()
        let silences: [Duration?] = rest.compactMap { if case .silence(let duration) = $0 { .some(duration) } else { nil } }
        #expect(silences == [.seconds(11), nil] && playback.isOver && playback.next == nil)
    }

    @Test func numbersAreThoseOfTheStore() throws {
        let recorded = try Recorded(polls: 30, before: 200)
        let store = try StoreReader(path: recorded.folder.file("ring"))
        let playback = try Playback(path: recorded.path)
        let key = SeriesKey(host: "hv", metric: .cpu)
        _ = playback.play(until: Recorded.began + .seconds(50))
        #expect(playback.numbers.latest(key) == Point(at: Recorded.began + .seconds(50), value: 50))
        _ = playback.all()
        #expect(playback.numbers.latest(key) == store.latest(key))
        #expect(playback.numbers.series(of: "hv") == store.series(of: "hv"))
        let end = Recorded.began + .seconds(147)
        for columns in [1, 7, 53, 120] {
            for length in [60, 600, 1150] {
                let start = end - .seconds(length)
                #expect(
                    playback.numbers.span(key, from: start, to: end, columns: columns)
                        == store.span(key, from: start, to: end, columns: columns), "\(columns) of \(length) s")
            }
        }
        // Of before there is nothing, and that is a gap.
        let before = Recorded.began - .seconds(86_400)
        #expect(playback.numbers.span(key, from: before, to: before + .seconds(60), columns: 2) == [nil, nil])
    }

    /// A demo's clock is days away from the machine's, and what its engine tells first need not be of itself.
    @Test func itBeginsOnceItIsKnownWhatTimeItIs() throws {
        let folder = try TemporaryFolder()
        let recorder = try Recorder(path: folder.file("f"), version: "1.0")
        let machine = Recorded.began + .seconds(5 * 86_400)
        try recorder.take(.connection(.attached), at: machine)
        try recorder.take(.update(.site(Recorded.site)), at: machine)
        try recorder.take(.update(.host(Recorded.host(0))), at: machine)
        try recorder.take(.update(.engine(Recorded.engine(""))), at: Recorded.began)
        try recorder.end(at: Recorded.began + .seconds(1))
        let playback = try Playback(path: folder.file("f"))
        #expect(playback.from == Recorded.began && playback.until == Recorded.began + .seconds(1))
        let updates = playback.all().updates
        #expect(updates.count == 3 && updates.first == .site(Recorded.site))
    }

    @Test func pathsAndCommandsStayAtHome() throws {
        let text = String(decoding: try Recorded().bytes, as: UTF8.self)
        #expect(text.contains("\"shell\"") && !text.contains("ada") && !text.contains("ssh") && !text.contains("ring"))
    }

    @Test func namesAndAnswersAreNotWrittenDown() throws {
        let folder = try TemporaryFolder()
        let recorder = try Recorder(path: folder.file("f"), version: "1.0")
        let refusal = CommandRefusal(.raw("Ada Lovelace"))
        let events: [DashboardEvent] = [
            .update(.engine(Recorded.engine(""))), .update(.site(Recorded.site)), .revealed(user: "u-1", name: "Ada Lovelace"),
            .notRevealed(user: "Ada Lovelace", refusal),
            .answer(.comment(id: 1, text: "Ada Lovelace"), refusal), .trouble("Ada Lovelace"), .key(.paste("Ada Lovelace")),
            .ran(name: "x", "Ada Lovelace", isGood: true), .pastAlarms(at: Recorded.began, .failure(refusal)),
        ]
        for event in events { try recorder.take(event, at: Recorded.began) }
        try recorder.end(at: Recorded.began)
        let text = try readText(folder.file("f"))
        #expect(text.contains("House") && !text.contains("Ada"), "\(text)")
    }

    @Test func itIsAFileOfItsOwn() throws {
        let recorded = try Recorded()
        var status = stat()
        #expect(stat(recorded.path, &status) == 0 && status.st_mode & 0o777 == 0o600)
        // Whatever is there, a recording too, stays as it is.
        for path in [recorded.path, recorded.folder.path, "/dev/full"] {
            #expect(throws: RecordingProblem.exists(path: path)) { _ = try Recorder(path: path, version: "1.0") }
        }
        symlink("nowhere", recorded.folder.file("link"))
        #expect(throws: RecordingProblem.exists(path: recorded.folder.file("link"))) {
            _ = try Recorder(path: recorded.folder.file("link"), version: "1.0")
        }
        #expect(throws: RecordingProblem.self) { _ = try Recorder(path: recorded.folder.file("no/folder"), version: "1.0") }
        #expect(try readFile(recorded.path) == recorded.bytes)
    }

    @Test func whatIsCutOffAnywherePlaysUpToTheLastWholeRecord() throws {
        let recorded = try Recorded()
        let whole = try Playback(path: recorded.path).all().updates
        var most = 0
        for length in 0..<recorded.bytes.count {
            let path = try recorded.written(recorded.bytes.prefix(length))
            do throws(RecordingProblem) {
                let playback = try Playback(path: path)
                let found = playback.all().updates
                #expect(found == Array(whole.prefix(found.count)) && found.count >= most, "\(length) bytes")
                most = max(most, found.count)
                #expect(playback.isBroken && playback.lastWords.text.hasPrefix("the recording breaks off here, after byte"), "\(length)")
            } catch {
                let isEmpty = length <= recorded.bytes.prefix { $0 != UInt8(ascii: "\n") }.count
                #expect(error == (isEmpty ? .noRecording(path: path) : .holdsNothing(path: path)), "\(length) bytes")
            }
        }
        #expect(most == whole.count)
    }

    @Test func whatIsNoneIsSaid() throws {
        let recorded = try Recorded()
        func said(_ bytes: [UInt8]) throws -> String {
            let path = try recorded.written(bytes)
            do throws(RecordingProblem) { return try Playback(path: path).lastWords.text } catch {
                return error.message.text.replacing(path, with: "FILE")
            }
        }
        let none = "FILE is no recording: wanted a file of \"warte --record\", whose first line is \"warte recording 1\""
        for text in ["", "warte recording", "warte recording 1", "warte recording x\n", "{\"version\": 2}\n", "warte recording 1x\n"] {
            #expect(try said(Array(text.utf8)) == none, "\(text)")
        }
        #expect(
            try said(Array("warte recording 2\n".utf8))
                == "FILE is a recording of version 2, and this Warte reads version 1; replay it with the Warte that made it")
        for (line, isRecord) in [
            ("x begin 2 {}\n", false), ("1 begin 2 {}", false), ("1 BEGIN 2 {}\n", false), ("1 begin 1 {}\n", false),
            ("1 begin 99999999999999999999 {}\n", false), ("1 begin 67108865 {}\n", false), ("1 begin 3 {}\n", false),
            ("99999999999999999 begin 2 {}\n", false), ("1 begin 2 {}\n", true), ("1 aword 2 {}\n", true), ("-1 begin 2 {}\n", true),
        ] {
            let found = try said(Array(("warte recording 1\n" + line).utf8))
            #expect(found.contains("holds nothing") == !isRecord, "\(line): \(found)")
        }
        #expect(throws: RecordingProblem.self) { _ = try Playback(path: "/dev/zero") }
        #expect(throws: RecordingProblem.self) { _ = try Playback(path: "/") }
        #expect(throws: RecordingProblem.self) { _ = try Playback(path: "/nowhere") }
    }

    @Test func whatALaterWarteAddsIsPassedOver() throws {
        let recorded = try Recorded()
        let lines = String(decoding: recorded.bytes, as: UTF8.self).split(separator: "\n").map(String.init)
        let more = lines.flatMap { [$0, "1795550400000 later 14 {\"anything\":1}"] }.dropLast(1)
        let path = try recorded.written(Array((more.joined(separator: "\n") + "\n").utf8))
        let playback = try Playback(path: path)
        #expect(playback.all().updates == (try Playback(path: recorded.path).all().updates) && !playback.isBroken)
    }

    /// Bytes that became others: as much as can be read is played, and the rest is said.
    @Test func whatIsDamagedEndsThere() throws {
        let recorded = try Recorded()
        var random = SeededGenerator(seed: 11)
        for _ in 0..<300 {
            var bytes = recorded.bytes
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                bytes[Int.random(in: 18..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            guard let playback = try? Playback(path: try recorded.written(bytes)) else { continue }
            _ = playback.all()
            _ = playback.hosts(["hv"], at: playback.until)
            #expect(playback.lastWords.text.hasPrefix("the recording "))
        }
    }

    /// A look back begins at the last state that was written, not at the first record.
    @Test func whatIsLongHasStatesToBeginAt() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("f")
        let recorder = try Recorder(path: path, version: "1.0")
        try recorder.take(.update(.engine(Recorded.engine(""))), at: Recorded.began)
        try recorder.take(.update(.site(Recorded.site)), at: Recorded.began)
        func host(_ poll: Int) -> HostState {
            var state = Recorded.host(5 * poll)
            state.inventory = Inventory(product: String(repeating: "q", count: 3000) + "\(poll)")
            return state
        }
        for poll in 0..<400 { try recorder.take(.update(.host(host(poll))), at: Recorded.began + .seconds(5 * poll)) }
        try recorder.end(at: Recorded.began + .seconds(2000))
        var bytes = try readFile(path)
        let states = String(decoding: bytes, as: UTF8.self).split(separator: "\n").count { $0.contains(" state ") }
        #expect(states == 3)
        let playback = try Playback(path: path)
        #expect(playback.all().updates.count == 402)
        for poll in [0, 119, 120, 121, 250, 399] {
            #expect(playback.hosts(["hv"], at: Recorded.began + .seconds(5 * poll)).hosts == [host(poll)], "poll \(poll)")
        }
        // What lies before the state is not looked at: it may be anything that has its length.
        let place = 200_000
        for index in place..<place + 100 where bytes[index] != UInt8(ascii: "\n") { bytes[index] = UInt8(ascii: "{") }
        try writeFile(path, bytes)
        #expect(try Playback(path: path).hosts(["hv"], at: Recorded.began + .seconds(1500)).hosts == [host(300)])
    }

    @Test func whoGoesBackInItFindsWhatWas() throws {
        let recorded = try Recorded(polls: 8)
        let playback = try Playback(path: recorded.path)
        _ = playback.play(until: Recorded.began + .seconds(30))
        let then = playback.hosts(["hv", "other"], at: Recorded.began + .seconds(12))
        #expect(then.hosts == [Recorded.host(10)] && then.left.isEmpty && then.keptSince == Recorded.began)
        #expect(playback.hosts(["hv"], at: Recorded.began - .seconds(1)).hosts.isEmpty)
        // That it was looked at changes nothing of what follows.
        #expect(playback.all().updates == [.heartbeats([Recorded.host(35).heartbeat])])
    }
}
