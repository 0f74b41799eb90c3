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
    }
    enum Outcome: Hashable, Sendable {
        case open, closed
        case done(Command)
    }

    let purpose: Purpose
    private(set) var dialog: Dialog

    init(_ purpose: Purpose, about alarms: [Alarm], user: String) {
        self.purpose = purpose
        let close = KeyBar.Entry("Esc", "leave it")
        var lines = alarms.prefix(1).map { "\($0.shape) \($0.key.host.isEmpty ? "site" : $0.key.host)  \($0.text)" }
        let asWho = user.isEmpty ? "" : " as \(user)"
        switch purpose {
        case .acknowledge:
            dialog = Dialog(
                "Acknowledge\(asWho), with a comment if you like", lines: lines, fields: [Dialog.Field("Comment", TextField())],
                keys: KeyBar([.init("Enter", "acknowledge"), close]))
        case .acknowledgeAll(let ids):
            lines = alarms.prefix(5).map { "\($0.shape) \($0.key.host.isEmpty ? "site" : $0.key.host)  \($0.text)" }
            if alarms.count > 5 { lines.append("and \(alarms.count - 5) more") }
            dialog = Dialog(
                "Acknowledge all \(ids.count) that are visible\(asWho)?", lines: lines,
                keys: KeyBar([.init("y", "yes, all \(ids.count)"), .init("n", "no")]))
        case .comment:
            dialog = Dialog(
                "Comment" + asWho, lines: lines, fields: [Dialog.Field("Comment", TextField())],
                keys: KeyBar([.init("Enter", "save"), close]))
        case .shelve:
            dialog = Dialog(
                "Shelve" + asWho, lines: lines,
                fields: [Dialog.Field("Reason", TextField()), Dialog.Field("For", TextField("1 h", capacity: 20))],
                keys: KeyBar([.init("Enter", "shelve"), .init("Tab", "next field"), close]))
        }
    }

    mutating func handle(_ key: Key) -> Outcome {
        if key == .escape || key == .control("c") { return .closed }
        if case .acknowledgeAll(let ids) = purpose {
            switch key {
            case .character("y"), .character("Y"), .character("j"): return .done(.acknowledge(ids: ids, comment: ""))
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

    private mutating func submit() -> Outcome {
        let texts = dialog.fields.map { Prompt.trimmed($0.field.text) }
        switch purpose {
        case .acknowledge(let ids): return .done(.acknowledge(ids: ids, comment: texts.first ?? ""))
        case .acknowledgeAll: return .open
        case .comment(let id):
            guard let text = texts.first, !text.isEmpty else { return refuse("a comment needs words", at: 0) }
            return .done(.comment(id: id, text: text))
        case .shelve(let id):
            guard texts.count == 2, !texts[0].isEmpty else { return refuse("a reason is needed, so that others know", at: 0) }
            guard let seconds = TimeSpan.seconds(texts[1]) else { return refuse("write a time such as 30 min, 2 h or 1 d", at: 1) }
            return .done(.shelve(id: id, duration: .seconds(seconds), reason: texts[0]))
        }
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
