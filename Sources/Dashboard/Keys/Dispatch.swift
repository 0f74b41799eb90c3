import Alarms
import Drawing
import Feed
import Telemetry

/// From keys to what they do: an overlay first, then what works everywhere, then the screen.
extension App {
    mutating func press(_ key: Key) -> [Effect] {
        message = nil
        if overlay != nil { return pressOverOverlay(key) }
        if case .paste = key {
            say("what is pasted is text and no keys: nothing was done", .notice)
            return []
        }
        guard let action = keymap.action(for: key) else { return [] }
        let screen = type(of: screens[shown])
        if !action.isEverywhere, !screen.actions.contains(action) {
            let name = keymap.bindings.first { $0.action == action }?.shown ?? ""
            say("\(name) does nothing on \(screen.title); ? lists what works here", .notice)
            return []
        }
        return perform(action)
    }

    private mutating func perform(_ action: Action) -> [Effect] {
        switch action {
        case .quit, .interrupt: return [.quit]
        case .redraw: return [.redrawAll]
        case .poll: return [.send(.pollNow(screens[shown] is HostScreen ? focus.host : nil))]
        case .undo: return [.send(.undo)]
        case .screen(let index): show(index, remembering: true)
        case .nextScreen: show((shown + 1) % screens.count, remembering: true)
        case .previousScreen: show((shown + screens.count - 1) % screens.count, remembering: true)
        case .help:
            let type = type(of: screens[shown])
            overlay = .help(Help(title: type.title, bindings: keymap.bindings(with: type.actions)))
        case .pause: pause()
        case .switchHost: overlay = .switcher(HostSwitcher())
        case .filter: overlay = .filter(TextField(filters[shown] ?? "", capacity: 60))
        case .worstHost: openHost(scene.board.mostSevere)
        case .nextAlarm: return goToNextAlarm()
        case .acknowledge, .acknowledgeAll, .comment, .shelve, .unshelve: return ask(action)
        case .outOfService, .returnToService: askAboutService(action)
        case .nextMatch where filters[shown, default: ""].isEmpty, .previousMatch where filters[shown, default: ""].isEmpty:
            say("no filter is set; / sets one", .notice)
        case .reveal: askForName()
        case .back: return back()
        default: return pass(action)
        }
        return []
    }

    /// Lets the screen do it, and does what the screen asks for.
    private mutating func pass(_ action: Action) -> [Effect] {
        var scene = scene
        let requests = screens[shown].handle(action, in: &scene)
        focus = scene.focus
        var effects: [Effect] = []
        for request in requests {
            switch request {
            case .show(let type):
                guard let index = index(of: type) else { continue }
                show(index, remembering: true)
                guard type == AlarmsScreen.self, action == .open else { continue }
                // A filter must not hide what was asked for.
                if !screens[shown].visibleAlarms(in: self.scene).contains(where: { $0.id == focus.alarm }) {
                    filters[shown] = nil
                    refreshScreen()
                }
                if screens[shown].selectedFold(in: self.scene) != nil { _ = pass(.open) }
                _ = pass(.open)
            case .effect(let effect): effects.append(effect)
            case .say(let text): say(text, .notice)
            }
        }
        return effects
    }

    private mutating func pause() {
        if held != nil {
            held = nil
            return
        }
        var frozen = world
        frozen.history = PastHistory(base: world.history, end: world.now)
        held = (frozen, board)
    }

    private mutating func openHost(_ id: Host.ID?) {
        guard let id, let index = index(of: HostScreen.self) else { return }
        focus.host = id
        show(index, remembering: true)
    }

    private mutating func goToNextAlarm() -> [Effect] {
        guard let alarm = scene.board.alarms.nextUnacknowledged(after: focus.alarm) else {
            say("nothing unacknowledged", .notice)
            return []
        }
        focus.alarm = alarm.id
        if !alarm.key.host.isEmpty { focus.host = alarm.key.host }
        // A filter must not hide what was asked for.
        if !(screens[shown] is OverviewScreen), !(screens[shown] is AlarmsScreen), let index = index(of: AlarmsScreen.self) {
            show(index, remembering: true)
        }
        if !screens[shown].visibleAlarms(in: scene).contains(where: { $0.id == alarm.id }) { filters[shown] = nil }
        return pass(.nextAlarm)
    }

    /// About the host that the visible cursor is on, and never without a question.
    private mutating func askAboutService(_ action: Action) {
        let scene = scene
        guard let host = screens[shown].selectedHost(in: scene), let row = scene.board.row(host) else {
            return say("no host is selected", .notice)
        }
        if action == .outOfService {
            overlay = .prompt(Prompt(.outOfService(host), about: [], user: settings.user))
        } else if row.outage(at: scene.world.now) == nil {
            say("\(host) is not out of service", .notice)
        } else {
            overlay = .prompt(Prompt(.returnToService(host), about: [], user: settings.user))
        }
    }

    /// Says at once where no name is told; the engine has the last word.
    private mutating func askForName() {
        guard world.engine?.mayReveal ?? false else {
            return say("names stay hidden here: the configuration has no [privacy] reveal = true", .problem)
        }
        guard let person = screens[shown].selectedPerson(in: scene), !person.user.isEmpty else {
            return say("no session with a name is selected", .notice)
        }
        overlay = .prompt(Prompt(.reveal(person), about: [], user: settings.user))
    }

    /// Filter off, else whatever the screen has open, else the screen before.
    private mutating func back() -> [Effect] {
        if revealed != nil {
            revealed = nil
            return []
        }
        if let filter = filters[shown], !filter.isEmpty {
            filters[shown] = nil
            return []
        }
        if screens[shown].canGoBack { return pass(.back) }
        if let before = cameFrom.popLast() { show(before, remembering: false) } else { show(0, remembering: false) }
        return []
    }

    /// Opens the question for an act on alarms, or says why there is nothing to act on.
    private mutating func ask(_ action: Action) -> [Effect] {
        let scene = scene
        if action == .acknowledgeAll {
            let alarms = screens[shown].visibleAlarms(in: scene).filter(\.wantsAttention)
            guard !alarms.isEmpty else {
                say("no unacknowledged alarm is visible here", .notice)
                return []
            }
            overlay = .prompt(Prompt(.acknowledgeAll(alarms.map(\.id)), about: alarms, user: settings.user))
            return []
        }
        if let fold = screens[shown].selectedFold(in: scene) {
            askAboutFold(fold, action)
            return []
        }
        guard let alarm = screens[shown].selectedAlarm(in: scene) else {
            say("no alarm is selected", .notice)
            return []
        }
        switch action {
        case .acknowledge:
            if let refusal = alarm.refusal {
                say(refusal, .notice)
                return []
            }
            overlay = .prompt(Prompt(.acknowledge([alarm.id]), about: [alarm], user: settings.user))
        case .comment: overlay = .prompt(Prompt(.comment(alarm.id), about: [alarm], user: settings.user))
        case .unshelve:
            guard alarm.shelf != nil else {
                say("this alarm is not shelved", .notice)
                return []
            }
            return [.send(.unshelve(id: alarm.id))]
        default:
            let shelf = world.engine?.shelveDefault ?? .seconds(3600)
            overlay = .prompt(Prompt(.shelve(alarm.id), about: [alarm], user: settings.user, shelf: shelf))
        }
        return []
    }

    /// One row for many alarms: they are acknowledged together, after a yes; everything else is said of one of them.
    private mutating func askAboutFold(_ fold: AlarmFold, _ action: Action) {
        guard action == .acknowledge else {
            return say("this row stands for \(Numbers.many(fold.alarms.count, "alarm")); Enter shows them one by one", .notice)
        }
        let alarms = fold.alarms.filter(\.wantsAttention)
        guard !alarms.isEmpty else { return say("all of them are acknowledged", .notice) }
        overlay = .prompt(Prompt(.acknowledgeAll(alarms.map(\.id)), about: alarms, user: settings.user, of: fold.label))
    }

    private mutating func pressOverOverlay(_ key: Key) -> [Effect] {
        switch overlay {
        case nil: break
        case .help(var help):
            switch keymap.action(for: key) {
            case .help?, .back?, .quit?, .interrupt?, .open?: overlay = nil
            case .redraw?: return [.redrawAll]
            case let action?:
                help.scrolled = min(max(help.scrolled + (action.step ?? 0), 0), help.mostScrolled(in: scene.body))
                overlay = .help(help)
            case nil: break
            }
        case .prompt(var prompt):
            if key == .control("l") { return [.redrawAll] }
            switch prompt.handle(key) {
            case .open: overlay = .prompt(prompt)
            case .closed: overlay = nil
            case .done(let effect):
                overlay = nil
                return [effect]
            }
        case .switcher(var switcher):
            switch switcher.handle(key, board: scene.board) {
            case .open: overlay = .switcher(switcher)
            case .closed: overlay = nil
            case .chosen(let host):
                overlay = nil
                openHost(host)
            }
        case .filter(var field):
            switch key {
            case .escape, .control("c"):
                filters[shown] = nil
                overlay = nil
            case .enter: overlay = nil
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
