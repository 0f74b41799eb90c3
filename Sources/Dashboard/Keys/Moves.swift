import Alarms
import Drawing
import Feed
import Telemetry

/// What the dashboard does by itself: which screen is shown, how, and what lies over it.
extension App {
    mutating func show(_ name: ScreenName) -> [Effect] {
        // Nobody named a host: it is the one that the cursor is on, and where a filter hides the one that was looked at, that is another.
        if name == .host, let overview = screens[shown.place] as? OverviewScreen { focus.host = overview.shownHost(focus) ?? focus.host }
        show(name, remembering: true)
        return []
    }
    mutating func lay(_ overlay: Overlay) -> [Effect] {
        self.overlay = overlay
        return []
    }
    mutating func showHelp() -> [Effect] {
        lay(.help(Help(title: shown.title, verbs: verbs.verbs(on: shown, for: settings.access))))
    }
    mutating func typeFilter() -> [Effect] { lay(.filter(TextField(filters[shown] ?? "", capacity: 200))) }
    mutating func match(_ action: Action) -> [Effect] {
        guard !filters[shown, default: ""].isEmpty else { return told(localized("no filter is set; / sets one")) }
        let before = screens[shown.place].place(in: context)
        let effects = pass(action)
        guard screens[shown.place].place(in: context) == before else { return effects }
        // Behind the last match comes the first again.
        return effects + pass(action == .nextMatch ? .firstMatch : .lastMatch)
    }

    mutating func pause() -> [Effect] {
        guard !isInPast else { return told(localized("what is over stands still by itself; Z is live again")) }
        if let replay = world.replay {
            if let ending = replay.ending { return told(ending) }
            return [.pauseReplay(!replay.isPaused)]
        }
        if let held {
            // What was marked in it are the numbers of the engine that was there then.
            if held.world.engine?.id != world.engine?.id { marks.clear() }
            self.held = nil
            return []
        }
        var frozen = world
        frozen.history = FrozenHistory(base: world.history, end: world.now)
        held = (frozen, summary)
        return []
    }

    /// Once more goes on to the next, as `!` does with alarms: what somebody looks for is rarely on the very worst alone.
    mutating func openWorstHost() -> [Effect] {
        let hosts = context.summary.worstFirst
        let next = hosts.first { !worstSeen.contains($0) }
        worstSeen = next.map { worstSeen + [$0] } ?? Array(hosts.prefix(1))
        openHost(next ?? hosts.first)
        return []
    }
    mutating func openHost(_ id: Host.ID?) {
        guard let id else { return }
        focus.host = id
        show(.host, remembering: true)
    }

    mutating func goToNextAlarm() -> [Effect] {
        guard let alarm = context.summary.alarms.nextUnacknowledged(after: focus.alarm) else {
            say(localized("nothing unacknowledged"), .notice)
            return []
        }
        focus.alarm = alarm.id
        if let row = context.summary.rows(of: alarm.key.host).first { focus.host = row.host.id }
        if shown != .overview { show(.alarms, remembering: true) }
        unhide(alarm.id)
        return pass(.nextAlarm)
    }

    /// A filter must not hide what was asked for.
    mutating func unhide(_ alarm: Int64?) {
        guard let alarm, !screens[shown.place].visible(in: context).alarms.contains(alarm) else { return }
        filters[shown] = nil
        refreshScreen()
    }

    /// Filter off, else whatever the screen has open, else the screen before.
    mutating func back() -> [Effect] {
        if revealed != nil {
            revealed = nil
            return []
        }
        if let filter = filters[shown], !filter.isEmpty {
            filters[shown] = nil
            return []
        }
        if screens[shown.place].canGoBack { return pass(.back) }
        show(cameFrom.popLast() ?? .overview, remembering: false)
        return []
    }
}
