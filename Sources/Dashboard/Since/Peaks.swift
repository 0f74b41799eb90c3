import Drawing
import MetricStore
import Telemetry

/// The highest that a host's gauges showed in a span.
struct Peaks {
    let history: any History
    let limits: LoadLimits
    let since: Moment
    let now: Moment

    static let metrics: [Metric] = [.cpu, .cpuWait, .memory, .sessions]
    /// So many hosts are looked at for the one that stood out.
    static let mostHosts = 60

    /// Nil where nothing was measured.
    func highest(_ metric: Metric, of host: Host) -> Double? {
        guard since < now else { return nil }
        return history.summary(SeriesKey(host: host.id, metric: metric), from: since, to: now).map(\.maximum).flatMap {
            $0.isFinite ? $0 : nil
        }
    }

    func scale(_ metric: Metric, of row: HostRow) -> Scale {
        metric == .sessions ? limits.sessionScale(of: row.sessionLimit, on: row.host.id) : limits.scale(metric, on: row.host.id)
    }

    /// What went furthest beyond its first limit; nil where nothing reached one.
    func furthest(of rows: [HostRow]) -> LastLook.Peak? {
        var best: (share: Double, peak: LastLook.Peak)?
        for row in rows.prefix(Peaks.mostHosts) {
            for metric in Peaks.metrics {
                let scale = scale(metric, of: row)
                guard let limit = scale.warning ?? scale.critical, limit > 0, let value = highest(metric, of: row.host), value >= limit
                else { continue }
                let share = value / limit
                if share > best?.share ?? 0 {
                    best = (share, LastLook.Peak(host: row.host.id, metric: metric, value: value))
                }
            }
        }
        return best?.peak
    }

    /// In a sentence.
    static func label(_ metric: Metric) -> String {
        switch metric {
        case .cpu: localized("CPU")
        case .cpuWait: localized("CPU wait")
        default: Wording.spoken.languages.words.inSentence(metric.name)
        }
    }
    /// `97 %`, `12.4 %`, `46`
    static func words(_ value: Double, _ metric: Metric) -> String {
        switch metric {
        case .cpuWait: Numbers.tenths(value) + " %"
        case .sessions: Numbers.whole(value)
        default: Numbers.whole(value) + " %"
        }
    }
}
