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
        /// With which others it was asked.
        let batch: Int?
    }
    /// Asked together, to be told of together.
    private struct Batch: Sendable {
        let count: Int
        var answered = 0
        var refused: [String] = []
    }
    private var open: [One] = []
    private var batches: [Int: Batch] = [:]
    private var lastBatch = 0
    /// What is said of an answer that does not come at once.
    private static let patience = Duration.seconds(1)
    private static let most = 10_000

    /// So many that were asked at once.
    mutating func begin(_ count: Int) -> Int {
        lastBatch += 1
        batches[lastBatch] = Batch(count: count)
        return lastBatch
    }
    mutating func add(_ effect: Effect, _ words: (asked: String, done: String), at now: Moment, in batch: Int? = nil) {
        open.append(One(effect: effect, since: now, words: words.asked, done: words.done, batch: batch))
        if open.count > Self.most { open.removeFirst() }
    }

    /// It is answered: what it has done, if it is done. Nil where it was not asked.
    mutating func take(where isIt: (Effect) -> Bool) -> (done: String, batch: Int?)? {
        open.firstIndex { isIt($0.effect) }.map { open.remove(at: $0) }.map { ($0.done, $0.batch) }
    }
    /// It was asked and not answered yet.
    func isOpen(_ effect: Effect) -> Bool { open.contains { $0.effect == effect } }
    /// One of a batch was answered. Nil until all were; then how many there were, and who was refused and why.
    mutating func count(in batch: Int, refused: String?) -> (count: Int, refused: [String])? {
        guard var found = batches[batch] else { return nil }
        found.answered += 1
        if let refused { found.refused.append(refused) }
        batches[batch] = found.answered < found.count ? found : nil
        return found.answered < found.count ? nil : (found.count, found.refused)
    }

    func waiting(in world: World) -> String? {
        guard let first = open.first, world.now - first.since >= world.span(of: Self.patience) else { return nil }
        return localized("waiting for the engine: \(words)")
    }

    /// The engine is gone; nil where nothing was asked of it.
    mutating func lost() -> String? {
        defer { (open, batches) = ([], [:]) }
        return open.isEmpty ? nil : localized("the engine ended, nobody knows whether it is done: \(words)")
    }

    private var words: String {
        open.prefix(3).map(\.words).joined(separator: "; ") + (open.count > 3 ? localized("; and \(open.count - 3) more") : "")
    }
}

extension Command {
    /// For people; `isEnd`: it ends what was latched and seen.
    func words(isEnd: Bool) -> (asked: String, done: String) {
        func quoted(_ text: String) -> String { text.isEmpty ? "" : ", \"\(text)\"" }
        let undo = localized("; \(VerbTable.key("undo")) takes it back (10 s)")
        switch self {
        case .acknowledge(let ids, let comment):
            let what = counted(ids.count, "alarm")
            let asked = isEnd ? localized("end \(what)\(quoted(comment))") : localized("acknowledge \(what)\(quoted(comment))")
            return (asked, isEnd ? localized("ended \(what)\(undo)") : localized("acknowledged \(what)\(undo)"))
        case .comment(let ids, let text):
            if ids.count == 1 { return (localized("comment\(quoted(text))"), localized("comment saved")) }
            let what = counted(ids.count, "alarm")
            return (localized("comment on \(what)\(quoted(text))"), localized("commented on \(what)"))
        case .shelve(let ids, let duration, let reason, _):
            let time = localized("for \(Numbers.time(duration))", "how long")
            let what = ids.count == 1 ? time : counted(ids.count, "alarm") + " " + time
            return (localized("shelve \(what)\(quoted(reason))"), localized("shelved \(what)\(undo)"))
        case .unshelve(let ids):
            if ids.count == 1 { return (localized("back from the shelf", "asked"), localized("back from the shelf")) }
            let what = counted(ids.count, "alarm")
            return (localized("\(what) back from the shelf", "asked"), localized("\(what) back from the shelf"))
        case .undo: return (localized("take back"), localized("taken back"))
        case .startMaintenance(let host, let duration, let reason):
            let time = localized("for \(Numbers.time(duration))", "how long")
            return (localized("\(host) in maintenance \(time)\(quoted(reason))"), localized("\(host) is in maintenance \(time)"))
        case .endMaintenance(let host):
            return (localized("\(host) out of maintenance", "asked"), localized("\(host) is out of maintenance"))
        case .forget(let host): return (localized("forget \(host)"), localized("\(host) is forgotten"))
        case .run(let run): return (localized("run \(run.command)"), localized("\(run.command) runs"))
        case .pollNow(let host):
            let whom = host ?? localized("all hosts")
            return (localized("ask \(whom)"), localized("asked \(whom)"))
        case .reload: return (localized("read the configuration again"), localized("configuration read again"))
        }
    }
}

extension Command {
    /// What so many of them have done, and what it was about.
    func words(of count: Int) -> String {
        let hosts = count == 1 ? localized("1 host is") : localized("\(count) hosts are")
        switch self {
        case .startMaintenance(_, let duration, _): return localized("\(hosts) in maintenance for \(Numbers.time(duration))")
        case .endMaintenance: return localized("\(hosts) out of maintenance")
        case .forget: return localized("\(hosts) forgotten")
        case .run(let run): return localized("\(run.command) runs")
        case .pollNow: return localized("asked \(counted(count, "host"))")
        // Each is one act, however many alarms it is about.
        case .acknowledge, .comment, .shelve, .unshelve, .undo, .reload: return localized("done")
        }
    }
    /// Which host it is about; nil where it is about none.
    var host: Host.ID? {
        switch self {
        case .startMaintenance(let host, _, _), .endMaintenance(let host), .forget(let host): host
        case .run(let run): run.host
        case .pollNow(let host): host
        case .acknowledge, .comment, .shelve, .unshelve, .undo, .reload: nil
        }
    }
}

extension App {
    /// What goes to the engine is remembered until it is answered; where none is, it does not go, and that is said.
    mutating func ask(_ effects: [Effect]) -> [Effect] {
        let commands = effects.count { if case .send = $0 { true } else { false } }
        let batch = commands > 1 && world.connection == .attached ? asked.begin(commands) : nil
        return effects.filter { effect in
            let words: (asked: String, done: String)
            switch effect {
            case .send(let command): words = command.words(isEnd: isEnd(command))
            case .reveal(let user, _, _): words = (localized("the name of \(user)"), "")
            case .askPast, .askHistory, .keepLook, .run, .copy, .quit, .pauseReplay, .redrawAll, .bell, .useMouse, .title, .notification,
                .previewTheme, .useTheme:
                return true
            }
            guard world.connection == .attached else {
                say(localized("not done, no engine is here: \(words.asked)"), .problem)
                return false
            }
            asked.add(effect, words, at: world.now, in: batch)
            return true
        }
    }

    private func isEnd(_ command: Command) -> Bool {
        guard case .acknowledge(let ids, _) = command else { return false }
        // As they are, not as a picture that was paused shows them.
        let alarms = summary.alarms.alarms(ids)
        return !alarms.isEmpty && alarms.allSatisfy { $0.phase == .latchedAcknowledged }
    }

    /// With the hosts and the words of the alarms in it: nobody sees their numbers here.
    private func named(_ message: Message) -> Message {
        if let number = message.refusedAlarm, let alarm = context.summary.alarms.alarms([Int64(number)]).first {
            let why = message.withoutAlarm
            return .ofNamed(RawLine((alarm.key.host.isEmpty ? localized("site") : alarm.key.host) + " " + alarm.text), why)
        }
        return Message(
            id: message.id,
            arguments: message.arguments.map { argument in
                switch argument {
                case .message(let inner): .message(named(inner))
                case .messages(let inner): .messages(inner.map { named($0) })
                default: argument
                }
            })
    }

    /// All of them are answered: what was done, and what was not and why.
    private mutating func tell(of command: Command, _ count: Int, refused: [String]) {
        let done = count - refused.count
        guard let first = refused.first else { return sayBehind(command.words(of: count), .notice) }
        let more = refused.count > 1 ? localized("; and \(refused.count - 1) more") : ""
        say(
            (done == 0 ? localized("none of \(count) done") : command.words(of: done) + localized(", \(refused.count) not"))
                + ": \(first)\(more)", .problem)
    }

    mutating func hear(_ command: Command, _ refusal: CommandRefusal?) -> [Effect] {
        let found = asked.take { $0 == .send(command) }
        if let batch = found?.batch {
            let who = refusal.map { "\(command.host ?? localized("one of them")): \($0.text)" }
            if let all = asked.count(in: batch, refused: who) { tell(of: command, all.count, refused: all.refused) }
            return []
        }
        if let refusal {
            guard refusal.message.isOfTheRest else {
                let why = command.alarms.count > 1 ? named(refusal.message) : refusal.message.withoutAlarm
                say(localized("not done: \(why.text)"), .problem)
                return []
            }
            // The engine takes that part back.
            let counts = refusal.message.arguments.prefix(2).compactMap { if case .count(let count) = $0 { count } else { nil } }
            if counts.count == 2 {
                if case .acknowledge = command { undoable = (localized("acknowledged \(counts[0]) of \(counts[1])"), world.now) }
                if case .shelve = command { undoable = (localized("shelved \(counts[0]) of \(counts[1])"), world.now) }
            }
            say(named(refusal.message).text, .problem)
            return []
        }
        let done = found?.done ?? command.words(isEnd: false).done
        switch command {
        case .acknowledge, .shelve:
            undoable = (done.prefix { $0 != ";" }.description, world.now)
            // That it can be taken back holds for a moment, and does not wait.
            return told(done)
        case .undo:
            let what = undoable.flatMap { world.now - $0.at <= world.span(of: Policy.undo) ? $0.words : nil }
            undoable = nil
            // One account may have several fronts, and one last act.
            let who = settings.user.isEmpty ? localized("your account") : settings.user
            let back = what ?? localized("what \(who) did elsewhere; the journal names it")
            sayBehind(localized("taken back: \(back)"), .notice)
            return []
        case .run(let run):
            // Another front of the same user may have asked, or this one before its engine ended.
            guard found != nil, let program = prepared.removeValue(forKey: run) else { return [] }
            if !program.isForeground { sayBehind(done, .notice) }
            return [.run(program)]
        default: break
        }
        sayBehind(done, .notice)
        return []
    }
}
