public import Dashboard
import Feed
import MetricStore
public import Telemetry

/// Writes down what happens to a dashboard, but for what its people type and are told alone: names behind pseudonyms, answers to acts.
public final class Recorder {
    private var file: RecordingFile
    private var known = KnownState()
    private var series = SeriesNotes()
    private var store: StoreReader?
    private var isSilent = false
    private let version: String
    /// Until an engine has spoken nobody knows by which clock it goes; a demo's is days away from the machine's.
    private var hasBegun = false
    /// How it stood with the engine until then, and what it told of others than itself.
    private var connection = Connection.starting
    private var untimed: [Update] = []
    /// When, and behind how many bytes, the state was written last.
    private var state: (at: Moment, size: Int64)
    /// A look back reads no more than so much of updates, or of so many bytes.
    private static let stateHolds = (time: Duration.seconds(600), bytes: Int64(256 << 10))

    /// - Parameter version: of this Warte.
    public init(path: String, version: String) throws(RecordingProblem) {
        self.version = version
        file = try RecordingFile(path: path)
        state = (Moment(milliseconds: 0), file.size)
    }

    private func begin(at now: Moment) throws(RecordingProblem) {
        guard !hasBegun else { return }
        hasBegun = true
        state = (now, file.size)
        try file.add(.begin(version: version), at: now)
        try file.add(.connection(connection), at: now)
        if let store { try file.add(.store(raw: store.rawSlots), at: now) }
        for update in untimed { try take(update, at: now) }
        untimed = []
    }

    /// Once it has thrown nothing more is written.
    public func take(_ event: DashboardEvent, at now: Moment) throws(RecordingProblem) {
        switch event {
        case .update(let update): try take(update.recorded, at: now)
        case .connection(let connection):
            if hasBegun { try file.add(.connection(connection), at: now) } else { self.connection = connection }
        case .silence(let duration):
            guard hasBegun, duration != nil || isSilent else { return }
            isSilent = duration != nil
            try file.add(.silence(duration), at: now)
        case .history(let history):
            store = history as? StoreReader
            guard let store, hasBegun else { return }
            try file.add(.store(raw: store.rawSlots), at: now)
            try note(known.site?.hosts ?? [], at: now)
        // There are series that were not there before.
        case .historyNews(let hosts, false) where hosts.isEmpty: try note(known.site?.hosts ?? [], at: now)
        case .key, .tick, .historyNews, .past, .pastAlarms, .alarmHistory, .answer, .revealed, .notRevealed, .ran, .trouble, .resized,
            .replay:
            break
        }
    }

    /// Whether it has any numbers: where the store cannot be read it has none.
    public var hasNumbers: Bool { store != nil }

    public func end(at now: Moment) throws(RecordingProblem) {
        try begin(at: now)
        try file.add(.end, at: now)
    }

    private func take(_ update: Update, at now: Moment) throws(RecordingProblem) {
        if case .engine = update { try begin(at: now) }
        guard hasBegun else {
            untimed.append(update)
            return
        }
        known.take(update)
        // First the numbers, which are in the store before anybody is told: what shows the update has them.
        switch update {
        case .site(let site): try note(site.hosts, at: now)
        case .host(let state): try note(known.site?.hosts.filter { $0.id == state.id } ?? [], at: now)
        case .heartbeats(let beats):
            let heard = Set(beats.map(\.host))
            try note(known.site?.hosts.filter { heard.contains($0.id) } ?? [], at: now)
        default: break
        }
        try file.add(.update(update), at: now)
        guard now - state.at >= Self.stateHolds.time, file.size - state.size >= Self.stateHolds.bytes else { return }
        try file.add(.state(Array(known.hosts.values), known.alarms), at: now)
        state = (now, file.size)
    }

    private func note(_ hosts: [Host], at now: Moment) throws(RecordingProblem) {
        guard let store else { return }
        for host in hosts { for record in series.news(of: host, in: store) { try file.add(record, at: now) } }
    }
}
