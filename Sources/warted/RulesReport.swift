import Alarms
import Configuration
import Link
import OwnProcess
import Telemetry

/// `warte rules`: every rule in force, its limits, and where each came from.
struct RulesReport {
    private let rows: [JSONDocument.RuleInForce]

    init(_ configuration: String?) throws(StartFailure) {
        let settings = try EngineConfiguration.read(configuration, environment: environment())
        rows = Self.rows(settings)
    }

    /// A rule's row for the whole site, then one for each host that has other limits.
    private static func rows(_ settings: SiteSettings) -> [JSONDocument.RuleInForce] {
        standardRules.flatMap { rule -> [JSONDocument.RuleInForce] in
            func row(_ host: Host?) -> JSONDocument.RuleInForce {
                let found = settings.limits.limits(of: rule.id, base: rule.defaults, on: host)
                let texts = settings.limits.runbookOrigins(of: rule.id, base: rule.defaults, on: host)
                return .init(
                    rule: rule.id, label: rule.label, unit: rule.unit, host: host?.id, limits: found.limits, origin: found.origin,
                    runbookOrigins: texts)
            }
            let all = row(nil)
            // A node has a row where it has a word of its own: else its host's holds.
            let named = settings.named.filter { $0.id == $0.target || settings.limits.hosts[$0.id]?[rule.id] != nil }
            let own = rule.scope == .site ? [] : named.map { row($0) }
            return [all] + own.filter { $0.origin != all.origin || $0.limits != all.limits }
        }
    }

    func text(json: Bool) -> String {
        if json { return JSONDocument.rules(rows) + "\n" }
        var table = TextTable(
            [
                localized("RULE"), localized("HOST"), localized("WARNING"), localized("CRITICAL"), localized("AFTER"),
                localized("ENDS AFTER"), localized("OVER"), localized("RUNBOOK"), localized("FROM"),
            ], longest: 4096)
        let off = Message.ruleIsOff().text
        for row in rows {
            let limits = row.limits
            let isOn = limits.isEnabled
            table.add([
                row.rule, row.host ?? "", isOn ? Self.limit(limits.warning, limits.warningOff, row.unit) : off,
                isOn ? Self.limit(limits.critical, limits.criticalOff, row.unit) : off, limits.onDelay.text(.exact),
                limits.offDelay.text(.exact),
                limits.window > .zero ? limits.window.text(.exact) : "", Self.sources(row.runbookOrigins), Self.shown(row.origin),
            ])
        }
        return table.text
    }

    /// The mark of the built-in ones is for programs.
    private static func shown(_ origin: String) -> String { origin == ThresholdBook.builtIn ? Message.limitIsBuiltIn().text : origin }

    /// `built in; action, link warte.toml:12`: places that say something of their own name what.
    private static func sources(_ origins: RunbookOrigins) -> String {
        var places: [String] = []
        for place in origins.all.map(\.origin) where !place.isEmpty && !places.contains(place) { places.append(place) }
        func keys(_ place: String) -> String { origins.all.filter { $0.origin == place }.map(\.key).joined(separator: ", ") }
        var parts = places.map { $0 == ThresholdBook.builtIn || places.count == 1 ? shown($0) : keys($0) + " " + $0 }
        if origins.all.contains(where: \.origin.isEmpty) { parts.append(Message.hasNoText(keys("")).text) }
        return parts.joined(separator: "; ")
    }

    /// `80 %, ends 75`.
    private static func limit(_ on: Double?, _ off: Double?, _ unit: Message?) -> String {
        guard let on else { return "--" }
        let limit = on.plain + (unit.map { " " + $0.text } ?? "")
        return off.map { Message.endsAt(limit, $0.plain).text } ?? limit
    }
}
