import Drawing
import Feed
import Telemetry

extension VerbTable {
    static let words: [Verb] = [
        Verb(
            "reload", [], ":reload", "let the engine read its configuration again", for: .operator, changes: true,
            .app { _ in [.send(.reload)] }),
        Verb("theme", [], ":theme", "another theme, shown while its name is typed", takes: .theme, .named { $0.use(theme: $1) }),
        Verb("set", [], ":set", "graphs block, graphs braille or graphs ascii", takes: .setting, .named { $0.set($1) }),
        Verb("view", [], ":view", "a screen as it was kept under this name", takes: .view, .named { $0.show(view: $1) }),
        Verb("keep", [], ":keep", "keep this screen, its filter and order as a view", takes: .newView, .named { $0.keep(view: $1) }),
    ]
}

/// What the dashboard does with a line behind `:`.
extension App {
    /// The newest is the last.
    private static let longestHistory = 50

    var paletteWords: PaletteWords {
        PaletteWords(
            verbs: verbs.verbs(on: shown, for: settings.access), hosts: context.summary.rows.map(\.host.id), themes: settings.themes,
            views: allViews.keys.sorted())
    }
    mutating func openPalette() -> [Effect] { lay(.palette(Palette(paletteWords))) }

    mutating func press(_ key: Key, in palette: Palette) -> [Effect] {
        var palette = palette
        let outcome = palette.handle(key, paletteWords, history: history)
        return take(outcome, of: palette)
    }
    mutating func point(at row: Int, in palette: Palette) -> [Effect] {
        var palette = palette
        let outcome = palette.choose(row, paletteWords)
        return take(outcome, of: palette)
    }
    private mutating func take(_ outcome: Palette.Outcome, of palette: Palette) -> [Effect] {
        switch outcome {
        case .open:
            overlay = .palette(palette)
            return preview(palette)
        case .closed:
            overlay = nil
            return preview(nil)
        case .run(let line):
            overlay = nil
            let effects = run(line)
            if effects.contains(where: { if case .useTheme = $0 { true } else { false } }) {
                previewed = nil
                return effects
            }
            return preview(nil) + effects
        }
    }
    /// The theme that the line names, or that alone it can become, is shown at once; else the one before.
    private mutating func preview(_ palette: Palette?) -> [Effect] {
        var wanted: String?
        if let palette, case (let name, let words) = PaletteWords.parts(of: palette.field.text), name == "theme" {
            wanted = settings.themes.first { $0 == words }
            if wanted == nil, !words.isEmpty, palette.completions.count == 1 { wanted = palette.completions[0].label }
        }
        guard wanted != previewed else { return [] }
        previewed = wanted
        return [.previewTheme(wanted)]
    }

    mutating func run(_ line: String) -> [Effect] {
        let (name, words) = PaletteWords.parts(of: line)
        let text = String(line.drop { $0 == " " || $0 == ":" })
        history.removeAll { $0 == text }
        history = history.suffix(App.longestHistory - 1) + [text]
        if let verb = verbs.all.first(where: { $0.isCalled(name) }) { return run(verb, words) }
        switch Meant(name, among: verbs.all.map(\.name)) {
        case .name(let name): return verbs.verb(named: name).map { run($0, words) } ?? []
        case .nothing(let nearest):
            let cure = nearest.map { localized("the nearest is \($0)") } ?? localized("Tab lists them")
            return told(localized("no command \(name.prefix(30)); \(cure)"))
        }
    }
    private mutating func run(_ verb: Verb, _ words: String) -> [Effect] {
        guard words.isEmpty || verb.takesWords else { return told(localized("\(verb.name) takes no words")) }
        let effects = perform(verb, words)
        if !verb.arguments.isEmpty, !words.isEmpty, case .prompt(var prompt)? = overlay {
            prompt.fill(words)
            overlay = .prompt(prompt)
        }
        return effects
    }

    // MARK: Verbs that take a word

    mutating func show(host word: String) -> [Effect] {
        guard !word.isEmpty else { return show(.host) }
        switch Meant(word, among: context.summary.rows.map(\.host.id)) {
        case .name(let host): openHost(host)
        case .nothing(let nearest): return told(unknown(localized("host"), word, nearest))
        }
        return []
    }
    mutating func use(theme word: String) -> [Effect] {
        guard !word.isEmpty else { return told(localized("themes: \(settings.themes.joined(separator: " "))")) }
        // A file of somebody's own.
        if word.contains("/") { return [.useTheme(word)] }
        switch Meant(word, among: settings.themes) {
        case .name(let name): return [.useTheme(name)]
        case .nothing(let nearest): return told(unknown(localized("theme"), word, nearest))
        }
    }
    mutating func set(_ words: String) -> [Effect] {
        let wanted = words.split(separator: " ").joined(separator: " ")
        guard case .name(let setting) = Meant(wanted, among: DisplaySettings.Setting.all) else {
            return told(localized("can be set: \(DisplaySettings.Setting.all.joined(separator: ", "))"))
        }
        return told(settings.choose(setting))
    }
    mutating func show(view word: String) -> [Effect] {
        guard !word.isEmpty else {
            let names = allViews.keys.sorted()
            return told(
                names.isEmpty
                    ? localized("no view is kept; :keep NAME keeps this one") : localized("views: \(names.joined(separator: " "))"))
        }
        switch Meant(word, among: allViews.keys.sorted()) {
        case .name(let name): return allViews[name].map { recall($0) } ?? []
        case .nothing(let nearest): return told(unknown(localized("view"), word, nearest))
        }
    }
    /// Until it is left; no more than fifty.
    mutating func keep(view word: String) -> [Effect] {
        guard !word.isEmpty else { return told(localized("a view needs a name: :keep NAME")) }
        guard views.count < 50 || views[word] != nil else { return told(localized("fifty views are kept: no more")) }
        views[word] = memory(of: shown)
        return told(localized("kept until you leave; :view \(word) brings it back"))
    }
    private func unknown(_ kind: String, _ word: String, _ nearest: String?) -> String {
        localized("no \(kind) \(word.prefix(40))") + (nearest.map { localized("; the nearest is \($0)") } ?? "")
    }
}
