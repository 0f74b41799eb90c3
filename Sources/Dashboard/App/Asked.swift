import Alarms
import Drawing
import Feed
import Telemetry

/// What was asked of the engine and has no answer yet: it may end with it, or hang.
struct Asked: Sendable {
    private struct One: Sendable {
        let effect: Effect
        let since: Moment
        /// What it is, and what it has done once it is done.
        let words: String
        let done: String
    }
    private var open: [One] = []
    /// What is said of an answer that does not come at once.
    private static let patience = Duration.seconds(1)
    private static let most = 1_000

    mutating func add(_ effect: Effect, _ words: (asked: String, done: String), at now: Moment) {
        open.append(One(effect: effect, since: now, words: words.asked, done: words.done))
        if open.count > Self.most { open.removeFirst() }
    }

    /// It is answered: what it has done, if it is done. Nil where it was not asked.
    mutating func take(where isIt: (Effect) -> Bool) -> String? {
        open.firstIndex { isIt($0.effect) }.map { open.remove(at: $0).done }
    }

    func waiting(at now: Moment) -> String? {
        guard let first = open.first, now - first.since >= Self.patience else { return nil }
        return "waiting for the engine: " + words
    }

    /// The engine is gone; nil where nothing was asked of it.
    mutating func lost() -> String? {
        defer { open = [] }
        return open.isEmpty ? nil : "the engine ended, nobody knows whether it is done: " + words
    }

    private var words: String {
        open.prefix(3).map(\.words).joined(separator: "; ") + (open.count > 3 ? "; and \(open.count - 3) more" : "")
    }
}

extension Command {
    /// For people; `isEnd`: it ends what was latched and seen.
    func words(isEnd: Bool) -> (asked: String, done: String) {
        func quoted(_ text: String) -> String { text.isEmpty ? "" : ", \"\(text)\"" }
        let undo = "; u takes it back (10 s)"
        switch self {
        case .acknowledge(let ids, let comment):
            let what = counted(ids.count, "alarm")
            return ("\(isEnd ? "end" : "acknowledge") \(what)\(quoted(comment))", "\(isEnd ? "ended" : "acknowledged") \(what)\(undo)")
        case .comment(_, let text): return ("comment\(quoted(text))", "comment saved")
        case .shelve(_, let duration, let reason, _):
            let time = "for \(Numbers.time(duration))"
            return ("shelve \(time)\(quoted(reason))", "shelved \(time)\(undo)")
        case .unshelve: return ("back from the shelf", "back from the shelf")
        case .undo: return ("take back", "taken back")
        case .startMaintenance(let host, let duration, let reason):
            let time = "for \(Numbers.time(duration))"
            return ("\(host) in maintenance \(time)\(quoted(reason))", "\(host) is in maintenance \(time)")
        case .endMaintenance(let host): return ("\(host) out of maintenance", "\(host) is out of maintenance")
        case .forget(let host): return ("forget \(host)", "\(host) is forgotten")
        case .pollNow(let host): return ("ask " + (host ?? "all hosts"), "asked " + (host ?? "all hosts"))
        case .reload: return ("read the configuration again", "configuration read again")
        }
    }
}

extension App {
    /// What goes to the engine is remembered until it is answered; where none is, it does not go, and that is said.
    mutating func ask(_ effects: [Effect]) -> [Effect] {
        effects.filter { effect in
            let words: (asked: String, done: String)
            switch effect {
            case .send(let command): words = command.words(isEnd: isEnd(command))
            case .reveal(let user, _, _): words = ("the name of \(user)", "")
            case .quit, .redrawAll, .bell, .title, .notification: return true
            }
            guard world.connection == .attached else {
                say("not done, no engine is here: \(words.asked)", .problem)
                return false
            }
            asked.add(effect, words, at: world.now)
            return true
        }
    }

    private func isEnd(_ command: Command) -> Bool {
        guard case .acknowledge(let ids, _) = command else { return false }
        // As they are, not as a picture that was paused shows them.
        let alarms = summary.alarms.alarms(ids)
        return !alarms.isEmpty && alarms.allSatisfy { $0.phase == .latchedAcknowledged }
    }

    mutating func hear(_ command: Command, _ refusal: CommandRefusal?) {
        let found = asked.take { $0 == .send(command) }
        if let refusal { return say("not done: " + refusal.text, .problem) }
        let done = found ?? command.words(isEnd: false).done
        switch command {
        case .acknowledge, .shelve: undoable = (done.prefix { $0 != ";" }.description, world.now)
        case .undo:
            let what = undoable.flatMap { world.now - $0.at <= Policy.undo ? $0.words : nil }
            undoable = nil
            // One account may have several fronts, and one last act.
            let who = settings.user.isEmpty ? "your account" : settings.user
            return say("taken back: \(what ?? "what \(who) did elsewhere; the journal names it")", .notice)
        default: break
        }
        say(done, .notice)
    }
}
