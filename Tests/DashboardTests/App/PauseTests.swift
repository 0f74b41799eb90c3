import Dashboard
import Drawing
import Feed
import MetricStore
import Telemetry
import Testing

/// A held picture shows what was known then, of hosts that are asked seldom, too.
@Suite struct PauseTests {
    /// A value now and then, and one that comes after the picture was held.
    struct SeldomHistory: History {
        let ages: [Int64]
        var points: [Point] { ages.map { Point(at: TownHall.ago($0), value: Double(100 + $0)) } + [Point(at: TownHall.ago(-5), value: 1)] }

        func latest(_ key: SeriesKey) -> Point? { key.metric == Metric.guestCPU.id ? points.last : nil }
        func span(_ key: SeriesKey, from start: Moment, to end: Moment, columns: Int) -> [Column?] {
            let length = (end - start).inSeconds
            var out = [Column?](repeating: nil, count: columns)
            guard latest(key) != nil else { return out }
            for point in points where point.at >= start && point.at < end {
                let index = Int((point.at - start).inSeconds / length * Double(columns))
                out[index] = Column(minimum: point.value, mean: point.value, maximum: point.value)
            }
            return out
        }
    }

    @Test(arguments: [[5], [50], [600, 130], [7000], [80_000], [500_000]] as [[Int64]])
    func theNewestValueBeforeItIsShown(ages: [Int64]) {
        let desk = Desk(TownHall.app())
        let newest = ages.last ?? 0
        let guest = Guest(
            id: TownHall.uuid(0), name: "mail-old", state: .running, vCPUs: 2, memoryMaximum: 1_073_741_824, memoryView: .host)
        desk.tell([
            .connection(.attached), .history(SeldomHistory(ages: ages)), .update(.site(TownHall.site)),
            .update(.host(HostState(id: "hv-1", answeredAt: TownHall.now, polledAt: TownHall.now, guests: [guest]))), .tick(TownHall.now),
        ])
        desk.press(.character("z"))
        desk.tell([.tick(TownHall.now + .seconds(10))])
        // The Host screen asks for its guests' numbers anew.
        desk.press(.character("2"))
        let picture = desk.app.draw(width: 120, height: 40).transcript
        #expect(picture.contains("PAUSED"))
        let row = picture.split(separator: "\n").first { $0.contains("mail-old") } ?? ""
        #expect(row.contains(newest > 12 ? "/\(100 + newest) " : " \(100 + newest) "), "\(row)")
    }
}
