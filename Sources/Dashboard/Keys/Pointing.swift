import Drawing
import Telemetry

/// What a mouse does: it chooses what is seen, and does what keys do there.
extension App {
    private static let wheelStep = 3

    mutating func toggleMouse() -> [Effect] {
        settings.toggleMouse()
        say(
            settings.usesMouse
                ? localized("mouse on: with Shift most terminals select text all the same")
                : localized("mouse off: the terminal selects text"),
            .notice)
        return [.useMouse(settings.usesMouse)]
    }

    /// Nothing where nothing is drawn, or where no frame was reported as shown.
    mutating func point(_ mouse: Mouse) -> [Effect] {
        guard settings.usesMouse, let seen else { return [] }
        let spot = seen.last { $0.area.holds(x: mouse.x, y: mouse.y) }
        guard mouse.deed == .click else { return turnWheel(mouse.deed == .wheelUp ? -App.wheelStep : App.wheelStep, over: spot, of: seen) }
        message = nil
        switch spot?.thing {
        case .key(let word): return derive() + press(shown: word)
        case .rows(let list, let first, let count, _):
            guard let spot else { return [] }
            let row = mouse.y - spot.area.y
            return choose(first + row < count ? first + row : nil, of: list, at: row)
        case .list(let list): return choose(nil, of: list, at: 0)
        case .head(let list, let column):
            guard closeFilter() else { return [] }
            screens[shown.place].sort(by: column, of: list)
            return []
        case .cover, nil: return []
        }
    }

    private mutating func choose(_ row: Int?, of list: String, at seat: Int) -> [Effect] {
        switch overlay {
        case .help, .time, .since: return []
        case .prompt(var prompt):
            prompt.point(at: row ?? -1)
            overlay = .prompt(prompt)
            return []
        case .switcher(let switcher):
            guard let row, case .chosen(let place) = switcher.chosen(in: row, summary: context.summary) else { return [] }
            overlay = nil
            go(to: place)
            return []
        case .palette(let palette): return row.map { point(at: $0, in: palette) } ?? []
        case .filter, nil:
            guard closeFilter() else { return [] }
            let standing = stand(on: row, of: list, at: seat)
            let selected = screens[shown.place].selection(in: context)
            let effects = derive()
            // What has come since it was painted may stand there now.
            guard standing == .already, screens[shown.place].selection(in: context) == selected else { return effects }
            return effects + (verbs.verb(named: "open").map { perform($0) } ?? [])
        }
    }

    private enum Standing { case already, now, nowhere }

    /// Where no cursor can be, as on the name of an area, nothing moves.
    private mutating func stand(on row: Int?, of list: String, at seat: Int) -> Standing {
        var context = context
        let before = screens[shown.place].place(in: context)
        let isThere = screens[shown.place].point(at: row, of: list, in: &context)
        focus = context.focus
        guard isThere || row != nil && screens[shown.place].place(in: context) != before else { return .nowhere }
        focus.pointed = Focus.Pointed(list: list, row: seat)
        return isThere ? .already : .now
    }

    /// What was typed stays in force; false where that cannot be.
    private mutating func closeFilter() -> Bool {
        guard case .filter = overlay else { return true }
        if focus.query.problem == nil { overlay = nil }
        return overlay == nil
    }

    /// As if the key had been pressed that is written there.
    private mutating func press(shown word: String) -> [Effect] {
        switch overlay {
        case .help:
            overlay = nil
            if let verb = verb(shown: word), Help.closing.contains(verb.name) { return [] }
        case .filter: guard closeFilter() else { return [] }
        case .prompt, .switcher, .palette, .time, .since: return Key(shown: word).map { pressOverOverlay($0) } ?? []
        case nil: break
        }
        return verb(shown: word).map { perform($0) } ?? []
    }
    private func verb(shown word: String) -> Verb? { verbs.verbs(on: shown, for: settings.access).first { $0.shown == word } }

    /// The list moves, and its cursor only where it would go out of sight.
    private mutating func turnWheel(_ step: Int, over spot: Spot?, of seen: [Spot]) -> [Effect] {
        let (forth, key): (Action, Key) = step > 0 ? (.down, .down) : (.up, .up)
        switch overlay {
        case .help(var help):
            help.scrolled = min(max(help.scrolled + step, 0), help.mostScrolled(in: context.body))
            overlay = .help(help)
            return []
        case .prompt, .time: return []
        case .since, .switcher: return pressOverOverlay(key)
        case .palette: return pressOverOverlay(step > 0 ? .tab : .backTab)
        case .filter, nil: break
        }
        switch spot?.thing {
        case .list("text"):
            for _ in 0..<abs(step) { _ = pass(forth) }
        case .rows(let list, let first, let count, let selected):
            scroll(list, (first, count, selected), rows: spot?.area.height ?? 0, by: step)
        case .head(let list, _), .list(let list):
            for case let other in seen {
                guard case .rows(list, let first, let count, let selected) = other.thing else { continue }
                scroll(list, (first, count, selected), rows: other.area.height, by: step)
            }
        case .key, .cover, nil: break
        }
        return []
    }
    private mutating func scroll(_ list: String, _ now: (first: Int, count: Int, selected: Int?), rows: Int, by step: Int) {
        guard now.count > rows, rows > 0, !type(of: screens[shown.place]).choices.contains(list) else { return }
        let first = min(max(now.first + step, 0), now.count - rows)
        guard first != now.first else { return }
        let sight = first..<(first + rows)
        let selected = min(max(now.selected ?? first, first), first + rows - 1)
        // Names of areas take no cursor: the next row does, or the one before.
        let onwards = step > 0 ? Array(selected..<sight.upperBound) : (sight.lowerBound...selected).reversed()
        let back = step > 0 ? (sight.lowerBound..<selected).reversed() : Array((selected + 1)..<sight.upperBound)
        for row in onwards + back where stand(on: row, of: list, at: row - first) != .nowhere { return }
    }
}

extension Key {
    /// As bars of questions write it: `Enter`, `Esc`, `Tab`, `y`.
    fileprivate init?(shown word: String) {
        switch word {
        case "Enter": self = .enter
        case "Esc": self = .escape
        case "Tab": self = .tab
        default:
            guard word.count == 1, let letter = word.first else { return nil }
            self = .character(letter)
        }
    }
}
