import Telemetry

extension CollectFailure {
    /// Of each text the beginning. What a host sent may be as long as it likes, and all of it is searched for names by the one that all
    /// hosts' reports go through. Much more than is shown (`text`), so that no name of it is one that was cut in two.
    var bounded: CollectFailure {
        func cut(_ text: String) -> String { text.beginning(bytes: 1_000) }
        func cut(_ message: Message) -> Message { message.rewording(cut) { .marked($0.beginning(bytes: 1_000)) } }
        return switch self {
        case .unreachable(let asked, let reason, let hint): .unreachable(asked: cut(asked), reason: cut(reason), hint: hint)
        case .refused(let asked, let reason, let hint): .refused(asked: cut(asked), reason: cut(reason), hint: hint)
        case .timedOut(let asked, let after): .timedOut(asked: cut(asked), after: after)
        case .busy(let asked): .busy(asked: cut(asked))
        case .unreadable(let asked, let place, let got): .unreadable(asked: cut(asked), place: cut(place), got: cut(got))
        case .missing: self
        }
    }
}

extension Reading {
    /// The same of each of its hosts.
    var bounded: Reading {
        var out = self
        for index in hosts.indices {
            if case .failure(let failure) = hosts[index].outcome { out.hosts[index].outcome = .failure(failure.bounded) }
        }
        return out
    }
}
