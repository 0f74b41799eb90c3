import Alarms
import Feed
public import Telemetry

/// What is to be asked of the engine to show how it was.
public enum PastQuestion: Hashable, Sendable {
    case alarms(at: Moment)
    /// At most `PastHosts.mostHosts` of them.
    case hosts([Host.ID], at: Moment)

    var moment: Moment {
        switch self {
        case .alarms(let moment), .hosts(_, let moment): moment
        }
    }
}

/// On the way to a moment of the past: what is asked, one question at a time, until all of it is there.
///
/// An answer to what nobody asks any more is dropped: whoever presses a key ten times asks for the last moment, not for ten.
public struct Travel: Sendable {
    /// As it was then.
    struct Findings: Sendable {
        fileprivate(set) var alarms: [Alarm] = []
        fileprivate(set) var hosts: [Host.ID: HostState] = [:]
        fileprivate(set) var keptSince: Moment?
        fileprivate(set) var sessionsKeptSince: Moment?
    }
    private(set) var moment: Moment
    private var findings = Findings()
    private var asked: PastQuestion?
    private var needsAlarms = true
    /// Nil before anybody said which there are.
    private var left: [Host.ID]?
    private var isThere = false
    /// As many as one answer may have.
    public static let mostAlarms = 10_000

    init(to moment: Moment) { self.moment = moment }

    /// Somewhere else; what is on its way is waited for, and dropped.
    mutating func go(to moment: Moment) {
        guard moment != self.moment else { return }
        let asked = asked
        self = Travel(to: moment)
        self.asked = asked
    }
    /// The link is gone: nothing that is on its way will come.
    mutating func lost() { self = Travel(to: moment) }

    /// - Parameter hosts: all that are watched now.
    mutating func next(among hosts: [Host.ID]) -> PastQuestion? {
        guard asked == nil, !isThere else { return nil }
        if needsAlarms {
            asked = .alarms(at: moment)
        } else {
            let piece = Array((left ?? hosts).prefix(PastHosts.mostHosts))
            left = Array((left ?? hosts).dropFirst(piece.count))
            isThere = piece.isEmpty
            asked = piece.isEmpty ? nil : .hosts(piece, at: moment)
        }
        return asked
    }

    /// Whether it is an answer to what was asked last, and that is wanted still.
    private mutating func isAwaited(_ isIt: (PastQuestion) -> Bool) -> PastQuestion? {
        guard let asked, isIt(asked) else { return nil }
        self.asked = nil
        return asked.moment == moment ? asked : nil
    }
    mutating func take(_ alarms: [Alarm], at moment: Moment) {
        guard isAwaited({ $0 == .alarms(at: moment) }) != nil else { return }
        findings.alarms = alarms
        needsAlarms = false
    }
    mutating func take(_ past: PastHosts, at moment: Moment) {
        // What an earlier journey to the same moment asked for is no answer to this one.
        guard case .hosts(let piece, _) = isAwaited({ if case .hosts(_, moment) = $0 { true } else { false } }), !needsAlarms, left != nil
        else { return }
        for host in past.hosts { findings.hosts[host.id] = host }
        // One that leaves all would be asked for ever.
        if past.left.count < piece.count { left = past.left + (left ?? []) }
        (findings.keptSince, findings.sessionsKeptSince) = (past.keptSince, past.sessionsKeptSince)
        if left?.isEmpty == true { isThere = true }
    }
    /// Whether the way ends here: what is asked for is refused.
    mutating func isRefused(at moment: Moment) -> Bool { isAwaited { $0.moment == moment } != nil }

    /// All of it, once it is there.
    var found: Findings? { isThere ? findings : nil }
}
