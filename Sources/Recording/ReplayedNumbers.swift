import Glibc
import MetricStore
import Platform
import Synchronization
import Telemetry

/// The numbers of a recording as far as it was played: in a store of their own, so that graphs are made of them as they were.
final class ReplayedNumbers: History {
    private struct State {
        /// By their numbers in the recording, with the step of their values.
        var numbered: [(series: Series, step: Duration)] = []
        var store: StoreWriter?
        var raw = StoreLayout.standard.raw
        var listed: [Host.ID: [Series]] = [:]
        var known: Set<SeriesKey> = []
    }
    private let state = Mutex(State())
    private static let rawSlots = 60...20_000

    /// - Throws: what no recording that was made here has.
    func take(_ record: Record) throws(ReplayFault) {
        switch record {
        case .store(let raw): state.withLock { $0.raw = min(max(raw, Self.rawSlots.lowerBound), Self.rawSlots.upperBound) }
        case .series(_, let step, let series): try add(series, step: step)
        case .past(let number, let from, let step, let values):
            for (index, value) in values.enumerated() where value.isFinite {
                try append(number, [value], at: from + step * index)
            }
        case .numbers(let at, let runs): for run in runs { try append(run.first, run.values, at: at) }
        case .begin, .update, .connection, .silence, .state, .end: break
        }
    }

    private func add(_ series: [Series], step: Duration) throws(ReplayFault) {
        let hasRoom = state.withLock { state in
            guard state.numbered.count + series.count <= RecordingFormat.mostSeries else { return false }
            for series in series {
                state.numbered.append((series, step))
                if state.known.insert(series.key).inserted { state.listed[series.key.host, default: []].append(series) }
            }
            if state.store == nil { state.store = Self.store(raw: state.raw) }
            return state.store != nil
        }
        guard hasRoom else { throw .noRoom }
    }

    private func append(_ first: Int, _ values: [Double], at: Moment) throws(ReplayFault) {
        let fault: ReplayFault? = state.withLock { state in
            guard first + values.count <= state.numbered.count else { return .unreadable }
            var index = 0
            while index < values.count {
                let (series, step) = state.numbered[first + index]
                var samples: [Sample] = []
                while index < values.count, state.numbered[first + index].step == step,
                    state.numbered[first + index].series.key.host == series.key.host
                {
                    let next = state.numbered[first + index].series
                    // The store made rates of what is counted; these are the rates.
                    let metric = Metric(
                        next.metric.id, label: next.metric.label, unit: next.metric.unit, resolution: next.metric.resolution)
                    samples.append(Sample(metric, of: next.key.entity, values[index]))
                    index += 1
                }
                do { try state.store?.append(samples, host: series.key.host, at: at, interval: step) } catch { return .noRoom }
            }
            return nil
        }
        if let fault { throw fault }
    }

    /// In memory where there is a file system for that, in a file without a name: it goes with this process, whatever becomes of it.
    private static func store(raw: Int) -> StoreWriter? {
        for place in [getenv("XDG_RUNTIME_DIR").map { String(cString: $0) } ?? "", "/dev/shm", "/tmp"] where place.hasPrefix("/") {
            var folder = Array((place + "/warte-replay-XXXXXX").utf8CString)
            guard mkdtemp(&folder) != nil else { continue }
            let path = String(decoding: folder.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
            let store = try? StoreWriter(path: path + "/numbers", layout: StoreLayout(raw: raw))
            unlink(path + "/numbers")
            rmdir(path)
            if let store { return store }
        }
        return nil
    }

    // MARK: What is drawn

    func latest(_ key: SeriesKey) -> Point? { state.withLock { $0.store?.latest(key) } }
    func span(_ key: SeriesKey, from start: Moment, to end: Moment, columns: Int) -> [Column?] {
        state.withLock { $0.store?.span(key, from: start, to: end, columns: columns) } ?? Array(repeating: nil, count: max(0, columns))
    }
    func series(of host: Host.ID) -> [Series] { state.withLock { $0.listed[host] ?? [] } }
}

/// Why no more of a recording can be shown.
enum ReplayFault: Error {
    case unreadable
    /// No room for its numbers on this machine, or more of them than are read.
    case noRoom
}
