import Alarms
import MetricStore
import Telemetry

/// A weekday noon from which tests count.
let noon = Moment(seconds: 1_795_521_600)
func after(_ seconds: Int64) -> Moment { noon + .seconds(seconds) }

/// A history that the test writes: points in any order.
struct ScriptedHistory: History {
    private var series: [SeriesKey: [Point]] = [:]

    mutating func add(_ value: Double, _ metric: Metric, of host: Host.ID, entity: Entity = .host, at moment: Moment) {
        series[SeriesKey(host: host, entity: entity, metric: metric), default: []].append(Point(at: moment, value: value))
    }

    func latest(_ key: SeriesKey) -> Point? { series[key]?.max { $0.at < $1.at } }

    func span(_ key: SeriesKey, from start: Moment, to end: Moment, columns: Int) -> [Column?] {
        var out = [[Double]](repeating: [], count: columns)
        let width = (end - start).milliseconds
        for point in series[key] ?? [] where point.at > start && point.at <= end {
            let index = Int((point.at - start).milliseconds * Int64(columns) / width)
            out[min(index, columns - 1)].append(point.value)
        }
        return out.map { values in
            guard let low = values.min(), let high = values.max() else { return nil }
            return Column(minimum: low, mean: values.reduce(0, +) / Double(values.count), maximum: high)
        }
    }
}

func host(_ id: Host.ID, area: String = "Verwaltung", limit: Int? = nil, interval: Duration = .seconds(5)) -> Host {
    Host(id: id, area: area, collector: "scripted", endpoint: "", interval: interval, sessionLimit: limit)
}

func site(_ hosts: Host...) -> Site { Site(name: "Rathaus", areas: [Area(id: "Verwaltung")], hosts: hosts) }

func end(
    _ user: String, on host: Host.ID = "vpn-1", at moment: Moment, cause: Cause = .clientLost, session: String? = nil,
    evidence: String? = nil, isAttempt: Bool = false
) -> SessionEnd {
    SessionEnd(
        at: moment, host: host, kind: .vpn, session: session ?? (user == "UNDEF" ? "" : "s-\(user)"), user: user, cause: cause,
        confidence: .exact, evidence: evidence ?? "[\(user)] Inactivity timeout (--ping-restart), restarting", isAttempt: isAttempt)
}
