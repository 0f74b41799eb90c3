public import Alarms
public import Feed
import JSON
public import Telemetry

/// What the command line prints with `--json`: the fields are those of `org.warte.engine`.
public enum JSONDocument {
    /// One number of a host: `metric` is a `Metric.ID` and `entity` an `Entity.name`; `unit` stands behind the number, `at_ms` says how old
    /// it is.
    public struct Number {
        public let entity: Entity
        public let metric: Metric
        public let value: Double
        public let at: Moment
        /// The guest's name; nil for a number of the host itself.
        public let guest: String?
        public init(entity: Entity, metric: Metric, value: Double, at: Moment, guest: String? = nil) {
            self.entity = entity
            self.metric = metric
            self.value = value
            self.at = at
            self.guest = guest
        }
    }

    public static func alarms(_ alarms: [Alarm]) -> String { text { $0.put("alarms", alarms) } }

    /// `status` is `ok`, `warning`, `critical` or `unknown`; `numbers` holds each host's own and its guests', by host.
    public static func status(
        _ status: String, engine: EngineStatus, site: Site, hosts: [HostState], numbers: [Host.ID: [Number]], alarms: [Alarm]
    ) -> String {
        text { out in
            out.put("status", status)
            out.put("engine", engine)
            out.put("site", site)
            out.put("hosts", hosts)
            out.put("numbers", hosts.flatMap { host in (numbers[host.id] ?? []).map { $0.written(of: host.id) } })
            out.put("alarms", alarms)
        }
    }

    /// A rule with its limits on one host, or (nil) wherever nothing else is said, and the place that says so.
    public struct RuleInForce {
        public let rule: String
        public let label: Message
        public let unit: Message?
        public let host: Host.ID?
        public let limits: Thresholds
        /// `built in`, `warte.toml:12`.
        public let origin: String
        public let runbookOrigins: RunbookOrigins
        public init(
            rule: String, label: Message, unit: Message?, host: Host.ID?, limits: Thresholds, origin: String, runbookOrigins: RunbookOrigins
        ) {
            self.rule = rule
            self.label = label
            self.unit = unit
            self.host = host
            self.limits = limits
            self.origin = origin
            self.runbookOrigins = runbookOrigins
        }
    }

    public static func rules(_ rules: [RuleInForce]) -> String {
        text { $0.put("rules", rules.map { Written($0.write) }) }
    }

    /// What one rule would have said, and how often it fires without the changes that were tried; nil where none were.
    public struct RuleReplayed {
        public let result: ReplayResult
        public let before: Int?
        public init(result: ReplayResult, before: Int?) {
            self.result = result
            self.before = before
        }
    }

    public static func replay(_ rules: [RuleReplayed], over span: Duration, interruptions: Int, before: Int? = nil) -> String {
        text { out in
            out.put("span_ms", span)
            out.put("interruptions", interruptions)
            out.put("interruptions_before", before)
            out.put(
                "rules",
                rules.map { rule in
                    Written { out in
                        out.put("rule", rule.result.rule)
                        out.put("fired", rule.result.activations)
                        out.put("fired_before", rule.before)
                        out.put("at_night", rule.result.atNight)
                        out.put("healed_by_itself", rule.result.healedByItself)
                        out.put("stood_ms", rule.result.total)
                        out.put("interruptions", rule.result.interruptions)
                    }
                })
        }
    }

    private static func text(_ write: (FieldWriter) -> Void) -> String {
        String(decoding: FieldWriter.message(isForPeople: true, write).dropLast(), as: UTF8.self).harmlessJSON
    }
}

extension JSONDocument.Number {
    fileprivate func written(of host: Host.ID) -> Written {
        Written { out in
            out.put("host", host)
            out.put("guest", guest)
            out.put("entity", entity.name)
            out.put("metric", metric.id)
            out.put("label", metric.label)
            out.put("unit", metric.unit.symbol)
            out.put("value", value)
            out.put("at_ms", at)
        }
    }
}

extension JSONDocument.RuleInForce {
    fileprivate func write(to out: FieldWriter) {
        out.put("rule", rule)
        out.put("label_message", label, as: "label")
        out.put("unit", unit?.text ?? "")
        out.put("host", host)
        out.put("origin", origin)
        out.put("enabled", limits.isEnabled)
        for (key, value) in [
            ("warning", limits.warning), ("warning_off", limits.warningOff), ("critical", limits.critical),
            ("critical_off", limits.criticalOff),
        ] as [(StaticString, Double?)] {
            if let value { out.put(key, value) }
        }
        out.put("on_delay_ms", limits.onDelay)
        out.put("off_delay_ms", limits.offDelay)
        out.put("window_ms", limits.window)
        out.put("runbook", limits.runbook)
        out.object("runbook_from") { out in
            out.put("consequence", runbookOrigins.consequence)
            out.put("action", runbookOrigins.action)
            out.put("time_to_act", runbookOrigins.timeToAct)
            out.put("link", runbookOrigins.link)
        }
    }
}

/// An element that is only ever written.
private struct Written: FieldCoded {
    private let fields: (FieldWriter) -> Void
    init(_ fields: @escaping (FieldWriter) -> Void) { self.fields = fields }
    init(_ fields: Fields) throws(UnreadableMessage) { throw UnreadableMessage(.noList) }
    func write(to out: FieldWriter) { fields(out) }
}
