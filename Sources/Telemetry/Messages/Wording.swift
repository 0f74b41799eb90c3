import Synchronization

/// Messages in one language. A second language is a second one of these: a table beside the English texts, the names of what is measured,
/// and which plural a count takes.
public struct Wording: Sendable {
    private let templates: Templates
    let nouns: [Metric.ID: String]
    /// Before the last of several.
    let and: String
    let pluralForm: @Sendable (Int) -> Int
    init(texts: [Message.ID: String], nouns: [Metric.ID: String], and: String, pluralForm: @escaping @Sendable (Int) -> Int) {
        templates = Templates(texts)
        self.nouns = nouns
        self.and = and
        self.pluralForm = pluralForm
    }

    public static let english = Wording(
        texts: Dictionary(MessageCatalogue.all.map { ($0.id, $0.english) }, uniquingKeysWith: { first, _ in first }),
        nouns: Dictionary(WatchedNumber.all.map { ($0.metric.id, $0.noun) }, uniquingKeysWith: { first, _ in first }),
        and: " and ", pluralForm: { $0 == 1 ? 0 : 1 })

    /// Of a number, in the middle of a sentence: `CPU wait`. One that nobody has named goes by its id.
    public func noun(of metric: Metric.ID) -> String { nouns[metric] ?? metric }

    public func knows(_ message: Message) -> Bool { templates[message.id] != nil }

    /// What this language has no text for, since a newer engine says it, is told by its id and its arguments.
    public func text(of message: Message) -> String { text(of: message, depth: 0) }

    /// Deeper than anything of ours.
    private static let deepest = 8

    private func text(of message: Message, depth: Int) -> String {
        guard depth < Self.deepest else { return "…" }
        guard let template = templates[message.id] else {
            let told = message.arguments.compactMap { write($0, style: "", depth: depth) }
            return told.isEmpty ? message.id : message.id + ": " + told.joined(separator: ", ")
        }
        return write(template.parts, message.arguments, depth: depth) ?? ""
    }

    /// Nil where an argument is not there; outside of brackets its place stays empty.
    private func write(_ parts: [Template.Part], _ arguments: [Message.Argument], depth: Int, isInside: Bool = false) -> String? {
        var out = ""
        for part in parts {
            switch part {
            case .literal(let text): out += text
            case .argument(let index, let style):
                let written = arguments.indices.contains(index) ? write(arguments[index], style: style, depth: depth) : nil
                if isInside, written == nil { return nil }
                out += written ?? ""
            case .plural(let index, let forms):
                guard arguments.indices.contains(index), case .count(let count) = arguments[index], !forms.isEmpty else {
                    if isInside { return nil }
                    continue
                }
                out += forms[min(max(pluralForm(count), 0), forms.count - 1)].replacing("#", with: String(count))
            case .optional(let inner): out += write(inner, arguments, depth: depth, isInside: true) ?? ""
            }
        }
        return out
    }

    private func write(_ argument: Message.Argument, style: String, depth: Int) -> String? {
        switch argument {
        case .none: return nil
        case .text(let text), .raw(let text), .host(let text): return text
        case .marked(let line): return line.text
        case .count(let count): return String(count)
        case .number(let number, let unit): return unit.isEmpty ? number.short : number.short + " " + unit
        case .duration(let duration):
            switch style {
            case "s": return duration.text(.seconds)
            case "min": return duration.text(.minutes)
            case "exact": return duration.text(.exact)
            default: return duration.text(.rough)
            }
        case .moment(let moment): return moment.rfc3339
        case .metric(let metric): return noun(of: metric)
        case .message(let message): return text(of: message, depth: depth + 1)
        case .messages(let messages):
            let texts = messages.map { text(of: $0, depth: depth + 1) }
            guard style == "&", let last = texts.last, texts.count > 1 else {
                return texts.joined(separator: style.isEmpty || style == "&" ? ", " : style)
            }
            return texts.dropLast().joined(separator: ", ") + and + last
        }
    }
}

/// Texts by id, each taken apart when it is first said: all of them at once would take a command longer than all else that it does.
private final class Templates: Sendable {
    private let texts: [Message.ID: String]
    private let known = Mutex<[Message.ID: Template]>([:])

    init(_ texts: [Message.ID: String]) { self.texts = texts }

    subscript(id: Message.ID) -> Template? {
        if let template = known.withLock({ $0[id] }) { return template }
        guard let template = texts[id].flatMap({ Template($0) }) else { return nil }
        known.withLock { $0[id] = template }
        return template
    }
}
