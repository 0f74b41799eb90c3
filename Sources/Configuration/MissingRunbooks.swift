public import Alarms
public import Telemetry

/// Rules in force that do not say what happens, what to do, how soon, and where more is written: a line for each place that could say so.
///
/// The first three are built in; the link is the site's own, so one line names all rules that have none and what to write.
/// - Parameter file: How lines name the file where no place of its own speaks of a rule.
public func missingRunbooks(_ settings: SiteSettings, file: String, rules: [any Rule] = standardRules) -> [Message] {
    var lines: [Message] = []
    var linkless: [String] = []
    for rule in rules {
        let hosts: [Host?] = rule.scope == .site || settings.site.hosts.isEmpty ? [nil] : settings.site.hosts
        var told: Set<String> = []
        for host in hosts {
            let (limits, origin) = settings.limits.limits(of: rule.id, base: rule.defaults, on: host)
            guard limits.isEnabled else { continue }
            let book = limits.runbook
            if book.link.isEmpty, linkless.last != rule.id { linkless.append(rule.id) }
            let wanted: [(key: String, example: Message, text: Message?)] = [
                ("consequence", .exampleConsequence(), book.consequence), ("action", .exampleAction(), book.action),
                ("time_to_act", .exampleTimeToAct(), book.timeToAct),
            ]
            let lacks = wanted.filter { $0.text == nil }
            let keys = lacks.map { Message.fileValue($0.key) }
            guard !lacks.isEmpty, told.insert(origin + lacks.map(\.key).joined(separator: " ")).inserted else { continue }
            lines.append(.runbookLacks(origin == ThresholdBook.builtIn ? file : origin, rule.id, keys, lacks.map(\.example)))
        }
    }
    guard !linkless.isEmpty else { return lines }
    let own = "[limits.\(linkless.count == 1 ? linkless[0] : "RULE")]"
    let example = "https://wiki.example.org/warte/\(RunbookLinks.placeholder)"
    return lines + [.linksLacking(file, linkless.count, linkless.joined(separator: ", "), example, own)]
}
