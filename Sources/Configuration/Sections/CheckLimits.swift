import Alarms

/// Checks each changed limit together with what the wider levels and the rule itself say, because a file may change one half of a pair.
func checkLimits(site: ThresholdsByRule, areas: [AreaDraft], hosts: [HostDraft], rules: [RuleKind], findings: Findings) {
    // What is missing may stand in the part that could not be read.
    guard findings.isWhole else { return }
    for rule in rules {
        let siteLimits = apply(site[rule.id], to: rule.base, rule)
        var byArea: [String: Thresholds] = [:]
        for area in areas { byArea[area.name] = apply(area.limits[rule.id], to: siteLimits, rule) }
        for host in hosts {
            let limits = apply(host.limits[rule.id], to: byArea[host.area] ?? siteLimits, rule)
            for node in host.nodes { _ = apply(node.limits[rule.id], to: limits, rule) }
        }
    }
}

/// The limits in force with a patch; complains of what is wrong with it and was not wrong without it.
private func apply(_ placed: PlacedPatch?, to base: Thresholds, _ rule: RuleKind) -> Thresholds {
    guard let placed else { return base }
    let limits = placed.patch.applied(to: base)
    let section = placed.section
    if let warning = limits.warning, let critical = limits.critical, critical < warning, !isBelow(base.critical, base.warning) {
        let key = placed.patch.critical != nil ? "critical" : "warning"
        let other = key == "critical" ? "warning" : "critical"
        let origin = placed.section.entry(other) == nil ? ", which is in force here; write \(other) too" : ""
        let text =
            key == "critical"
            ? "\"critical\" \(spelled(critical)) lies below \"warning\" \(spelled(warning))"
            : "\"warning\" \(spelled(warning)) lies above \"critical\" \(spelled(critical))"
        section.findings.add(section.place(of: key), text + (origin.isEmpty ? "; critical is the worse one" : origin))
    }
    checkOff("warning", on: limits.warning, off: limits.warningOff, given: placed.patch.warningOff, section, rule)
    checkOff("critical", on: limits.critical, off: limits.criticalOff, given: placed.patch.criticalOff, section, rule)
    return limits
}

private func isBelow(_ critical: Double?, _ warning: Double?) -> Bool {
    guard let critical, let warning else { return false }
    return critical < warning
}

/// Where a severity ends lies below where it begins, and can be reached.
private func checkOff(_ key: String, on: Double?, off: Double?, given: Double?, _ section: TableReader, _ rule: RuleKind) {
    guard let off else { return }
    let offKey = key + "_off"
    if let on, let given, given >= on {
        let text = "\"\(offKey)\" \(spelled(given)) must lie below \"\(key)\" \(spelled(on)): there the alarm ends"
        section.findings.add(section.place(of: offKey), text)
    } else if on == nil, given != nil {
        section.findings.add(section.place(of: offKey), "\"\(offKey)\" has no \"\(key)\" to go with; write \(key) too")
    } else if let on, off < 0, given == nil, section.entry(key) != nil {
        let text = "\"\(key)\" \(spelled(on)) leaves no room below it for the usual way back; write \(offKey) too"
        section.findings.add(section.place(of: key), text)
    }
}
