import Telemetry

/// What can be written behind `:`: the verbs that work here, and the configuration's own words.
struct PaletteWords: Sendable {
    let verbs: [Verb]
    var hosts: [Host.ID] = []
    var themes: [String] = []
    var views: [String] = []

    /// What a line could become.
    struct Completion: Hashable, Sendable {
        let line: String
        let label: String
        let note: String
    }
    private static let most = 100

    /// `host hv-1` is the verb and what stands behind it.
    static func parts(of line: String) -> (name: String, words: String) {
        let text = line.drop { $0 == " " || $0 == ":" }
        let name = text.prefix { $0 != " " }
        return (String(name), String(text[name.endIndex...].drop { $0 == " " }))
    }

    /// Whether a word has to stand behind the verb; what a question asks for is asked then.
    func needsMore(_ line: String) -> Bool {
        let (name, words) = PaletteWords.parts(of: line)
        return words.isEmpty && verbs.first { $0.isCalled(name) }?.operand != nil
    }
    func options(of operand: Verb.Operand) -> [String] {
        switch operand {
        case .host: hosts
        case .theme: themes
        case .view: views
        case .setting: DisplaySettings.Setting.all
        case .newView, .time: []
        }
    }

    /// Those that begin with what stands there, then those that hold it.
    func completions(of line: String) -> [Completion] {
        let (name, words) = PaletteWords.parts(of: line)
        guard line.drop(while: { $0 == " " || $0 == ":" }).contains(" ") else {
            return PaletteWords.ranked(verbs, by: name) { $0.name }.map {
                Completion(
                    line: $0.name + ($0.takesWords ? " " : ""), label: $0.name,
                    note: $0.shown.hasPrefix(":") ? $0.meaning : "\($0.shown)  \($0.meaning)")
            }
        }
        guard let verb = verbs.first(where: { $0.isCalled(name) }), let operand = verb.operand else { return [] }
        return PaletteWords.ranked(options(of: operand), by: words) { $0 }.map { Completion(line: "\(name) \($0)", label: $0, note: "") }
    }
    private static func ranked<Item>(_ items: [Item], by typed: String, name: (Item) -> String) -> [Item] {
        let wanted = typed.lowercased()
        var (first, then): ([Item], [Item]) = ([], [])
        for item in items where first.count < most {
            let text = name(item).lowercased()
            if text.hasPrefix(wanted) { first.append(item) } else if then.count < most, text.contains(wanted) { then.append(item) }
        }
        return Array((first + then).prefix(most))
    }
}

extension Verb {
    /// What may stand behind its name.
    enum Operand: Hashable, Sendable { case host, theme, setting, view, newView, time }

    func isCalled(_ word: String) -> Bool { name == word || also == word }
    var takesWords: Bool { operand != nil || !arguments.isEmpty }
}
