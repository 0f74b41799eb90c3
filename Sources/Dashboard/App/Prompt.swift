import Alarms
import Drawing
import Feed
import Telemetry

/// A question that lies over the screen until it is answered or put away. It keeps the ids it was asked about.
struct Prompt: Sendable {
    enum Purpose: Hashable, Sendable {
        case acknowledge
        /// Of what has latched and was seen: it is done with.
        case end
        /// Yes or no; says how many, and which: `that are visible`.
        case acknowledgeAll(String)
        case comment
        case shelve
        /// Of many: yes or no.
        case unshelve
        case startMaintenance
        /// Yes or no.
        case endMaintenance
        /// Yes or no.
        case forget
        case reveal
        /// Yes or no; of the configuration's own commands.
        case run(ProgramRun, CommandRun)

        /// What the fields are for, by the table of verbs.
        var verb: String {
            switch self {
            case .acknowledge, .end: "acknowledge"
            case .acknowledgeAll: "acknowledge-all"
            case .comment: "comment"
            case .shelve: "shelve"
            case .unshelve: "unshelve"
            case .startMaintenance: "maintenance"
            case .endMaintenance: "end-maintenance"
            case .forget: "forget"
            case .reveal: "reveal"
            case .run(let program, _): program.name
            }
        }
    }
    enum Outcome: Hashable, Sendable {
        case open, closed
        case done([Effect])
    }

    let purpose: Purpose
    let selection: Selection
    /// Whose ids they are.
    let engine: EngineID
    /// The alarms as they were when they were asked about, or when it was said that they are others by now.
    private var seen: [Alarm]
    /// The hosts' maintenance, likewise.
    private var windows: [Host.ID: MaintenanceWindow]
    private(set) var dialog: Dialog

    /// - Parameters:
    ///   - note: what more is to be said of what it is about.
    ///   - shelf: how long the engine shelves where nobody says how long.
    init(
        _ purpose: Purpose, about selection: Selection, of engine: EngineID = .unknown, _ alarms: [Alarm] = [],
        windows: [Host.ID: MaintenanceWindow] = [:], note: String = "", user: String, shelf: Duration = .seconds(3600)
    ) {
        self.purpose = purpose
        self.engine = engine
        seen = alarms
        self.windows = windows
        self.selection = selection
        let close = KeyBar.Entry("Esc", localized("leave it"))
        let next = KeyBar.Entry("Tab", localized("next"))
        let asWho = user.isEmpty ? "" : localized(" as \(user)")
        let hosts = Prompt.listed(selection.hosts)
        // One is named below; of many is said how many.
        let many = alarms.count > 1 ? localized(" \(alarms.count) alarms") : ""
        let manyHosts = selection.hosts.count > 1 ? localized("\(selection.hosts.count) hosts") : ""
        var lines = Prompt.listed(alarms)
        let title: String
        let keys: [KeyBar.Entry]
        switch purpose {
        case .acknowledge:
            let held = alarms.count > 1 ? nil : alarms.first.flatMap { $0.standing == .acknowledged ? $0.acknowledgement : nil }
            if let held {
                lines.append(localized("\(held.author) has it; from now on it holds for another \(Numbers.time(held.expires - held.at))"))
            }
            title =
                held == nil
                ? localized("Acknowledge\(many)\(asWho), with a comment if you like")
                : localized("Extend\(many)\(asWho), with a comment if you like")
            keys = [.init("Enter", held == nil ? localized("acknowledge") : localized("extend")), close]
        case .end:
            lines.append(localized("it is over: this takes it out of the list, and the history keeps it"))
            title = localized("End it\(asWho)?")
            keys = [.init("Enter", localized("end it")), close]
        case .acknowledgeAll(let which):
            let count = selection.alarms.count
            title =
                count == 1
                ? localized("Acknowledge the one \(which)\(asWho)?") : localized("Acknowledge all \(count) \(which)\(asWho)?")
            keys = [.init("y", count == 1 ? localized("yes") : localized("yes, all \(count)")), .init("n", localized("no"))]
        case .comment:
            title = many.isEmpty ? localized("Comment\(asWho)") : localized("Comment on\(many)\(asWho)")
            keys = [.init("Enter", localized("save")), close]
        case .shelve:
            title = localized("Shelve\(many)\(asWho)")
            keys = [.init("Enter", localized("shelve")), next, close]
        case .unshelve:
            title = many.isEmpty ? localized("Take it back from the shelf\(asWho)?") : localized("Take\(many) back from the shelf\(asWho)?")
            keys = [.init("y", many.isEmpty ? localized("yes") : localized("yes, all \(alarms.count)")), .init("n", localized("no"))]
        case .startMaintenance:
            title = manyHosts.isEmpty ? localized("Maintenance\(asWho)") : localized("Maintenance of \(manyHosts)\(asWho)")
            lines = hosts + [localized("alarms are kept quiet, and session ends do not count")]
            keys = [.init("Enter", localized("start")), next, close]
        case .endMaintenance:
            title =
                manyHosts.isEmpty
                ? localized("End the maintenance\(asWho)?") : localized("End the maintenance of \(manyHosts)\(asWho)?")
            lines = hosts + [localized("alarms are told again, and session ends count again")]
            keys = [.init("y", localized("yes, end it")), .init("n", localized("no"))]
        case .forget:
            let count = selection.hosts.count
            title = count == 1 ? localized("Forget\(asWho)?") : localized("Forget \(count) hosts\(asWho)?")
            lines =
                hosts + [localized("gone for good: out of the list, and its alarms end; it comes back where its cluster names it again")]
            keys = [.init("y", localized("yes, forget")), .init("n", localized("no"))]
        case .reveal:
            title = localized("Show the name\(asWho)")
            lines = selection.sessions.prefix(1).map { localized("\($0.user) on \($0.host), for 60 s") }
            lines.append(localized("who asked, when and why is written to the journal"))
            keys = [.init("Enter", localized("show it")), close]
        case .run(let program, _):
            title = localized("Run \(program.name)\(asWho)?")
            lines = program.about.isEmpty ? [] : [localized("about \(program.about)")]
            // All of it: the yes is to what is seen.
            lines += wrapped(UserCommand.line(program.arguments), width: 52, atMost: 12)
            lines.append(localized("that it was run, on what and by whom is written to the journal"))
            keys = [.init("y", localized("yes, run it")), .init("n", localized("no"))]
        }
        if !note.isEmpty { lines.append(note) }
        let arguments = purpose == .end ? [] : VerbTable.standard.verb(named: purpose.verb)?.arguments ?? []
        let time = purpose == .startMaintenance ? "2 h" : Numbers.time(shelf)
        dialog = Dialog(title, lines: lines, fields: arguments.map { Prompt.field($0, time: time) }, keys: KeyBar(keys))
    }
    /// One below the other, their hosts in one column.
    private static func listed(_ alarms: [Alarm]) -> [String] {
        let width = alarms.map { columns($0.shape) }.max() ?? 0
        return listed(
            alarms.map { alarm in
                let shape = alarm.shape + String(repeating: " ", count: width - columns(alarm.shape))
                return "\(shape) \(alarm.key.host.isEmpty ? localized("site") : alarm.key.host)  \(alarm.text)"
            })
    }
    /// The first ones, and how many there are besides.
    private static func listed(_ lines: [String]) -> [String] {
        lines.count > 5 ? lines.prefix(5) + [localized("and \(lines.count - 5) more")] : lines
    }
    private static func field(_ argument: Verb.Argument, time: String) -> Dialog.Field {
        switch argument {
        case .comment, .words: Dialog.Field(localized("Comment"), TextField(capacity: Command.longestWords))
        case .reason: Dialog.Field(localized("Reason"), TextField(capacity: Command.longestWords))
        case .time: Dialog.Field(localized("For", "field"), TextField(time, capacity: 20, isSuggested: true))
        }
    }

    /// Goes with it where there is no field to write it into.
    private var comment = ""

    /// Writes into the first field, as if it had been typed; of a question without one it is the comment.
    mutating func fill(_ words: String) {
        guard !dialog.fields.isEmpty else {
            comment = String(TextField(words, capacity: Command.longestWords).text.trimmed)
            addComment()
            return
        }
        _ = dialog.fields[0].field.handle(.paste(words))
        dialog.problem = dialog.fields[0].field.problem ?? ""
    }
    private mutating func addComment() { if !comment.isEmpty { dialog.lines.append(localized("with the comment \"\(comment)\"")) } }

    mutating func handle(_ key: Key) -> Outcome {
        if key == .escape || key == .control("c") { return .closed }
        if let yes {
            switch key {
            case .character("y"), .character("Y"): return .done(yes)
            case .character("n"), .character("N"), .character("q"): return .closed
            default: return .open
            }
        }
        let count = dialog.fields.count
        switch key {
        case .enter: return submit()
        case .tab, .down: dialog.focus = (dialog.focus + 1) % max(count, 1)
        case .backTab, .up: dialog.focus = (dialog.focus + count - 1) % max(count, 1)
        default:
            guard dialog.focus < count else { return .open }
            guard dialog.fields[dialog.focus].field.handle(key) else { return .open }
            dialog.problem = dialog.fields[dialog.focus].field.problem ?? ""
        }
        return .open
    }

    /// A click on a field.
    mutating func point(at field: Int) { if dialog.fields.indices.contains(field) { dialog.focus = field } }

    /// What a yes does, where the question is one of yes or no. Only its own key says yes: any other may have been meant for the list.
    private var yes: [Effect]? {
        switch purpose {
        case .acknowledgeAll: [.send(.acknowledge(ids: selection.alarms, comment: comment))]
        case .unshelve: [.send(.unshelve(ids: selection.alarms))]
        case .endMaintenance: selection.hosts.map { .send(.endMaintenance(host: $0)) }
        case .forget: selection.hosts.map { .send(.forget(host: $0)) }
        case .run(_, let run): [.send(.run(run))]
        default: nil
        }
    }

    private mutating func submit() -> Outcome {
        let texts = dialog.fields.map { String($0.field.text.trimmed) }
        switch purpose {
        case .acknowledge: return .done([.send(.acknowledge(ids: selection.alarms, comment: texts.first ?? ""))])
        case .end: return .done([.send(.acknowledge(ids: selection.alarms, comment: comment))])
        case .acknowledgeAll, .unshelve, .endMaintenance, .forget, .run: return .open
        case .comment:
            guard let text = texts.first, !text.isEmpty else { return refuse(localized("a comment needs words"), at: 0) }
            return .done([.send(.comment(ids: selection.alarms, text: text))])
        case .shelve:
            guard let (reason, duration) = reasonAndTime(texts) else { return .open }
            return .done([.send(.shelve(ids: selection.alarms, duration: duration, reason: reason))])
        case .startMaintenance:
            guard let (reason, duration) = reasonAndTime(texts) else { return .open }
            return .done(selection.hosts.map { .send(.startMaintenance(host: $0, duration: duration, reason: reason)) })
        case .reveal:
            guard let reason = texts.first, !reason.isEmpty else { return refuse(localized("a name is only told for a reason"), at: 0) }
            return .done(selection.sessions.map { .reveal(user: $0.user, host: $0.host, reason: reason) })
        }
    }
    /// What can be typed is at most a month; the engine may allow less.
    private static let longest = Duration.seconds(30 * 86_400)

    /// Nil where one of them is missing; then the dialog says which.
    private mutating func reasonAndTime(_ texts: [String]) -> (String, Duration)? {
        guard texts.count == 2, !texts[0].isEmpty else {
            _ = refuse(localized("a reason is needed, so that others know"), at: 0)
            return nil
        }
        guard let time = Duration(words: texts[1]), (.seconds(1)...Self.longest).contains(time) else {
            _ = refuse(localized("write a time such as 30 min, 2 h or 1 d"), at: 1)
            return nil
        }
        return (texts[0], time)
    }
    /// Where somebody says to have seen an alarm that is another one by now, or would undo what another one did meanwhile, he looks first:
    /// what is wrong with which, and nil where all are as they were, and where it matters to nobody.
    mutating func catchUp(with now: [Alarm], _ windowsNow: [Host.ID: MaintenanceWindow]) -> String? {
        let changes: [String]
        let before = Dictionary(seen.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        switch purpose {
        case .acknowledge, .acknowledgeAll, .end, .shelve:
            changes = now.compactMap { alarm in before[alarm.id].flatMap { alarm.isOther(than: $0) } }
        case .unshelve: changes = now.compactMap { alarm in before[alarm.id].flatMap { alarm.isShelvedAnew(since: $0) } }
        case .startMaintenance, .endMaintenance:
            let old = windows
            windows = windowsNow
            changes = windowsNow.filter { old[$0] != $1 }.sorted { $0.key < $1.key }
                .map { localized("\($1.author) has put \($0) into maintenance meanwhile") }
        case .comment, .forget, .reveal, .run: return nil
        }
        guard let first = changes.first else { return nil }
        if !now.isEmpty {
            seen = now
            dialog.lines = Prompt.listed(now)
            addComment()
        }
        return changes.count == 1
            ? localized("not yet: \(first); once more does it")
            : localized("not yet: \(changes.count) of them have changed; once more does it")
    }

    /// Nothing was done, and why; what was typed stays.
    mutating func refuse(_ words: String) { dialog.problem = words }
    private mutating func refuse(_ words: String, at field: Int) -> Outcome {
        dialog.problem = words
        dialog.focus = field
        return .open
    }
}

extension Alarm {
    /// Why it should be looked at before somebody says to have seen it; nil where nothing of it matters.
    fileprivate func isOther(than before: Alarm) -> String? {
        if severity > before.severity { return localized("it is critical now") }
        // What extends the one ends the other.
        let (isOver, wasOver) = (phase == .latchedAcknowledged, before.phase == .latchedAcknowledged)
        if isOver != wasOver { return isOver ? localized("it is over now") : localized("it is there again") }
        if let holder = acknowledgement, holder != before.acknowledgement {
            return localized("\(holder.author) has acknowledged it meanwhile")
        }
        return isShelvedAnew(since: before)
            ?? (isInMaintenance && !before.isInMaintenance ? localized("its host is in maintenance now") : nil)
    }
    fileprivate func isShelvedAnew(since before: Alarm) -> String? {
        shelf.flatMap { $0 == before.shelf ? nil : localized("\($0.author) has shelved it meanwhile") }
    }
}
