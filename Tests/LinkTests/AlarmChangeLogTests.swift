import Alarms
import Feed
import JSON
import Telemetry
import Testing

@testable import Link

/// Changes instead of lists: whoever takes all messages has the list.
@Suite struct AlarmChangeLogTests {
    private static func alarm(_ id: Int64, text: String = "") -> Alarm {
        Alarm(
            id: id, key: AlarmKey(rule: "cpu", host: "h\(id)"), severity: .warning, phase: .unacknowledged, raisedAt: Moment(seconds: id),
            changedAt: Moment(seconds: id), message: .raw(text))
    }
    /// One that looks on, as often as it likes.
    private struct Viewer {
        var place: AlarmChangeLog.Place
        var list: [Int64: Alarm]
        var bytes = 0
        mutating func catchUp(_ table: inout AlarmChangeLog, atMost turns: Int = .max) throws {
            for _ in 0..<turns {
                guard let next = table.next(after: place) else { return }
                bytes += next.message.count
                place = next.place
                let update = try read(String(decoding: next.message.dropLast(), as: UTF8.self)) { (fields) throws(UnreadableMessage) in
                    try Reply(fields).parameters.item("update") as Update
                }
                let alarms: [Alarm]
                switch update {
                case .alarms(let all): alarms = all
                case .alarmChanges(let changes):
                    #expect(changes.changed.count + changes.gone.count <= AlarmChangeLog.piece)
                    alarms = changes.applied(to: Array(list.values))
                default: alarms = []
                }
                list = Dictionary(alarms.map { ($0.id, $0) }, uniquingKeysWith: { _, last in last })
            }
        }
    }

    @Test func whoeverTakesAllMessagesHasTheListHoweverSlowly() throws {
        var random = RandomValues(seed: 11)
        var table = AlarmChangeLog()
        var viewers = (0..<4).map { _ in Viewer(place: table.end, list: [:]) }
        var list: [Int64: Alarm] = [:]
        for round in 0..<400 {
            for _ in 0..<Int.random(in: 0..<60, using: &random) {
                let id = Int64.random(in: 0..<900, using: &random)
                list[id] = random.chance(40) ? nil : Self.alarm(id, text: "\(round)")
            }
            table.take(list.values.sorted { $0.id < $1.id })
            for index in viewers.indices where random.chance([100, 40, 5, 1][index]) {
                try viewers[index].catchUp(&table, atMost: index + 1)
            }
        }
        for index in viewers.indices {
            try viewers[index].catchUp(&table)
            #expect(viewers[index].list == list, "viewer \(index)")
            #expect(viewers[index].place == table.end)
        }
    }

    @Test func oneChangeOfAThousandIsOneAlarm() throws {
        var table = AlarmChangeLog()
        var list = (0..<1000).map { Self.alarm($0) }
        table.take(list)
        let place = table.end
        list[500] = Self.alarm(500, text: "worse")
        table.take(list)
        let found = table.next(after: place)
        let next = try #require(found)
        #expect(next.message.count < 1000)
        #expect(table.next(after: next.place) == nil)
        table.take(list.reversed())
        #expect(table.end == next.place, "another order is no change")
    }

    /// What comes and goes while somebody does not read is not kept for him.
    @Test func whatComesAndGoesIsForgotten() throws {
        var table = AlarmChangeLog()
        var viewer = Viewer(place: table.end, list: [:])
        for id in 0..<Int64(20_000) { table.take([Self.alarm(id)]) }
        try viewer.catchUp(&table)
        #expect(viewer.list.keys.sorted() == [19_999])
        #expect(viewer.bytes < 200_000)
    }
}
