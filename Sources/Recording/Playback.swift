public import Alarms
public import Dashboard
public import Feed
public import MetricStore
public import Telemetry

/// Plays a recording: what happened to the dashboard that recorded it, in the same order, as far as somebody lets it go. Knows no clock.
public final class Playback {
    private let reader: RecordReader
    private var states: [(at: Moment, offset: Int64)] = []
    private let begin: Int64
    private let played = ReplayedNumbers()
    private var waiting: (head: RecordHead, body: Int64)?
    private var tickedAt: Moment?
    /// The first record's time, and the last one's.
    public private(set) var from = Moment(milliseconds: 0)
    public private(set) var until = Moment(milliseconds: 0)
    /// Why there is nothing more, once it is over.
    private(set) var ending = Message.recordingEnds()
    private var hasEnd = false
    private var latest = Moment(milliseconds: 0)
    /// Records that are played at once, at most: there may be millions before the next picture.
    private static let mostAtOnce = 500

    /// Looks through the whole file, and finds where its whole records end.
    public init(path: String) throws(RecordingProblem) {
        reader = try RecordReader(path: path)
        begin = reader.offset
        var isFirst = true
        look: while true {
            switch reader.next() {
            case .record(let head, _):
                until = isFirst ? head.time : max(until, head.time)
                if isFirst { from = head.time }
                isFirst = false
                if head.kind == "state", states.count < RecordingFormat.mostStates {
                    states.append((until, reader.offset - Int64(head.size + head.length + 1)))
                }
                hasEnd = head.kind == "end"
            case .end:
                if !hasEnd { ending = .recordingBreaksOff(Int(reader.size)) }
                break look
            case .brokenOff(let place):
                ending = .recordingBreaksOff(Int(place))
                break look
            case .damaged(let place):
                ending = .recordingDamaged(Int(place))
                break look
            }
        }
        guard !isFirst else { throw .holdsNothing(path: path) }
        reader.offset = begin
        latest = from
        advance()
    }

    public var numbers: any History { played }
    public var isOver: Bool { waiting == nil }
    /// What is to be said once it is.
    public var lastWords: Message { ending }
    /// Whether the recording lacks its end.
    public var isBroken: Bool { ending.id != Message.recordingEnds.id }
    /// When the next record is due, by the recording's clock; nil at its end.
    public var next: Moment? { waiting.map { max(latest, $0.head.time) } }

    private func advance() {
        if case .record(let head, let body) = reader.next() { waiting = (head, body) } else { waiting = nil }
    }

    /// What happened up to then, at most some hundreds of events: as long as `next` is not later there is more.
    public func play(until now: Moment) -> [DashboardEvent] {
        var events: [DashboardEvent] = []
        var count = 0
        while let (head, body) = waiting, max(latest, head.time) <= now, count < Self.mostAtOnce {
            count += 1
            latest = max(latest, head.time)
            guard head.kind != "state" else {
                advance()
                continue
            }
            do {
                if let record = try reader.read(head, body: body) {
                    try played.take(record)
                    // What is told is told at its time.
                    if tickedAt.map({ latest - $0 >= .seconds(1) }) ?? true {
                        tickedAt = latest
                        events.append(.tick(latest))
                    }
                    events += Self.events(of: record)
                }
                advance()
            } catch {
                ending = (error as? ReplayFault) == .noRoom ? .replayLacksRoom() : .recordingDamaged(Int(body) - head.size)
                until = latest
                waiting = nil
            }
        }
        return events
    }

    private static func events(of record: Record) -> [DashboardEvent] {
        switch record {
        case .update(let update): [.update(update)]
        case .connection(let connection): [.connection(connection)]
        case .silence(let duration): [.silence(duration)]
        case .series: [.historyNews(of: [], ofPast: false)]
        case .begin, .store, .past, .numbers, .state, .end: []
        }
    }

    // MARK: Looks back

    /// How it was, as the engine would have answered then.
    public func alarms(at moment: Moment) -> [Alarm] { state(at: moment)?.alarms ?? [] }

    public func hosts(_ ids: [Host.ID], at moment: Moment) -> PastHosts {
        let then = state(at: moment)
        return PastHosts(hosts: ids.compactMap { then?.hosts[$0] }, left: [], keptSince: from, sessionsKeptSince: nil)
    }

    /// By the state that was written last before, and what was told since. Nil before the recording began.
    private func state(at moment: Moment) -> KnownState? {
        guard moment >= from else { return nil }
        let here = reader.offset
        defer { reader.offset = here }
        reader.offset = states.last { $0.at <= moment }?.offset ?? begin
        var state = KnownState()
        while case .record(let head, let body) = reader.next(), head.time <= moment {
            guard head.kind == "update" || head.kind == "state", let record = try? reader.read(head, body: body) else { continue }
            switch record {
            case .update(let update): state.take(update)
            case .state(let hosts, let alarms): state.take(hosts, alarms)
            default: break
            }
        }
        return state
    }
}
