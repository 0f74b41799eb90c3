import Synchronization

/// What Warte says, in one language: messages, and what screens write themselves.
///
/// English stands in the code; another language is what translators made of it (`TranslationFile`), and what has no translation stays
/// English.
public final class Wording: Sendable {
    public let languages: Languages
    private let translation: TranslationFile?
    /// Taken apart when it is first said: all of them at once would take a command longer than all else that it does.
    private let templates = Mutex<[Message.ID: Template]>([:])
    private let labels = Mutex<[String: String]>([:])

    /// Whether whoever reads it has no letters but those of ASCII.
    public let isASCII: Bool

    /// - Parameters:
    ///   - translation: nil for English words.
    ///   - isASCII: whoever reads it has no letters but these, so that others are written as they always were on such machines.
    public init(_ languages: Languages, _ translation: TranslationFile?, isASCII: Bool = false) {
        self.languages = languages
        self.translation = translation
        self.isASCII = isASCII
    }

    public static let english = Wording(Languages(all: .english), nil)

    private static let texts: [Message.ID: String] = Dictionary(
        MessageCatalogue.all.map { ($0.id, $0.english) }, uniquingKeysWith: { first, _ in first })
    static let nouns: [Metric.ID: String] = Dictionary(
        WatchedNumber.all.map { ($0.metric.id, $0.noun) }, uniquingKeysWith: { first, _ in first })

    /// Of a number, in the middle of a sentence: `CPU wait`. One that nobody has named goes by its id.
    public func noun(of metric: Metric.ID) -> String {
        guard let noun = Self.nouns[metric] else { return metric }
        return translated(noun, "metric." + metric)
    }

    /// Whether it is one of ours, in whatever language.
    public static func knows(_ message: Message) -> Bool { texts[message.id] != nil }

    /// What a screen writes.
    /// - Parameter context: tells apart what English has one word for.
    public func label(_ english: String, _ context: String = "") -> String {
        guard translation != nil else { return english }
        let key = context.isEmpty ? english : context + "\u{4}" + english
        if let label = labels.withLock({ $0[key] }) { return label }
        let label = translated(english, context)
        labels.withLock { $0[key] = label }
        return label
    }

    /// Of a count: which of two words goes with it, by the language's own rule.
    func counted(_ number: Int, _ one: String, _ many: String) -> String {
        var words = label(one + "|" + many, "count").split(separator: "|")
        // A file of translations may hold anything.
        if words.isEmpty { words = [one[...], many[...]] }
        return "\(number) \(words[min(languages.words.pluralForm(number), words.count - 1)])"
    }

    /// A screen's text with places for what stands in it; nil where it has no translation that can be used.
    func text(_ key: String, _ context: String, _ arguments: [String]) -> String? {
        let known = context.isEmpty ? key : context + "\u{4}" + key
        guard let template = templates.withLock({ $0[known] }) ?? found(key, context).flatMap({ Template($0) }) else { return nil }
        templates.withLock { $0[known] = template }
        return write(template.parts, arguments.map { .text($0) }, depth: 0)
    }

    /// Its words are those of the code.
    var isPlain: Bool { translation == nil }

    private func translated(_ english: String, _ context: String) -> String { found(english, context) ?? english }

    private func found(_ english: String, _ context: String) -> String? {
        guard let text = translation?[english, context] else { return nil }
        return isASCII ? Self.transliterated(text) : text
    }

    /// DIN 5007-2 has the two letters; the rest is what typewriters had.
    static func transliterated(_ text: String) -> String {
        let letters: [Unicode.Scalar: String] = [
            "ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "…": "...", "·": "-",
        ]
        return String(text.unicodeScalars.flatMap { letters[$0].map { Array($0) } ?? [Character($0)] })
    }

    private func template(_ id: Message.ID) -> Template? {
        if let template = templates.withLock({ $0[id] }) { return template }
        guard let english = Self.texts[id], let template = Template(translated(english, id)) ?? Template(english) else { return nil }
        templates.withLock { $0[id] = template }
        return template
    }

    /// What is in no catalogue, since a newer engine says it, is told by its id and its arguments.
    public func text(of message: Message) -> String { text(of: message, depth: 0) }

    /// Deeper than anything of ours.
    private static let deepest = 8

    private func text(of message: Message, depth: Int) -> String {
        guard depth < Self.deepest else { return "…" }
        guard let template = template(message.id) else {
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
                out += forms[min(languages.words.pluralForm(count), forms.count - 1)].replacing("#", with: String(count))
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
        case .number(let number, let unit):
            let digits = languages.numbers.spelled(number.short)
            return unit.isEmpty ? digits : digits + " " + unit
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
            return texts.dropLast().joined(separator: ", ") + translated(" and ", "list") + last
        }
    }
}
