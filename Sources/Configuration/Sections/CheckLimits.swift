import Alarms
import TOMLReading
import Telemetry

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
        let (warning, critical) = (spelled(warning), spelled(critical))
        if placed.patch.critical != nil {
            let isBoth = section.entry("warning") != nil
            let message: Message = isBoth ? .criticalBelow(critical, warning) : .criticalBelowInForce(critical, warning)
            section.findings.add(section.place(of: "critical"), message)
        } else {
            let isBoth = section.entry("critical") != nil
            let message: Message = isBoth ? .warningAbove(warning, critical) : .warningAboveInForce(warning, critical)
            section.findings.add(section.place(of: "warning"), message)
        }
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
        section.findings.add(section.place(of: offKey), .offNotBelow(offKey, spelled(given), key, spelled(on)))
    } else if on == nil, given != nil {
        section.findings.add(section.place(of: offKey), .offAlone(offKey, key))
    } else if let on, off < 0, given == nil, section.entry(key) != nil {
        section.findings.add(section.place(of: key), .noRoomBelow(key, spelled(on), offKey))
    }
}
