public import Alarms
import Telemetry

/// Which evidence of ends of sessions can stay in alarms where no names are kept. Whose end a line of days ago tells of nobody knows any
/// more, so that a name in it would not be found: only what is known, or shows by itself that it was redacted, stays.
public struct KnownEvidence: Sendable {
    private let known: Set<Message>

    /// - Parameter ends: all that are remembered.
    init(of ends: some Sequence<SessionEnd>) { known = Set(ends.lazy.map(\.shownEvidence)) }

    /// An alarm as it may be shown to a person who reads it from a file.
    public func kept(of alarm: Alarm) -> Alarm {
        alarm.keepsEvidence(canStay) ? alarm : alarm.rewording(keeping: canStay, LineRedactor.withoutNames(unknown:))
    }

    func canStay(_ line: Message) -> Bool { known.contains(line) || line.isHidden }
}

extension Message {
    /// In each line that came from elsewhere nobody stands but by a pseudonym, a network or a hole, and no address.
    fileprivate var isHidden: Bool {
        arguments.allSatisfy { argument in
            switch argument {
            case .raw(let line): LineRedactor.isHidden(line)
            case .marked(let pieces): LineRedactor.isHidden(pieces.text)
            case .message(let message): message.isHidden
            case .messages(let messages): messages.allSatisfy(\.isHidden)
            case .none, .text, .count, .number, .duration, .moment, .host, .metric: true
            }
        }
    }
}
