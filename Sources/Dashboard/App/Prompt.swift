import Alarms
import Drawing
import Feed
import Telemetry

/// A question that lies over the screen until it is answered or put away. It keeps the ids it was asked about.
struct Prompt: Sendable {
    enum Purpose: Hashable, Sendable {
        case acknowledge([Int64])
        /// Yes or no; says how many.
        case acknowledgeAll([Int64])
        case comment(Int64)
        case shelve(Int64)
        case outOfService(Host.ID)
        /// Yes or no.
        case returnToService(Host.ID)
        case reveal(Person)
    }
    enum Outcome: Hashable, Sendable {
        case open, closed
        case done(Effect)
    }

    let purpose: Purpose
    private(set) var dialog: Dialog

    /// `rule`: what the alarms have in common, where they are not all that are visible.
    /// - Parameter shelf: how long the engine shelves where nobody says how long.
    init(_ purpose: Purpose, about alarms: [Alarm], user: String, of rule: String? = nil, shelf: Duration = .seconds(3600)) {
        self.purpose = purpose
        let close = KeyBar.Entry("Esc", "leave it")
        var lines = alarms.prefix(1).map { "\($0.shape) \($0.key.host.isEmpty ? "site" : $0.key.host)  \($0.text)" }
        let asWho = user.isEmpty ? "" : " as \(user)"
        let reason = Dialog.Field("Reason", TextField())
        switch purpose {
        case .acknowledge:
            let held = alarms.first.flatMap { $0.standing == .acknowledged ? $0.acknowledgement : nil }
            if let held { lines.append("\(held.author) has it; from now on it holds for another \(Numbers.time(held.expires - held.at))") }
            dialog = Dialog(
                "\(held == nil ? "Acknowledge" : "Extend")\(asWho), with a comment if you like", lines: lines,
                fields: [Dialog.Field("Comment", TextField())],
                keys: KeyBar([.init("Enter", held == nil ? "acknowledge" : "extend"), close]))
        case .acknowledgeAll(let ids):
            lines = alarms.prefix(5).map { "\($0.shape) \($0.key.host.isEmpty ? "site" : $0.key.host)  \($0.text)" }
            if alarms.count > 5 { lines.append("and \(alarms.count - 5) more") }
            dialog = Dialog(
                "Acknowledge all \(ids.count) \(rule.map { "of \"\($0)\"" } ?? "that are visible")\(asWho)?", lines: lines,
                keys: KeyBar([.init("y", "yes, all \(ids.count)"), .init("n", "no")]))
        case .comment:
            dialog = Dialog(
                "Comment" + asWho, lines: lines, fields: [Dialog.Field("Comment", TextField())],
                keys: KeyBar([.init("Enter", "save"), close]))
        case .shelve:
            dialog = Dialog(
                "Shelve" + asWho, lines: lines,
                fields: [reason, Dialog.Field("For", TextField(Numbers.time(shelf), capacity: 20, isSuggested: true))],
                keys: KeyBar([.init("Enter", "shelve"), .init("Tab", "next field"), close]))
        case .outOfService(let host):
            dialog = Dialog(
                "Out of service" + asWho, lines: [host, "its alarms are kept quiet, and its session ends do not count"],
                fields: [reason, Dialog.Field("For", TextField("2 h", capacity: 20, isSuggested: true))],
                keys: KeyBar([.init("Enter", "out of service"), .init("Tab", "next field"), close]))
        case .returnToService(let host):
            dialog = Dialog(
                "Back in service\(asWho)?", lines: [host, "its alarms are told again, and its session ends count again"],
                keys: KeyBar([.init("y", "yes, in service"), .init("n", "no")]))
        case .reveal(let person):
            dialog = Dialog(
                "Show the name" + asWho,
                lines: ["\(person.user) on \(person.host), for 60 s", "who asked, when and why is written to the journal"],
                fields: [reason], keys: KeyBar([.init("Enter", "show it"), close]))
        }
    }

    mutating func handle(_ key: Key) -> Outcome {
        if key == .escape || key == .control("c") { return .closed }
        if let yes {
            switch key {
            case .character("y"), .character("Y"): return .done(.send(yes))
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
            if dialog.fields[dialog.focus].field.handle(key) { dialog.problem = "" }
        }
        return .open
    }

    /// What a yes does, where the question is one of yes or no. Only its own key says yes: any other may have been meant for the list.
    private var yes: Command? {
        switch purpose {
        case .acknowledgeAll(let ids): .acknowledge(ids: ids, comment: "")
        case .returnToService(let host): .returnToService(host: host)
        default: nil
        }
    }

    private mutating func submit() -> Outcome {
        let texts = dialog.fields.map { Prompt.trimmed($0.field.text) }
        switch purpose {
        case .acknowledge(let ids): return .done(.send(.acknowledge(ids: ids, comment: texts.first ?? "")))
        case .acknowledgeAll, .returnToService: return .open
        case .comment(let id):
            guard let text = texts.first, !text.isEmpty else { return refuse("a comment needs words", at: 0) }
            return .done(.send(.comment(id: id, text: text)))
        case .shelve(let id):
            guard let (reason, duration) = reasonAndTime(texts) else { return .open }
            return .done(.send(.shelve(id: id, duration: duration, reason: reason)))
        case .outOfService(let host):
            guard let (reason, duration) = reasonAndTime(texts) else { return .open }
            return .done(.send(.outOfService(host: host, duration: duration, reason: reason)))
        case .reveal(let person):
            guard let reason = texts.first, !reason.isEmpty else { return refuse("a name is only told for a reason", at: 0) }
            return .done(.reveal(user: person.user, host: person.host, reason: reason))
        }
    }
    /// Nil where one of them is missing; then the dialog says which.
    private mutating func reasonAndTime(_ texts: [String]) -> (String, Duration)? {
        guard texts.count == 2, !texts[0].isEmpty else {
            _ = refuse("a reason is needed, so that others know", at: 0)
            return nil
        }
        guard let seconds = TimeSpan.seconds(texts[1]) else {
            _ = refuse("write a time such as 30 min, 2 h or 1 d", at: 1)
            return nil
        }
        return (texts[0], .seconds(seconds))
    }
    private mutating func refuse(_ words: String, at field: Int) -> Outcome {
        dialog.problem = words
        dialog.focus = field
        return .open
    }

    private static func trimmed(_ text: String) -> String {
        var part = Substring(text)
        while part.first?.isWhitespace ?? false { part.removeFirst() }
        while part.last?.isWhitespace ?? false { part.removeLast() }
        return String(part)
    }
}
