/// What rules are called, and what to do about their alarms: what happens if nobody acts, what helps, and how soon it has to be done. What
/// a site writes instead is a raw line. Of rules that watch a number all that is in `WatchedNumbers`.
extension Message {
    static let ruleMessages: [any DeclaredMessage] = [
        ofMetric, actWithin, actToday, unitPercent, unitClients, unitIntervals, unitCrash, unitGaps,
        noDataLabel, noDataConsequence, noDataAction,
        hostMissingLabel, hostMissingConsequence, hostMissingAction,
        noFiguresLabel, noFiguresConsequence, noFiguresAction,
        sessionsLabel, sessionsConsequence, sessionsAction,
        sessionDropLabel, sessionDropConsequence, sessionDropAction,
        guestCrashedLabel, guestCrashedConsequence, guestCrashedAction,
        timeoutsLabel, timeoutsConsequence, timeoutsAction,
        siteTimeoutsLabel, siteTimeoutsConsequence, siteTimeoutsAction,
        journalLabel, journalConsequence, journalAction,
        storeLabel, storeConsequence, storeAction,
        configurationLabel, configurationConsequence, configurationAction,
    ]

    /// One that is called as the number that it looks at.
    public static let ofMetric = MessageForm<Metric>("rule.of_metric", "{0}")
    public static let actWithin = MessageForm<Duration>("rule.act_within", "{0:exact}")
    public static let actToday = PlainForm("rule.act_today", "today")

    // What limits are given in.
    public static let unitPercent = PlainForm("rule.unit.percent", "%")
    public static let unitClients = PlainForm("rule.unit.clients", "clients")
    public static let unitIntervals = PlainForm("rule.unit.intervals", "intervals")
    /// Of `guest_crashed` and `no_figures`: what their numbers mean.
    public static let unitCrash = PlainForm("rule.unit.crash", "(2 with autostart)")
    public static let unitGaps = PlainForm("rule.unit.gaps", "(1 some, 2 all)")

    public static let noDataLabel = PlainForm("rule.no_data.label", "no data")
    public static let noDataConsequence = PlainForm("rule.no_data.consequence", "its load, its sessions and its other alarms are unknown")
    public static let noDataAction = PlainForm(
        "rule.no_data.action",
        "ping and ssh it; if it is up, look at what Warte asks: does that service run, and may this machine ask it")

    public static let hostMissingLabel = PlainForm("rule.host_missing.label", "host missing")
    public static let hostMissingConsequence = PlainForm("rule.host_missing.consequence", "what runs on it is watched no longer")
    public static let hostMissingAction = PlainForm(
        "rule.host_missing.action",
        "look on its cluster whether it was taken out; if so write: warte forget HOST; else bring it back into the cluster")

    public static let noFiguresLabel = PlainForm("rule.no_figures.label", "no figures")
    public static let noFiguresConsequence = PlainForm(
        "rule.no_figures.consequence", "it answers, and what happens on it is unknown all the same")
    public static let noFiguresAction = PlainForm(
        "rule.no_figures.action",
        "give Warte's account the right that is named (Proxmox: PVEAuditor on /); warte check --connect shows whether it does")

    public static let sessionsLabel = PlainForm("rule.sessions.label", "sessions of the limit")
    public static let sessionsConsequence = PlainForm("rule.sessions.consequence", "when it is full, the next person cannot get in")
    public static let sessionsAction = PlainForm(
        "rule.sessions.action",
        "end sessions that are idle or cut off (screen 4); then raise what is full: address pool, max-clients, seats, licences")

    public static let sessionDropLabel = PlainForm("rule.session_drop.label", "sessions dropped")
    public static let sessionDropConsequence = PlainForm(
        "rule.session_drop.consequence", "many people were cut off at once, and no server said why")
    public static let sessionDropAction = PlainForm(
        "rule.session_drop.action",
        "look at the line and the firewall before it, and whether its service was restarted; do people come back (screen 4)?")

    public static let guestCrashedLabel = PlainForm("rule.guest_crashed.label", "guest crashed")
    public static let guestCrashedConsequence = PlainForm(
        "rule.guest_crashed.consequence", "what ran in it is gone; it may have lost what it was writing")
    public static let guestCrashedAction = PlainForm(
        "rule.guest_crashed.action",
        "start it (virsh start NAME); why it died: /var/log/libvirt/qemu/NAME.log, coredumpctl, dmesg (memory?)")

    public static let timeoutsLabel = PlainForm("rule.timeouts.label", "session timeouts")
    public static let timeoutsConsequence = PlainForm(
        "rule.timeouts.consequence", "people at the other end are cut off in the middle of their work")
    public static let timeoutsAction = PlainForm(
        "rule.timeouts.action",
        "look at the uplink (clients lost), firewall, certificates, clock (handshake), the pool (no room); evidence: screen 5")

    public static let siteTimeoutsLabel = PlainForm("rule.site_timeouts.label", "session timeouts over the site")
    public static let siteTimeoutsConsequence = PlainForm(
        "rule.site_timeouts.consequence", "people at several places are cut off in the middle of their work")
    public static let siteTimeoutsAction = PlainForm(
        "rule.site_timeouts.action",
        "look at what the gateways share: uplink, DNS, firewall, the hypervisor under them; then the evidence on screen 5")

    public static let journalLabel = PlainForm("rule.journal.label", "journal")
    public static let journalConsequence = PlainForm(
        "rule.journal.consequence", "acknowledgements are lost if the engine stops before it can write")
    public static let journalAction = PlainForm(
        "rule.journal.action",
        "no folder: mount its disk or make it; disk full (df -h): make room; else see owner, mode and warte journal verify")

    public static let storeLabel = PlainForm("rule.store.label", "metrics store")
    public static let storeConsequence = PlainForm(
        "rule.store.consequence", "new numbers are not kept: graphs and load alarms go without them")
    public static let storeAction = PlainForm(
        "rule.store.action",
        "no folder: mount its disk or make it; disk full (df -h): make room; else see owner and mode, then restart warted")

    public static let configurationLabel = PlainForm("rule.configuration.label", "configuration")
    public static let configurationConsequence = PlainForm(
        "rule.configuration.consequence", "what was changed is not in force; Warte goes on with what it had")
    public static let configurationAction = PlainForm(
        "rule.configuration.action", "run warte check: it says file, line and what to write; then warte reload")
}
