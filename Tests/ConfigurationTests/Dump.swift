import Alarms
import Configuration
import TOMLReading
import Telemetry

/// Settings as lines that people can compare: every value, one a line or a group.
func dump(_ settings: SiteSettings) -> String {
    var lines = ["site \(settings.site.name)"]
    for area in settings.site.areas { lines.append("area \(area.id) [\(area.kind)]") }
    for host in settings.targets { lines += dump(host) }
    lines += dump("site", settings.limits.site)
    for (area, patches) in settings.limits.areas.sorted(by: { $0.key < $1.key }) { lines += dump("area \(area)", patches) }
    for (host, patches) in settings.limits.hosts.sorted(by: { $0.key < $1.key }) { lines += dump("host \(host)", patches) }
    if let links = settings.limits.links { lines.append("runbook link \(links.template) (\(links.origin))") }
    lines.append("privacy names \(settings.privacy.names) reveal \(settings.privacy.reveal)")
    let store = settings.store
    lines.append("store raw \(store.raw.map(spelled) ?? "-") minutes \(spelled(store.minutes)) quarters \(spelled(store.quarterHours))")
    let alarms = settings.alarms
    lines.append("alarms acknowledge expires \(spelled(alarms.acknowledgementExpiry)) shelve \(spelled(alarms.shelveDefault))")
    let most = Severity.allCases.map { "\($0) \(spelled(alarms.shelveMaximum($0)))" }
    lines.append("  at most " + most.joined(separator: " "))
    let kept = alarms.retention
    lines.append(
        "  kept alarms \(spelled(kept.alarms)) ends \(spelled(kept.sessionEnds)) events \(spelled(kept.events)) states \(spelled(kept.states))"
    )
    let language = settings.dashboard.language.map { "\($0)" } ?? "automatic"
    lines.append("dashboard \(settings.dashboard.theme) \(settings.dashboard.graphs) \(language)")
    let notify = settings.notify
    lines.append("notify \(notify.command) \(spelled(notify.timeout)) \(notify.osc) \(notify.alertmanager ?? "-")")
    for command in settings.commands {
        lines.append(
            "command \(command.name) [\(command.key)] of a \(command.place): \(command.run)\(command.confirms ? " asks" : "")"
                + (command.isForeground ? " in the foreground" : " within \(spelled(command.deadline))"))
    }
    for view in settings.views {
        let order =
            (view.sort.map { " by \($0)" } ?? "") + (view.isInverted ? " inverted" : "") + (view.span.map { " over \($0.rawValue)" } ?? "")
        lines.append("view \(view.name): \(view.screen) /\(view.filter)\(order)")
    }
    if settings.dashboard.mouse != .auto { lines.append("dashboard mouse \(settings.dashboard.mouse)") }
    if settings.dashboard.mayCopy { lines.append("dashboard copies") }
    for work in settings.maintenance {
        lines.append("maintenance \(work.host) \(work.from.milliseconds) to \(work.to.milliseconds): \(work.reason)")
    }
    for fault in settings.faults { lines.append("fault \(fault)") }
    if let notice = settings.notice { lines.append("notice \(notice.text)") }
    return lines.joined(separator: "\n") + "\n"
}

private func dump(_ host: Target) -> [String] {
    var lines = ["host \(host.id) in \(host.area): \(host.collector) \(host.endpoint)\(host.via.map { " through \($0.text)" } ?? "")"]
    var more = "  every \(spelled(host.interval)) within \(spelled(host.deadline))"
    if let limit = host.sessionLimit { more += " sessions \(limit)" }
    for (name, source) in host.secrets.sorted(by: { $0.key < $1.key }) {
        more += name == "password" ? " secret" : " secret \(name)"
        switch source {
        case .file(let path): more += " file \(path)"
        case .environment(let name): more += " variable \(name)"
        case .credential(let name): more += " credential \(name)"
        }
    }
    lines.append(more)
    for (key, value) in host.options.values.sorted(by: { $0.key < $1.key }) { lines.append("  option \(key) = \(spelled(value))") }
    return lines
}

private func spelled(_ value: OptionValue) -> String {
    switch value {
    case .text(let text): text
    case .whole(let number): String(number)
    case .duration(let duration): spelled(duration)
    case .flag(let flag): flag ? "yes" : "no"
    case .texts(let texts): "\(texts)"
    }
}

private func dump(_ level: String, _ patches: [String: ThresholdsPatch]) -> [String] {
    patches.sorted { $0.key < $1.key }.map { rule, patch in
        let numbers = [
            ("warning", patch.warning), ("off", patch.warningOff), ("critical", patch.critical), ("off", patch.criticalOff),
        ]
        let durations = [("on_delay", patch.onDelay), ("off_delay", patch.offDelay), ("window", patch.window)]
        let texts = [
            ("consequence", patch.consequence), ("action", patch.action), ("time_to_act", patch.timeToAct), ("link", patch.link),
        ]
        var words = numbers.compactMap { name, value in value.map { "\(name) \($0)" } }
        words += durations.compactMap { name, value in value.map { "\(name) \(spelled($0))" } }
        if let isEnabled = patch.isEnabled { words.append(isEnabled ? "enabled" : "disabled") }
        words += texts.compactMap { name, value in value.map { "\(name) “\($0)”" } }
        return "limits \(level) \(rule): \(words.joined(separator: " ")) (\(patch.origin))"
    }
}

private func spelled(_ duration: Duration) -> String { "\(duration.components.seconds)s" }
