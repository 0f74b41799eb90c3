public import Alarms
import Telemetry

/// Which proofs of ends of sessions can stay in alarms where no names are kept. Whose end a line of days ago proves nobody knows any more, so
/// that a name in it would not be found: only what is known, or shows by itself that it came through the door for names, stays.
public struct Proofs: Sendable {
    private let known: Set<Message>

    /// - Parameter ends: all that are remembered.
    init(of ends: some Sequence<SessionEnd>) { known = Set(ends.lazy.map(\.proof)) }

    /// An alarm as somebody may see it who reads it in a file.
    public func kept(of alarm: Alarm) -> Alarm {
        alarm.keepsProofs(canStay) ? alarm : alarm.rewording(keeping: canStay, LineRedactor.withoutNames(unknown:))
    }

    func canStay(_ proof: Message) -> Bool { known.contains(proof) || proof.isHidden }
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
