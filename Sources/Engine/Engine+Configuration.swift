import Alarms
import Feed
import Telemetry

extension Engine {
    /// Another configuration. What was measured, raised and acknowledged stays; hosts that are gone take their alarms along.
    public func apply(_ settings: Settings) {
        let now = wallClock()
        let names = self.settings.names
        let changed = self.settings.changed(to: settings)
        self.settings = settings
        redactor.policy = settings.names
        book.policy = settings.policy
        status.notice = settings.notice
        status.configurationPath = settings.configurationPath
        status.configurationReadAt = now
        status.theme = settings.theme
        status.graphs = settings.graphs
        status.mayReveal = settings.mayReveal
        (status.commands, status.views, status.mayCopy) = (settings.commands, settings.views, settings.mayCopy)
        status.mouse = settings.mouse
        status.language = settings.language
        status.shelveDefault = settings.shelveDefault
        let before = hosts.mapValues(\.state)
        let watched = Set(hosts.keys).union(hostsOf.keys)
        place(at: now, changed: changed)
        changeNames(from: names, at: now)
        facts.ownProblems["store"] = storeProblem
        log("", .configurationRead(site.hosts.count, site.areas.count), at: now)
        hearOfAlarmsAside(at: now)
        settle(book.configure(site: site, limits: settings.limits, at: now), at: now)
        endDroppedWindows(watchedBefore: watched, at: now)
        interruptions.forget { !$0.isEmpty && !isWatched($0) }
        outlets.publish(.site(site))
        // Later updates of a host are what differs from this.
        for state in site.hosts.compactMap({ hosts[$0.id]?.state }) where before[state.id] != state { outlets.publish(.host(state)) }
        outlets.publish(.limits(hostLimits))
        outlets.publish(.engine(status))
    }
}
