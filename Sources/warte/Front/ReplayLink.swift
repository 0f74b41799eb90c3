import Dashboard
import Feed
import Link
import OwnProcess
import Recording
import Telemetry

/// A recording in the place of an engine: tells what was told, when it was, and does nothing.
final class ReplayLink: EngineSource {
    private let playback: Playback
    private let speed: Int
    /// What the recording's clock showed at a time of the machine's.
    private var began: (moment: Moment, at: Int64)
    private var isPaused = false
    private var wasOver = false
    private var isSilent: Duration?
    private var waiting: [EngineNews] = []
    /// Until here all is played at once, and nobody is called to look.
    private let start: Moment

    init(_ playback: Playback, from start: Moment, speed: Int) {
        self.playback = playback
        self.speed = speed
        self.start = start
        began = (start, uptime())
        waiting = [.event(.history(playback.numbers))]
    }

    var now: Moment {
        guard !isPaused else { return began.moment }
        let now = Moment(milliseconds: began.moment.milliseconds + (uptime() - began.at) * Int64(speed))
        return max(start, min(now, playback.until))
    }
    var due: ContinuousClock.Instant? {
        guard waiting.isEmpty, !isPaused, let next = playback.next else { return waiting.isEmpty ? nil : .now }
        return .now + max(.zero, next - now) / speed
    }
    var replay: ReplayState? {
        ReplayState(speed: speed, isPaused: isPaused, ending: isAtEnd ? playback.lastWords.text : nil)
    }
    private var isAtEnd: Bool { playback.isOver && now >= playback.until }

    func turn() -> [EngineNews] {
        var news = waiting
        waiting = []
        let now = now
        if !isPaused {
            for event in playback.play(until: now) {
                if case .silence(let duration) = event { isSilent = duration }
                // A bell for each alarm of the hours that are passed over would tell nobody anything.
                if case .update(.interruption) = event, let next = playback.next, next < start { continue }
                news.append(.event(event))
            }
        }
        if isAtEnd, !wasOver {
            wasOver = true
            news += [.event(.tick(now))] + (replay.map { [.event(.replay($0))] } ?? [])
        }
        return news
    }
    func heard(on file: Int32) -> [EngineNews] { [] }
    func silence() -> Duration? { isSilent }

    func pause(_ isPaused: Bool) {
        began = (now, uptime())
        self.isPaused = isPaused
    }

    // MARK: What is asked

    func send(_ command: Command, to engine: EngineID) {
        waiting.append(.message(.answer(command, CommandRefusal(.replayRefuses()))))
    }
    func requestReveal(user: String, host: String, reason: String, of engine: EngineID) {
        waiting.append(.message(.notRevealed(user: user, CommandRefusal(.replayRefuses()))))
    }
    func ask(_ question: PastQuestion) {
        switch question {
        case .alarms(let moment): waiting.append(.message(.pastAlarms(at: moment, .success(playback.alarms(at: moment)))))
        case .hosts(let hosts, let moment): waiting.append(.message(.past(at: moment, .success(playback.hosts(hosts, at: moment)))))
        }
    }
    /// What happened before the recording is not in it.
    func askHistory(since: Moment, limit: Int) { waiting.append(.message(.history(.success([])))) }
    func ask(_ questions: CalledHistory.Questions) -> Bool { false }
}
