public import Alarms
import Telemetry

/// Rules in force that do not say what happens, what to do, how soon, and where more is written: a line for each place that could say so.
///
/// The first three are built in; the link is the site's own, so one line names all rules that have none and what to write.
/// - Parameter file: How lines name the file where no place of its own speaks of a rule.
public func missingRunbooks(_ settings: Settings, file: String, rules: [any Rule] = standardRules) -> [String] {
    var lines: [String] = []
    var linkless: [String] = []
    for rule in rules {
        let hosts: [Host?] = rule.scope == .site || settings.site.hosts.isEmpty ? [nil] : settings.site.hosts
        var told: Set<String> = []
        for host in hosts {
            let (limits, origin) = settings.limits.limits(of: rule.id, base: rule.defaults, on: host)
            guard limits.isEnabled else { continue }
            let book = limits.runbook
            if book.link.isEmpty, linkless.last != rule.id { linkless.append(rule.id) }
            let lacks = [
                ("consequence", "what happens if nobody acts", book.consequence), ("action", "what to do", book.action),
                ("time_to_act", "15 min", book.timeToAct),
            ].filter { $0.2 == nil }
            let keys = lacks.map(\.0).joined(separator: " and no ")
            guard !lacks.isEmpty, told.insert(origin + keys).inserted else { continue }
            let advice = lacks.map { "\($0.0) = \"\($0.1)\"" }.joined(separator: " and ")
            lines.append(
                "\(origin == "built in" ? file : origin): rule \(rule.id) has no \(keys); write [limits.\(rule.id)] with \(advice)")
        }
    }
    guard !linkless.isEmpty else { return lines }
    let (verb, own) = linkless.count == 1 ? ("rule has", "[limits.\(linkless[0])]") : ("rules have", "[limits.RULE]")
    lines.append(
        "\(file): \(linkless.count) \(verb) no link to a runbook: \(linkless.joined(separator: ", ")); "
            + "write [runbook] with link = \"https://wiki.example.org/warte/\(RunbookLinks.placeholder)\" for all, or link in \(own)")
    return lines
}
