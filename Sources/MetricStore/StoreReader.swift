import Glibc
import Platform
import Synchronization
public import Telemetry

/// The history for whoever shows it: maps the engine's file, never writes, never waits for the writer.
///
/// What it answers is always one state of a series: the sequence number tells when the writer came between, and then it reads again.
/// An engine that was killed inside a write leaves that one series unreadable (no value, gaps) until the next engine opens the file.
public final class StoreReader: History, Sendable {
    public let path: String
    private let state: Mutex<ReaderState>

    /// Throws where there is no file, it is not the engine's, or it is of another version.
    public init(path: String) throws(StoreProblem) {
        self.path = path
        var state = ReaderState(file: try StoreOpening.forReading(path))
        state.load()
        self.state = Mutex(state)
    }

    /// Takes notice of new and gone series, of the file's growth, and of another file under the same name. Cheap where nothing changed:
    /// call it once per frame. True where something did.
    @discardableResult
    public func refresh() -> Bool {
        state.withLock { state in
            var named = stat()
            let before = state.catalog.count
            let isReplaced = stat(path, &named) == 0 && FileIdentity(named) != state.file.identity
            let hasGrown = state.file.announced > state.file.bases.count
            let isBroken = !state.file.isWhole
            if isReplaced || hasGrown || isBroken {
                // A file that cannot be read yet (or no longer) is looked at again next time.
                guard let file = try? StoreOpening.forReading(path) else { return state.dropIfCut() }
                // What a broken one held says nothing about the next: its places are given anew.
                if isReplaced || isBroken || file.bases.count < state.file.bases.count {
                    state = ReaderState(file: file)
                } else {
                    state.file = file
                }
            }
            let hasChanged = state.load() || state.catalog.count != before
            state.rest(all: hasChanged)
            return hasChanged
        }
    }

    public func series(of host: Host.ID) -> [Series] { state.withLock { $0.catalog.series(of: host) } }
    public var seriesCount: Int { state.withLock { $0.catalog.count } }

    public func latest(_ key: SeriesKey) -> Point? {
        guard let found = find(key) else { return nil }
        return found.file.storage(found.entry.number).latest(found.entry)
    }

    public func span(_ key: SeriesKey, from start: Moment, to end: Moment, columns: Int) -> [Column?] {
        guard let found = find(key) else { return Array(repeating: nil, count: max(0, columns)) }
        return found.file.storage(found.entry.number).span(found.entry, from: start, to: end, count: columns)
    }

    /// The newest values of a series that are kept one by one, from a moment on; nil where there are none.
    public func ticks(of key: SeriesKey, from start: Moment) -> Ticks? {
        guard let found = find(key) else { return nil }
        let ticks: Ticks?? = found.file.storage(found.entry.number).read(generation: found.entry.generation) { head, tiers in
            let storage = found.file.storage(found.entry.number)
            let view = SeriesView(storage: storage, head: head, tiers: tiers, parts: found.entry.metric.parts)
            guard let kept = view.ticks else { return nil }
            let first = max(view.grid.first(from: max(0, start.milliseconds)), kept.lowerBound)
            return Ticks(
                first: Moment(milliseconds: view.grid.start(first)), step: .milliseconds(view.grid.step),
                values: first <= kept.upperBound ? (first...kept.upperBound).map { view.value($0)?.mean ?? .nan } : [])
        }
        return ticks ?? nil
    }
    /// How many of them are kept of each series.
    public var rawSlots: Int { state.withLock { $0.file.geometry.rows } }

    private func find(_ key: SeriesKey) -> (file: StoreFile, entry: CatalogEntry)? {
        state.withLock { state in state.catalog[key].map { (state.file, $0) } }
    }
}

/// Values at equal steps, each with the time at which its step begins; NaN is a gap.
public struct Ticks: Hashable, Sendable {
    public let first: Moment
    public let step: Duration
    public let values: [Double]
}

/// A file, and which names it holds.
private struct ReaderState {
    var file: StoreFile
    var catalog = Catalog()
    /// Mark by place; 0 is free. So that a refresh reads the names of new series only.
    private var known: [UInt64] = []
    private var keys: [SeriesKey?] = []
    private var directory: UInt64 = .max
    private var rested = 0

    init(file: StoreFile) { self.file = file }

    /// Reads the names that are new; true where any came or went.
    @discardableResult
    mutating func load() -> Bool {
        let now = file.directory
        guard now != directory || known.count != file.capacity else { return false }
        var changed = false
        directory = now
        while known.count < file.capacity {
            known.append(0)
            keys.append(nil)
        }
        for number in 0..<file.capacity {
            let place = file.storage(number).name
            let mark = SeriesName.isUsed(place) ? SeriesName.mark(place) : 0
            guard mark != known[number] else { continue }
            changed = true
            if let key = keys[number], catalog[key]?.number == number { catalog[key] = nil }
            keys[number] = nil
            known[number] = 0
            // A name that changes just now does not agree with its check; its writer counts the directory up after it.
            guard let name = SeriesName(place), SeriesName.mark(place) == mark else { continue }
            known[number] = mark
            keys[number] = name.key
            catalog[name.key] = CatalogEntry(number: number, generation: name.generation, metric: name.metric)
        }
        return changed
    }

    /// Lets go of what was looked at once, names and old rows; all chunks have their turn within so many looks, or at once.
    mutating func rest(all: Bool) {
        let count = file.bases.count
        for _ in 0..<(all ? count : (count + 59) / 60) {
            rested = (rested + 1) % count
            file.rest(rested)
        }
    }

    /// Forgets a file that was cut short under us.
    mutating func dropIfCut() -> Bool {
        guard !file.isWhole else { return false }
        catalog = Catalog()
        known = []
        keys = []
        directory = .max
        return true
    }
}
