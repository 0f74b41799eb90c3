import Feed
import Journal
import Telemetry

/// Who asked for what, and what became of it.
extension Engine {
    /// So many at once and so many a second are written one by one; whoever asks faster is counted.
    static let auditsAtOnce = 500.0

    /// Behind what it is about. What somebody typed as a target may be a name, and goes no further than one that a host told.
    func audit(_ act: String, on target: String, by author: String, refused: String?) {
        let now = wallClock()
        guard auditAllowance.take(at: now) else {
            auditsLeftOut += 1
            return
        }
        let words = refused.map { redactor.pass($0, at: now).beginning(bytes: 500) }
        let found = Audit(
            at: now, principal: author, act: act, target: redactor.pass(target, at: now).beginning(bytes: 200),
            refused: words.map { String($0) })
        journal.record(audits: [found])
    }

    func tellAudits(at now: Moment) {
        guard auditsLeftOut > 0, auditAllowance.isFull(at: now) else { return }
        log("", "too much at once: \(auditsLeftOut) more commands are not in the audit", at: now)
        auditsLeftOut = 0
    }
}

extension Command {
    /// As the audit has it.
    var act: (name: String, target: String) {
        switch self {
        case .acknowledge(let ids, _):
            let listed = ids.prefix(20).map { "\($0)" }.joined(separator: " ")
            return ("acknowledge", ids.count > 20 ? "\(listed) and \(ids.count - 20) more" : listed)
        case .comment(let id, _): return ("comment", "\(id)")
        case .shelve(let id, _, _, _): return ("shelve", "\(id)")
        case .unshelve(let id): return ("unshelve", "\(id)")
        case .undo: return ("undo", "")
        case .startMaintenance(let host, _, _): return ("start-maintenance", host)
        case .endMaintenance(let host): return ("end-maintenance", host)
        case .forget(let host): return ("forget", host)
        case .pollNow(let host): return ("poll", host ?? "")
        case .reload: return ("reload", "")
        }
    }
}
