import Alarms
import Drawing
import Feed
import Telemetry

/// From keys to verbs: an overlay first, then the table, which says who does it.
extension App {
    mutating func press(_ key: Key) -> [Effect] {
        message = nil
        if overlay != nil { return pressOverOverlay(key) }
        if case .paste = key {
            say(localized("what is pasted is text and no keys: nothing was done"), .notice)
            return []
        }
        return verbs.verb(for: key, on: shown).map { perform($0) } ?? []
    }

    /// - Parameter words: what stands behind its name.
    mutating func perform(_ verb: Verb, _ words: String = "") -> [Effect] {
        guard verb.works(on: shown) else {
            say(localized("\(verb.shown) does nothing on \(shown.title); \(VerbTable.key("help")) lists what works here"), .notice)
            return []
        }
        guard verb.access <= settings.access else {
            say(localized("\(verb.shown) is for \(verb.access.plural)"), .notice)
            return []
        }
        if let refusal = refusalInPast(of: verb) {
            say(refusal, .problem)
            return []
        }
        if verb.name != "worst" { worstSeen = [] }
        switch verb.deed {
        case .app(let deed): return deed(&self)
        case .named(let deed): return deed(&self, words)
        case .screen(let action): return pass(action)
        }
    }

    /// Lets the screen do it, and does what the screen asks for.
    mutating func pass(_ action: Action) -> [Effect] {
        // Moving by keys brings the selected row back to the middle.
        if action != .open { focus.pointed = nil }
        var context = context
        let requests = screens[shown.place].handle(action, in: &context)
        focus = context.focus
        for request in requests {
            switch request {
            case .show(let name):
                show(name, remembering: true)
                guard name == .alarms, action == .open else { continue }
                unhide(focus.alarm)
                if cursorSelection.fold != nil { _ = pass(.open) }
                _ = pass(.open)
            case .say(let text): say(text, .notice)
            }
        }
        return []
    }

    mutating func pressOverOverlay(_ key: Key) -> [Effect] {
        switch overlay {
        case nil: break
        case .help(var help):
            guard let verb = verbs.verb(for: key, on: shown) else { break }
            if Help.closing.contains(verb.name) {
                overlay = nil
            } else if verb.name == "redraw" {
                return [.redrawAll]
            } else {
                help.scrolled = min(max(help.scrolled + (verb.action?.step ?? 0), 0), help.mostScrolled(in: context.body))
                overlay = .help(help)
            }
        case .prompt(var prompt):
            if key == .control("l") { return [.redrawAll] }
            switch prompt.handle(key) {
            case .open: overlay = .prompt(prompt)
            case .closed: overlay = nil
            case .done(let effects):
                // What was typed waits until its engine is back; the alarms of another one only have the same numbers.
                let isAnother = prompt.engine.isKnown && prompt.engine != engine
                if world.connection != .attached {
                    prompt.refuse(localized("no engine is here now; this stays until you leave it"))
                } else if isAnother {
                    prompt.refuse(localized("not done: another engine is here now, and this is about what the former one showed"))
                } else if let change = prompt.catchUp(
                    with: summary.alarms.alarms(prompt.selection.alarms), summary.windows(of: prompt.selection.hosts, at: world.now))
                {
                    prompt.refuse(change)
                } else {
                    overlay = nil
                    unmark(prompt.selection)
                    return effects
                }
                overlay = .prompt(prompt)
                return []
            }
        case .switcher(var switcher):
            switch switcher.handle(key, summary: context.summary) {
            case .open: overlay = .switcher(switcher)
            case .closed: overlay = nil
            case .chosen(let place):
                overlay = nil
                go(to: place)
            }
        case .palette(let palette): return press(key, in: palette)
        case .since(let card): return press(key, in: card)
        case .time(let field): return press(key, in: field)
        case .filter(var field):
            switch key {
            case .escape, .control("c"):
                filters[shown] = nil
                overlay = nil
            case .enter:
                // What is wrong with it stands beside it.
                if focus.query.problem == nil { overlay = nil }
            case .up, .down: return pass(key == .up ? .up : .down)
            default:
                _ = field.handle(key)
                filters[shown] = field.text.lowercased()
                overlay = .filter(field)
            }
        }
        return []
    }
}
