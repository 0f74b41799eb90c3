import MetricStore
import Telemetry

/// Which series of the store are in the recording, under which numbers, and what of them is.
struct SeriesNotes {
    private struct Note {
        let number: Int
        var at: Moment
    }
    private var notes: [SeriesKey: Note] = [:]

    /// What is new of a host's series: those that were not there before with their last hour, then the newest values.
    mutating func news(of host: Host, in store: StoreReader) -> [Record] {
        var values: [Moment: [(number: Int, value: Double)]] = [:]
        var new: [Duration: [(series: Series, newest: Point)]] = [:]
        for series in store.series(of: host) {
            guard let newest = store.latest(series.key) else { continue }
            if let note = notes[series.key] {
                guard note.at != newest.at else { continue }
                notes[series.key]?.at = newest.at
                values[newest.at, default: []].append((note.number, newest.value))
            } else {
                let step = store.ticks(of: series.key, from: newest.at)?.step ?? host.interval
                new[step, default: []].append((series, newest))
            }
        }
        var records: [Record] = []
        for (step, found) in new.sorted(by: { $0.key < $1.key }) {
            for (owner, found) in Dictionary(grouping: found, by: \.series.key.host).sorted(by: { $0.key < $1.key }) {
                let room = RecordingFormat.mostSeries - notes.count
                guard room > 0 else { continue }
                let found = found.prefix(room)
                records.append(.series(owner, step: step, found.map(\.series)))
                for (series, newest) in found {
                    let number = notes.count
                    notes[series.key] = Note(number: number, at: newest.at)
                    values[newest.at, default: []].append((number, newest.value))
                    // Those of guests, of which there are hundreds, begin with the recording.
                    if series.key.entity.wholeGuest == nil { records += Self.past(of: series.key, number, before: newest.at, in: store) }
                }
            }
        }
        return records + values.sorted { $0.key < $1.key }.map { .numbers(at: $0, Self.runs($1)) }
    }

    /// The last hour value by value, for the hour before it a mean of each minute, which graphs of an hour reach into, and for the day before
    /// that a mean of each quarter of an hour. Each stands at the first step in its time.
    private static func past(of key: SeriesKey, _ number: Int, before newest: Moment, in store: StoreReader) -> [Record] {
        guard let ticks = store.ticks(of: key, from: newest - .seconds(3600)), !ticks.values.isEmpty else { return [] }
        let hour = Record.past(series: number, from: ticks.first, step: ticks.step, ticks.values)
        let (minute, step) = (Int64(60_000), ticks.step.milliseconds)
        guard step > 0, minute % step == 0 else { return [hour] }
        let into = (ticks.first.milliseconds % minute + minute) % minute
        func means(_ count: Int, each length: Duration, before end: Moment) -> Record {
            let start = end - length * count
            let means = store.span(key, from: start, to: end, columns: count).map { $0?.mean ?? .nan }
            return .past(series: number, from: start + .milliseconds(into % step), step: length, means)
        }
        let minutesEnd = Moment(milliseconds: ticks.first.milliseconds - into)
        return [
            means(92, each: .seconds(900), before: minutesEnd - .seconds(3600)), means(60, each: .seconds(60), before: minutesEnd), hour,
        ]
    }

    private static func runs(_ values: [(number: Int, value: Double)]) -> [Record.Run] {
        var runs: [Record.Run] = []
        for (number, value) in values.sorted(by: { $0.number < $1.number }) {
            if let last = runs.last, last.first + last.values.count == number {
                runs[runs.count - 1].values.append(value)
            } else {
                runs.append(Record.Run(first: number, values: [value]))
            }
        }
        return runs
    }
}
