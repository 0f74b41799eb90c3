import Collecting
import Telemetry
import TestSupport
import Testing

@testable import Collectors
@testable import FuzzTargets

/// What a gateway tells is bounded, and dated by this machine's clock.
struct GatewayWatchTests {
    private static let now = OpenVPNCollectorTests.now

    @Test func aFloodOfLinesIsBoundedAndCounted() throws {
        var watch = GatewayWatch(host: "h", history: .zero)
        watch.connected(process: "1", history: [])
        for number in 0..<25_000 {
            let address = "10.\(number / 65536).\(number / 256 % 256).\(number % 256):9"
            watch.take(.log("1795551000,N,\(address) TLS Error: TLS handshake failed"))
        }
        let status = try StatusReply(statusText([]).split(separator: "\r\n").dropLast().map(String.init))
        let reading = watch.reading(status, nil, at: Self.now)
        #expect(reading.ends.count == EndTracker.mostEnds)
        #expect(reading.events.contains { $0.text.hasPrefix("15000 more") })
    }

    /// Whatever it is that somebody writes without end, it is read slowly, and people are told.
    @Test(
        arguments: [.other, .info, .hold, .state("1,WAIT,,,,"), .fatal("x"), .passwordPrompt, .log("no line")]
            as [ManagementDialogue.ServerMessage])
    func aFloodOfAnyKindIsSeen(_ message: ManagementDialogue.ServerMessage) {
        var watch = GatewayWatch(host: "h", history: .zero)
        watch.connected(process: "1", history: [])
        for _ in 0..<GatewayWatch.mostLines { watch.take(message) }
        #expect(!watch.isFlooded)
        watch.take(message)
        #expect(watch.isFlooded)
        #expect(
            watch.heard(at: Self.now).events.contains { $0.message.id == Message.logLinesLeftOut.id || $0.message == .logReadSlowly() })
        #expect(!watch.isFlooded)
        watch.take(.reply(.success("x")))
        #expect(watch.heard(at: Self.now).events.isEmpty)
    }

    /// Each order is about all sessions of that name, and a gateway may have only one name and kill it without end.
    @Test(
        .timeLimit(.minutes(1)),
        arguments: ["MANAGEMENT: CMD 'kill x'", "MULTI: new connection by client 'x' will cause previous active sessions"])
    func ordersAboutAllAreNotFollowedForEver(words: String) throws {
        let header = statusText([]).split(separator: "\r\n").dropLast().map(String.init)
        let rows = (0..<20_000).map { "CLIENT_LIST\tx\t10.0.0.1:9\t10.8.0.2\t1795551000\tUNDEF\t\($0)" }
        let status = try StatusReply(header + rows)
        var watch = GatewayWatch(host: "h", history: .zero)
        watch.connected(process: "1", history: [])
        _ = watch.reading(status, nil, at: Self.now)
        for second in 0..<GatewayWatch.mostLines as Range<Int> { watch.take(.log("\(1_795_551_000 + second),D,x/10.0.0.1:9 \(words)")) }
        #expect(watch.reading(status, nil, at: Self.now).ends.count <= EndTracker.mostLooks / 20_000)
    }

    /// A gateway's clock that is set, goes fast or stands still makes no session another one.
    @Test(arguments: [5, -90, 3600, 31_536_000]) func aClockThatIsSetBeginsNoSession(step: Int64) throws {
        let header = statusText([]).split(separator: "\r\n").dropLast().map(String.init)
        func status(at epoch: Int64) throws -> StatusReply {
            let time = "TIME\t2026-11-24 14:00:00\t\(epoch)"
            let lines = header.map { $0.hasPrefix("TIME") ? time : $0 }
            #expect(lines.contains(time))
            return try StatusReply(lines + ["CLIENT_LIST\tx\t10.0.0.1:9\t10.8.0.2\t1795551000\tUNDEF\t7"])
        }
        var watch = GatewayWatch(host: "h", history: .zero)
        watch.connected(process: "1", history: [])
        let first = try #require(watch.reading(try status(at: Self.now.seconds), nil, at: Self.now).only?.sessions)
        for second in 1...3 as ClosedRange<Int64> {
            let now = Self.now + .seconds(second)
            let later = watch.reading(try status(at: now.seconds + step * second), nil, at: now)
            #expect(later.only?.sessions == first && later.ends.isEmpty)
        }
    }

    /// A machine without a clock of its own starts in another hour, and is set right: nobody's session begins later than now.
    @Test func whatOurOwnWrongClockSaidDoesNotStay() throws {
        let header = statusText([]).split(separator: "\r\n").dropLast().map(String.init)
        func status(at epoch: Int64) throws -> StatusReply {
            try StatusReply(
                header.map { $0.hasPrefix("TIME") ? "TIME\t2026-11-24 14:00:00\t\(epoch)" : $0 } + [
                    "CLIENT_LIST\tx\t10.0.0.1:9\t10.8.0.2\t\(Self.now.seconds - 600)\tUNDEF\t7"
                ])
        }
        var watch = GatewayWatch(host: "h", history: .zero)
        watch.connected(process: "1", history: [])
        _ = watch.reading(try status(at: Self.now.seconds), nil, at: Self.now + .seconds(7200))
        let later = Self.now + .seconds(10)
        let reading = watch.reading(try status(at: later.seconds), nil, at: later)
        #expect(reading.only?.sessions.map(\.since) == [Self.now - .seconds(600)])
    }

    /// The first status after a restart may fail: it was a restart all the same.
    @Test func aRestartIsToldByTheFirstReadingBehindIt() throws {
        let header = statusText([]).split(separator: "\r\n").dropLast().map(String.init)
        var watch = GatewayWatch(host: "h", history: .zero)
        watch.connected(process: "1", history: [])
        _ = watch.reading(try StatusReply(header + ["CLIENT_LIST\tx\t10.0.0.1:9\t10.8.0.2\t1795551000\tUNDEF\t7"]), nil, at: Self.now)
        for _ in 0..<2 { watch.connected(process: "2", history: []) }
        #expect(watch.reading(try StatusReply(header), nil, at: Self.now).ends.map(\.cause) == [.admin])
    }

    @Test func emptyLinesThatNobodyAskedForCountAsLines() throws {
        var dialogue = ManagementDialogue()
        #expect(try dialogue.receive(Array(">INFO:x\r\n\r\n\n".utf8)) == [.info, .other, .other])
    }

    /// One gateway must not fill the memory of the engine that watches all.
    @Test func moreClientsThanAServerCarriesAreAFault() throws {
        let header = statusText([]).split(separator: "\r\n").dropLast().map(String.init)
        func rows(_ count: Int) -> [String] {
            (0..<count).map { "CLIENT_LIST\tn\($0)\t10.0.0.1:\($0)\t10.8.0.2\t1795551000\tUNDEF\t\($0)" }
        }
        #expect(try StatusReply(header + rows(20_000)).clients.count == 20_000)
        do throws(CollectFailure) {
            _ = try StatusReply(header + rows(20_001))
            Issue.record("they were all taken")
        } catch { #expect(error.text.contains("20000 clients") && error.hint == .tooMuch, "\(error.text)") }
    }

    @Test func theServersLastWordIsCutAsALineOfItsLogIs() throws {
        var watch = GatewayWatch(host: "h", history: .zero)
        watch.connected(process: "1", history: [])
        let status = try StatusReply(statusText(["alice"]).split(separator: "\r\n").dropLast().map(String.init))
        _ = watch.reading(status, nil, at: Self.now)
        watch.take(.state("1795551101,EXITING,SIGTERM," + String(repeating: "x", count: 60_000)))
        let ends = watch.heard(at: Self.now + .seconds(1)).ends
        #expect(ends.count == 1 && ends.allSatisfy { $0.evidence.utf8.count <= LogLine.longest })
    }

    /// The status of a server whose clock is in the year 9999, and a line of its log from 1970.
    @Test func anEndThatIsHeardIsOfNow() throws {
        var watch = GatewayWatch(host: "h", history: .zero)
        watch.connected(process: "1", history: [])
        let text = statusText(["alice", "bob"]).replacing("1795551100", with: "253402300799").replacing("1795551000", with: "253402300700")
        let status = try StatusReply(text.split(separator: "\r\n").dropLast().map(String.init))
        _ = watch.reading(status, nil, at: Self.now)
        watch.take(.log("0,I,alice/10.0.0.1:1 [alice] Inactivity timeout (--ping-restart), restarting"))
        watch.take(.state("0,CONNECTED,SUCCESS,,,,,"))
        watch.take(.log("253402300790,I,bob/10.0.0.1:2 [bob] Inactivity timeout (--ping-restart), restarting"))
        let heard = watch.heard(at: Self.now + .seconds(5))
        #expect(heard.ends.map(\.at) == [Self.now + .seconds(5), Self.now - .seconds(9)])
        #expect(heard.events.map(\.at) == [Self.now + .seconds(5)])
    }

    /// Its own limit is the suite's: what is not linear in clients and lines takes minutes here.
    @Test(.timeLimit(.minutes(2))) func twentyThousandClientsAndALogWithoutEndAreReadAndBounded() throws {
        var watch = GatewayWatch(host: "h", history: .zero)
        watch.connected(process: "1", history: [])
        let header = statusText([]).split(separator: "\r\n").dropLast().map(String.init)
        func row(_ number: Int) -> String { "CLIENT_LIST\tvpn\t2001:db8::\(number % 7)\t10.8.0.2\t1795551000\tUNDEF\t\(number)" }
        let rows = (0..<20_000).map(row)
        let load = try LoadStats("nclients=20000,bytesin=1,bytesout=1")
        #expect(watch.reading(try StatusReply(header + rows), load, at: Self.now).sessions.count == 20_000)
        for number in 0..<60_000 {
            let text = [
                "vpn/2001:db8::1 [vpn] Inactivity timeout (--ping-restart), restarting",
                "[x\(number)] Inactivity timeout (--ping-exit), exiting",
            ]
            watch.take(.log("1795551000,I,\(text[number % 2])"))
        }
        watch.take(.log("1795551000,I,SIGUSR1[soft,x] received, client-instance restarting"))
        let reading = watch.reading(try StatusReply(header + rows.dropLast(10_000)), load, at: Self.now)
        #expect(reading.events.contains { $0.text == "10001 lines of the log were left out" })
        #expect(reading.ends.count <= EndTracker.mostEnds)
        #expect(watch.reading(try StatusReply(header), load, at: Self.now).events.allSatisfy { !$0.text.contains("lines") })
    }

    @Test func whatIsTooLongIsCut() throws {
        let long = String(repeating: "e\u{301}", count: 10_000)
        let line = try #require(LogLine("5,I,\(long)"))
        #expect(line.raw.utf8.count <= LogLine.longest)
        let status = try StatusReply(statusText([long]).split(separator: "\r\n").dropLast().map(String.init))
        #expect(status.clients.allSatisfy { $0.user.utf8.count <= 512 && $0.raw.utf8.count <= LogLine.longest })
        #expect(
            CollectFailure.unreadable(asked: "a", place: .answerLine(1), got: .raw("a" + String(repeating: "\u{301}", count: 100_000))).text
                .utf8.count
                < 400
        )
    }

    @Test func timesAreShiftedWhereTheServersClockIsOff() throws {
        var watch = GatewayWatch(host: "h", history: .zero)
        watch.connected(process: "1", history: [])
        watch.take(.log("1795551000,N,10.0.0.1:9 TLS Error: TLS handshake failed"))
        let status = try StatusReply(statusText(["alice"]).split(separator: "\r\n").dropLast().map(String.init))
        let reading = watch.reading(status, nil, at: Moment(seconds: 1_795_551_100 + 3600))
        #expect(reading.ends.first?.at == Moment(seconds: 1_795_551_000 + 3600))
        #expect(reading.sessions.first?.since == Moment(seconds: 1_795_551_000 + 3600))
        #expect(reading.sessions.first?.id == "0@1795551000")
    }

    @Test func historyIsReportedWhereAskedFor() {
        let talk = """
            >INFO:x
            <<< log on all
            SUCCESS: ON
            1795550000,I,10.0.0.9:9 [UNDEF] Inactivity timeout (--ping-restart), restarting
            1795550900,I,10.0.0.8:8 [UNDEF] Inactivity timeout (--ping-restart), restarting
            1795551000,D,MANAGEMENT: CMD 'log on all'
            END
            <<< status 3
            """ + "\n" + statusText([]).replacing("\r\n", with: "\n") + "<<< load-stats\nSUCCESS: nclients=0,bytesin=1,bytesout=1\n"
        #expect(!Transcript.play(talk).contains("end "))
        let found = Transcript.play(talk, history: .seconds(600))
        #expect(found.contains("end 1795550900"))
        #expect(!found.contains("end 1795550000"))
    }

    private static func status(_ rows: [String], at epoch: Int64) throws -> StatusReply {
        let header = statusText([]).split(separator: "\r\n").dropLast().map(String.init)
        let lines = header.map { $0.hasPrefix("TIME") ? "TIME\t2026-11-24 14:00:00\t\(epoch)" : $0 }
        return try StatusReply(lines + rows)
    }

    /// An engine that comes back reads the log's history: what the one before it has told of it is not told again, whatever the gateway's
    /// clock says. What has happened since is told, also within the second in which the gateway was last heard.
    @Test(arguments: [0, -1, 1, 4000, -4000]) func whatWasToldBeforeIsNotToldAgain(ahead: Int64) throws {
        func line(_ second: Int64, _ name: String) -> String {
            "\(Self.now.seconds + second + ahead),I,\(name)/10.0.0.1:9 [\(name)] Inactivity timeout (--ping-restart), restarting"
        }
        let told = [line(-60, "a"), line(-30, "b"), line(0, "c"), line(0, "d")]
        var past = HeardBefore()
        past.heardAt = Self.now
        past.ends = [-60, -30, 0, 0].map { Self.now + .seconds($0) }
        let later = Self.now + .seconds(20)
        func reading(_ past: HeardBefore?, _ history: [String]) throws -> [String] {
            var watch = GatewayWatch(host: "h", history: .seconds(1800))
            if let past { watch.takeUp(past) }
            watch.connected(process: "1", history: history)
            // The first status fails: nothing of it is told meanwhile.
            if past != nil { #expect(watch.heard(at: later).ends.isEmpty) }
            return watch.reading(try Self.status([], at: later.seconds + ahead), nil, at: later).ends.map(\.user)
        }
        #expect(try reading(nil, told) == ["a", "b", "c", "d"])
        #expect(try reading(past, told) == [])
        #expect(try reading(past, told + [line(0, "e"), line(10, "f")]) == ["e", "f"])
    }

    /// A server lists for a moment whose end it has told: whoever comes to watch meanwhile knows it.
    @Test func whoWasToldToBeOverIsNotThereForWhoComesNext() throws {
        let rows = (1...3).map { "CLIENT_LIST\tn\($0)\t10.0.0.1:\($0)\t10.8.0.2\t1795551000\tn\($0)\t\($0)" }
        var first = GatewayWatch(host: "h", history: .zero)
        first.connected(process: "1", history: [])
        _ = first.reading(try Self.status(rows, at: Self.now.seconds), nil, at: Self.now)
        first.take(.log("\(Self.now.seconds),I,n1/10.0.0.1:1 [n1] Inactivity timeout (--ping-restart), restarting"))
        let ends = first.lastWords(at: Self.now).ends
        #expect(ends.map(\.cause) == [.clientLost])
        var past = HeardBefore()
        past.over = Set(ends.map(\.session))
        var second = GatewayWatch(host: "h", history: .zero)
        second.takeUp(past)
        second.connected(process: "1", history: [])
        let listed = second.reading(try Self.status(rows, at: Self.now.seconds + 1), nil, at: Self.now + .seconds(1))
        #expect(listed.only?.sessions.map(\.user) == ["n2", "n3"] && listed.only?.value(.sessions) == 2)
        #expect(second.reading(try Self.status(Array(rows[1...]), at: Self.now.seconds + 2), nil, at: Self.now + .seconds(2)).ends.isEmpty)
    }

    /// Whose of two sessions of one name it was, no snapshot will show any more.
    @Test func anEndThatWaitsForASnapshotIsAmongTheLastWords() throws {
        let rows = (1...2).map { "CLIENT_LIST\tn\t10.0.0.1:\($0)\t10.8.0.2\t1795551000\tn\t\($0)" }
        var watch = GatewayWatch(host: "h", history: .zero)
        watch.connected(process: "1", history: [])
        _ = watch.reading(try Self.status(rows, at: Self.now.seconds), nil, at: Self.now)
        watch.take(.log("\(Self.now.seconds),I,[n] Inactivity timeout (--ping-restart), restarting"))
        #expect(watch.heard(at: Self.now).ends.isEmpty)
        #expect(watch.lastWords(at: Self.now).ends.map(\.cause) == [.clientLost])
    }
}
