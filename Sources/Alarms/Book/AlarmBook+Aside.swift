import Telemetry

/// What the journal knows of hosts that this configuration does not watch.
///
/// Whoever asks once with another configuration, or with none while the right one is being edited, changes nothing of a site's alarms: they
/// lie aside, shown to nobody, and are as they were when their hosts are watched again. An engine that has watched others for an hour is the
/// site's own: then they end, as they do where a configuration that is read anew drops a host. What is over and waits for somebody to look
/// is ended by nobody, and stays in the list.
extension AlarmBook {
    public static let asideFor = Duration.seconds(3600)

    func isOfAnother(_ key: AlarmKey) -> Bool { !key.host.isEmpty && subject(key.host) == nil }

    /// What lies aside: whoever tells people of alarms has to hear of those whose hosts are watched again.
    public var recordsAside: [AlarmRecord] { Self.records(of: aside) }

    /// After a change of the site: those whose hosts are watched by now.
    mutating func takeUp() {
        let known = aside.filter { !isOfAnother($0.key) }
        guard !known.isEmpty else { return }
        aside = aside.filter { isOfAnother($0.key) }
        for state in known where stateOf[state.key] == nil { insert(state) }
        link()
    }

    /// Those that have lain aside for an hour stand among the others once more, where they end.
    mutating func takeUpLeftovers(at now: Moment) {
        guard !aside.isEmpty else { return }
        let end = asideUntil ?? now + Self.asideFor
        asideUntil = end
        guard now >= end else { return }
        for state in aside where stateOf[state.key] == nil { insert(state) }
        aside = []
        isToJudgeAll = true
        revision += 1
    }
}
