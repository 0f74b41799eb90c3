import Feed
import Journal
import Telemetry

/// Who asked for what, and what became of it.
extension Engine {
    /// So many refusals of one person at once and so many a second are written one by one; the others are counted. What was done is always
    /// written, and so is what was done in part: it costs whoever did it a write of its own.
    static let refusalsAtOnce = 500.0
    static let auditPause = Duration.seconds(60)

    /// Behind what it is about. A poll that was asked for changes nothing and is no line.
    func audit(_ command: Command, by author: Principal, refused: Message?) {
        if case .pollNow = command, refused == nil { return }
        var (act, target) = command.act
        // It was known until that was done.
        if case .forget(let host) = command, refused == nil { target = AuditTarget(typed: [.known(host)]) }
        audit(act, on: target, by: author, refused: refused)
    }

    func audit(_ act: String, on target: AuditTarget, by author: Principal, refused: Message?) {
        let now = wallClock()
        if let refused, !refused.isOfTheRest {
            var allowance = refusals[author.name] ?? Allowance(burst: Self.refusalsAtOnce, perSecond: 1)
            let isWritten = allowance.take(at: now)
            refusals[author.name] = allowance
            guard isWritten else {
                refusalsLeftOut[author.name, default: 0] += 1
                return
            }
        }
        let unknown = target.typed.filter { !isKnown($0) && !$0.text.isEmpty }
        let reason = refused?.firstProblems(3).rewording { text in
            let known = unknown.reduce(text) { $0.replacing($1.text, with: AuditTarget.unknown) }
            return String(redactor.pass(known, at: now).beginning(bytes: 500))
        }
        let about = ([target.numbers] + target.typed.map { isKnown($0) ? $0.text : AuditTarget.unknown }).filter { !$0.isEmpty }
        let found = Audit(
            at: now, principal: author, act: act, target: String(about.joined(separator: " ").beginning(bytes: 200)), refused: reason)
        journal.record(audits: [found])
    }

    /// What somebody typed may be anybody's name, known today or not: only hosts that are watched, and what is a pseudonym, are kept.
    private func isKnown(_ word: AuditTarget.Word) -> Bool {
        switch word {
        case .host(let host): host.isEmpty || isWatched(host)
        case .known: true
        case .person(let user): Pseudonyms.isPseudonym(user)
        }
    }

    /// How many were left out: once a minute, and at the end.
    func tellAudits(at now: Moment, isLast: Bool = false) {
        refusals = refusals.filter { !$0.value.isFull(at: now) }
        if !isLast, let told = auditsToldAt, now >= told, now - told < Self.auditPause { return }
        for (author, count) in refusalsLeftOut.sorted(by: { $0.key < $1.key }) {
            log("", .tooMuch([.refusalsLeftOut(count, author)]), at: now)
            auditsToldAt = now
        }
        refusalsLeftOut = [:]
    }
}

/// What an act was about.
struct AuditTarget {
    /// As somebody typed it.
    enum Word {
        case host(Host.ID)
        /// A host that was watched when it was asked for.
        case known(Host.ID)
        case person(String)
        var text: String {
            switch self {
            case .host(let text), .known(let text), .person(let text): text
            }
        }
    }
    /// Stands for a word of unknown meaning: a mark, and no word of any language.
    static let unknown = "…"
    /// Of alarms.
    var numbers = ""
    var typed: [Word] = []
}

extension AuditTarget {
    /// The first ones of these alarms, and how many more there are.
    init(_ ids: [Int64]) {
        let listed = ids.prefix(20).map { "\($0)" }.joined(separator: " ")
        self.init(numbers: ids.count > 20 ? "\(listed) \(AuditTarget.unknown) +\(ids.count - 20)" : listed)
    }
}

extension Command {
    /// As the audit has it.
    var act: (name: String, target: AuditTarget) {
        switch self {
        case .acknowledge(let ids, _): return ("acknowledge", AuditTarget(ids))
        case .comment(let ids, _): return ("comment", AuditTarget(ids))
        case .shelve(let ids, _, _, _): return ("shelve", AuditTarget(ids))
        case .unshelve(let ids): return ("unshelve", AuditTarget(ids))
        case .undo: return ("undo", AuditTarget())
        case .startMaintenance(let host, _, _): return ("start-maintenance", AuditTarget(typed: [.host(host)]))
        case .endMaintenance(let host): return ("end-maintenance", AuditTarget(typed: [.host(host)]))
        case .forget(let host): return ("forget", AuditTarget(typed: [.host(host)]))
        case .run(let run): return ("run", AuditTarget(typed: [.host(run.host)]))
        case .pollNow(let host): return ("poll", AuditTarget(typed: [.host(host ?? "")]))
        case .reload: return ("reload", AuditTarget())
        }
    }
}
