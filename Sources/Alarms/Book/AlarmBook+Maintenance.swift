public import Telemetry

/// Maintenance windows of hosts.
extension AlarmBook {
    /// Of one host within a day, by people.
    static let mostWindows = 100

    /// Puts a host into maintenance until a time; a window that is open already is replaced.
    public mutating func startMaintenance(_ host: Host.ID, author: String, until: Moment, reason: String, at now: Moment)
        throws(ActProblem) -> [Transition]
    {
        guard hostIndex[host] != nil || targetIndex[host] != nil else { throw ActProblem(.thereIsNoHost(host)) }
        guard until > now else { throw ActProblem(.maintenanceOverAlready(HostArgument(host))) }
        guard !reason.allSatisfy(\.isWhitespace) else { throw ActProblem(.maintenanceNeedsReason()) }
        let known = maintenanceWindows.count { $0.host == host && $0.author != MaintenanceWindow.configured }
        guard author == MaintenanceWindow.configured || known < Self.mostWindows else {
            throw ActProblem(.tooManyWindows(Self.mostWindows))
        }
        for index in maintenanceWindows.indices where maintenanceWindows[index].host == host && maintenanceWindows[index].isActive(at: now)
        {
            maintenanceWindows[index].endedAt = now
        }
        maintenanceWindows.append(MaintenanceWindow(host: host, from: now, until: until, author: author, reason: reason))
        return setInMaintenance(true, host, by: author, reason: .raw(reason), at: now)
    }

    public mutating func endMaintenance(_ host: Host.ID, author: String, at now: Moment) throws(ActProblem) -> [Transition] {
        guard maintenanceWindows.contains(where: { $0.host == host && $0.isActive(at: now) }) else {
            let wider = maintenanceWindows.first { $0.isActive(at: now) && isOf($0, host) }
            throw ActProblem(wider.map { .isInWiderMaintenance(host, HostArgument($0.host)) } ?? .notInMaintenance(host))
        }
        return end(by: author, at: now, host) { _ in true }
    }

    /// Windows that people started for the host; the configuration's are its own matter.
    mutating func endOwnMaintenance(_ host: Host.ID, author: String, at now: Moment) -> [Transition] {
        end(by: author, at: now, host) { $0.author != MaintenanceWindow.configured }
    }

    private mutating func end(
        by author: String, at now: Moment, _ host: Host.ID, _ isMeant: (MaintenanceWindow) -> Bool
    ) -> [Transition] {
        let windows = maintenanceWindows.indices.filter { index in
            let window = maintenanceWindows[index]
            return window.host == host && window.isActive(at: now) && isMeant(window)
        }
        guard !windows.isEmpty else { return [] }
        for index in windows { maintenanceWindows[index].endedAt = now }
        let out = setInMaintenance(false, host, by: author, reason: .nothing, at: now)
        markAnnounced(out)
        return out
    }

    /// A window of a target is one of each of its hosts.
    func isOf(_ window: MaintenanceWindow, _ host: Host.ID) -> Bool { isMeant(host, by: window.host) }

    private func isMeant(_ host: Host.ID, by named: Host.ID) -> Bool {
        host == named || hostIndex[host].map { site.hosts[$0].target == named } ?? false
    }
    private func isCovered(_ host: Host.ID, by named: Set<Host.ID>) -> Bool {
        guard !named.isEmpty else { return false }
        return named.contains(host) || hostIndex[host].map { named.contains(site.hosts[$0].target) } ?? false
    }

    /// Those that are in force.
    public func openMaintenanceWindows(at now: Moment) -> [MaintenanceWindow] { maintenanceWindows.filter { $0.isActive(at: now) } }

    mutating func endMaintenanceWindows(at now: Moment) -> [Transition] {
        var out: [Transition] = []
        let active = Set(openMaintenanceWindows(at: now).map(\.host))
        for index in states.indices where states[index].isInMaintenance != isCovered(states[index].key.host, by: active) {
            // What is watched no longer has lost its flag for good.
            guard slot(of: states[index].key) != nil else { continue }
            let isOut = !states[index].isInMaintenance
            out += states[index].setInMaintenance(isOut, at: now, by: "", reason: isOut ? .nothing : .timeIsOver())
        }
        // A clock that is days off for some seconds ends no window for good.
        var clock = clock ?? BelievedClock(now)
        clock.watch(now)
        self.clock = clock
        let believed = clock.believed
        if maintenanceWindows.contains(where: { $0.isOld(at: believed) }) { maintenanceWindows.removeAll { $0.isOld(at: believed) } }
        return out
    }

    private mutating func setInMaintenance(_ isOut: Bool, _ host: Host.ID, by author: String, reason: Message, at now: Moment)
        -> [Transition]
    {
        var out: [Transition] = []
        let others = Set(openMaintenanceWindows(at: now).map(\.host))
        revision += 1
        for index in states.indices where states[index].isInMaintenance != isOut && isMeant(states[index].key.host, by: host) {
            // Its target's window may still be open, or its own.
            if !isOut, isCovered(states[index].key.host, by: others) { continue }
            out += states[index].setInMaintenance(isOut, at: now, by: author, reason: reason)
        }
        return out
    }
}
