import Feed
import JSON
import Telemetry
import TestSupport
import Testing

@testable import Link

/// Heartbeats instead of lists: whoever takes all messages has every host as it is.
@Suite struct HostChangeLogTests {
    private static func state(_ id: String, _ about: String, polled seconds: Int64 = 1) -> HostState {
        HostState(id: id, inventory: Inventory(product: about), polledAt: Moment(seconds: seconds))
    }
    private struct Viewer {
        var place: HostChangeLog.Place
        var hosts: [String: HostState]
        var lists = 0
        var bytes = 0
        mutating func catchUp(_ table: inout HostChangeLog, atMost turns: Int = .max) throws {
            for _ in 0..<turns {
                guard let next = table.next(after: place) else { return }
                bytes += next.message.count
                place = next.place
                let update = try read(String(decoding: next.message.dropLast(), as: UTF8.self)) { (fields) throws(UnreadableMessage) in
                    try Reply(fields).parameters.item("update") as Update
                }
                switch update {
                case .host(let state):
                    hosts[state.id] = state
                    lists += 1
                case .heartbeats(let beats):
                    #expect(beats.count <= HostChangeLog.piece)
                    for beat in beats { hosts[beat.host]?.take(beat) }
                default: Issue.record("\(update)")
                }
            }
        }
    }

    @Test func whoeverTakesAllMessagesHasAllHostsHoweverSlowly() throws {
        var random = RandomValues(seed: 12)
        var table = HostChangeLog()
        var hosts = Dictionary(uniqueKeysWithValues: (0..<300).map { ("h\($0)", Self.state("h\($0)", "first")) })
        var viewers = (0..<4).map { _ in Viewer(place: table.end, hosts: hosts) }
        for round in 0..<300 {
            for _ in 0..<Int.random(in: 0..<80, using: &random) {
                let id = "h\(Int.random(in: 0..<300, using: &random))"
                let before = hosts[id]
                var state = Self.state(id, random.chance(10) ? "round \(round)" : before?.inventory.product ?? "", polled: Int64(round))
                state.failure = random.chance(30) ? "refused" : nil
                hosts[id] = state
                switch state.news(after: before) {
                case .host(let state): table.take(state)
                case .heartbeats(let beats): table.take(beats)
                default: break
                }
            }
            for index in viewers.indices where random.chance([100, 40, 5, 1][index]) {
                try viewers[index].catchUp(&table, atMost: index + 1)
            }
        }
        for index in viewers.indices {
            try viewers[index].catchUp(&table)
            #expect(viewers[index].hosts == hosts, "viewer \(index)")
            #expect(viewers[index].place == table.end)
        }
    }

    @Test func aPollThatChangesNoListIsAHeartbeatAlone() throws {
        var table = HostChangeLog()
        table.take(SpeedTests.host)
        let place = table.end
        var viewer = Viewer(place: place, hosts: [SpeedTests.host.id: SpeedTests.host])
        var next = SpeedTests.host
        next.polledAt = Moment(seconds: 1_700_000_005)
        guard case .heartbeats(let beats) = next.news(after: SpeedTests.host) else {
            Issue.record("lists were told")
            return
        }
        table.take(beats)
        try viewer.catchUp(&table)
        #expect(viewer.hosts == [next.id: next])
        #expect(viewer.lists == 0)
        #expect(viewer.bytes < 250)
    }

    /// However often they changed meanwhile.
    @Test func whoReadsSlowlyGetsTheNewestListsOnce() throws {
        var table = HostChangeLog()
        var slow = Viewer(place: table.end, hosts: [:])
        for round in 0..<1000 { for host in 0..<3 { table.take(Self.state("h\(host)", "round \(round)")) } }
        try slow.catchUp(&table)
        #expect(slow.lists == 3)
        #expect(slow.hosts.values.allSatisfy { $0.inventory.product == "round 999" })
    }

    /// Two who are not at the same place need the same lists: they are one message.
    @Test func listsAreMadeIntoAMessageOnceForAll() throws {
        var table = HostChangeLog()
        let early = table.end
        table.take(Self.state("a", "first"))
        let late = table.end
        table.take(SpeedTests.host)
        let oneAfterAnother = [table.next(after: early), table.next(after: late)].compactMap { $0 }
        let first = try #require(oneAfterAnother.first)
        let afterFirst = table.next(after: first.place)
        let second = try #require(afterFirst)
        let other = try #require(oneAfterAnother.last)
        func address(_ message: [UInt8]) -> Int { message.withUnsafeBytes { Int(bitPattern: $0.baseAddress) } }
        #expect(address(second.message) == address(other.message))
    }
}

/// In any second at most so much of the lists.
@Suite struct LinkPaceTests {
    /// A host with twenty thousand sessions is a message of megabytes: who hears it waits a second for the next alarm, not sixteen.
    @Test func whatIsLargeKeepsTheNextForNoMoreThanASecond() {
        let start = ContinuousClock.now
        var pace = LinkPace(at: start)
        pace.spend(2_200_000, at: start)
        #expect(pace.due > start + .milliseconds(900) && pace.due < start + .milliseconds(1100))
    }

    @Test func anySecondIsBounded() {
        let start = ContinuousClock.now
        var now = start
        var pace = LinkPace(at: start)
        var told: [(at: ContinuousClock.Instant, bytes: Int)] = []
        var random = RandomValues(seed: 3)
        while now < start + .seconds(20) {
            if pace.due <= now {
                let bytes = Int.random(in: 100...16_000, using: &random)
                told.append((now, bytes))
                pace.spend(bytes, at: now)
            } else {
                now = pace.due
            }
        }
        for first in told.indices {
            let second = told[first...].prefix { $0.at < told[first].at + .seconds(1) }
            #expect(second.map(\.bytes).reduce(0, +) < 200_000)
        }
        let total = told.map(\.bytes).reduce(0, +)
        #expect(Double(total) > 19 * LinkPace.perSecond, "nor is it slower than it may be")
    }
}

/// Lines that add: none is told twice, and none is missed unseen.
@Suite struct LineTableTests {
    private func line(_ number: Int) -> HostEvent { HostEvent(at: Moment(seconds: Int64(number)), host: "h", "line \(number)") }
    private func table(most: Int) -> LineTable<HostEvent> { LineTable(most: most) { .events($0) } }
    private func lines(_ message: [UInt8]) throws -> [HostEvent] {
        let update = try read(String(decoding: message.dropLast(), as: UTF8.self)) { (fields) throws(UnreadableMessage) in
            try Reply(fields).parameters.item("update") as Update
        }
        guard case .events(let lines) = update else { throw Lateness(what: "lines") }
        return lines
    }

    @Test func everyFrontHearsEachLineOnceHoweverFastItIs() throws {
        var table = table(most: 10_000)
        var random = RandomValues(seed: 5)
        var (told, places, heard) = (0, [0, 0, 0], [[HostEvent]](repeating: [], count: 3))
        for _ in 0..<200 {
            let more = Int.random(in: 0..<120, using: &random)
            table.take((told..<told + more).map(line))
            told += more
            for front in 0..<3 where random.chance([100, 50, 5][front]) {
                while let next = table.next(after: places[front]) {
                    let piece = try lines(next.message)
                    #expect(piece.count <= LineTable<HostEvent>.piece)
                    heard[front] += piece
                    places[front] = next.place
                    if random.chance(20) { break }
                }
            }
        }
        for front in 0..<3 {
            #expect(!table.hasMissed(places[front]))
            while let next = table.next(after: places[front]) {
                heard[front] += try lines(next.message)
                places[front] = next.place
            }
            #expect(heard[front] == (0..<told).map(line))
            #expect(places[front] == table.end)
        }
    }

    @Test func whoLagsTooFarHasMissedSomeAndHearsTheNewest() throws {
        var table = table(most: 100)
        table.take((0..<100).map(line))
        #expect(!table.hasMissed(0))
        table.take((100..<1000).map(line))
        #expect(table.hasMissed(0))
        let next = table.next(after: 0)
        #expect(try lines(try #require(next).message).first == line(900))
    }

    @Test func whatNobodyHearsIsNotKept() {
        var table = table(most: 100)
        table.take((0..<30).map(line))
        let place = table.end
        table.forget()
        #expect(table.end == place)
        let none = table.next(after: place)
        #expect(none == nil)
        table.take([line(30)])
        let one = table.next(after: place)
        #expect(one?.place == 31)
    }
}
