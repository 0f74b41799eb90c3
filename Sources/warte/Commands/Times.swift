import OwnProcess
import Telemetry

/// What is typed behind `--for` and the like; nil for anything else, for nothing, and for more than ten years.
func duration(_ word: String) -> Duration? {
    Duration(words: word).flatMap { (.seconds(1)...Duration.seconds(3650 * 86_400)).contains($0) ? $0 : nil }
}

/// `24.11. 14:05:07` would be German; the command line writes ISO 8601 in local time, as logs do.
func time(_ moment: Moment) -> String { moment.stamp(east: localOffset(at: moment)) }
