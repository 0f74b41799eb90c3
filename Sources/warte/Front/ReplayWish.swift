import Dashboard
import OwnProcess
import Platform
import Recording
import Telemetry

/// Which recording is to be shown, from when on, and how fast: as it was asked for.
struct ReplayWish {
    struct Problem: WordedError { let message: Message }
    let playback: Playback
    let start: Moment
    let speed: Int

    /// Options that make no sense together.
    static func check(_ invocation: Invocation) throws(Misuse) {
        guard invocation.has("replay") else {
            for name in ["at", "speed"] where invocation.has(name) { throw Misuse(.needsRecording("--" + name)) }
            return
        }
        // Nothing is recorded of it, and no engine is started that could have a configuration.
        for name in ["record", "config"] where invocation.has(name) { throw Misuse(.eitherOption("--" + name, "--replay")) }
    }

    /// Nil where none was asked for.
    init?(_ invocation: Invocation) throws {
        guard invocation.command.isEmpty, let path = invocation.options["replay"] else { return nil }
        let words = invocation.options["speed"] ?? "1"
        guard let speed = Int(words.hasSuffix("x") ? String(words.dropLast()) : words), DemoClock.speeds.contains(speed) else {
            throw Problem(message: .optionWrong("--speed", words, .wantedDemoSpeed()))
        }
        self.speed = speed
        playback = try Playback(path: path)
        guard let words = invocation.options["at"] else {
            start = playback.from
            return
        }
        guard let second = secondOfDay(words) else { throw Problem(message: .optionWrong("--at", words, .wantedDemoTime())) }
        let (from, until) = (playback.from, playback.until)
        guard let start = Self.first(second, from: from, until: until) else {
            let ends = [from, until].map { time($0) }
            throw Problem(message: .optionWrong("--at", words, .notInRecording(ends[0], ends[1])))
        }
        self.start = start
    }

    /// The first such time of day in it.
    private static func first(_ second: Int, from: Moment, until: Moment) -> Moment? {
        let begun = from.seconds + Int64(localOffset(at: from))
        let midnight = begun - (begun % 86_400 + 86_400) % 86_400
        for day in [midnight, midnight + 86_400] {
            let shown = Moment(seconds: day + Int64(second))
            let moment = shown - .seconds(localOffset(at: shown))
            if moment >= from, moment <= until { return moment }
        }
        return nil
    }
}

extension RecordingProblem: WordedError {}
