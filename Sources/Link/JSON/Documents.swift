public import Alarms
public import Feed
public import Telemetry

/// What the command line prints with `--json`: the fields are those of `org.warte.engine`.
public enum JSONDocument {
    /// One number of a host: `metric` is a `Metric.ID`, `at_ms` says how old it is.
    public struct Number {
        public let metric: Metric.ID
        public let value: Double
        public let at: Moment
        public init(metric: Metric.ID, value: Double, at: Moment) {
            self.metric = metric
            self.value = value
            self.at = at
        }
    }

    public static func alarms(_ alarms: [Alarm]) -> String { text { $0.put("alarms", alarms) } }

    /// `status` is `ok`, `warning`, `critical` or `unknown`; `numbers` holds each host's own, by host.
    public static func status(
        _ status: String, engine: EngineStatus, site: Site, hosts: [HostState], numbers: [Host.ID: [Number]], alarms: [Alarm]
    ) -> String {
        text { out in
            out.put("status", status)
            out.put("engine", engine)
            out.put("site", site)
            out.put("hosts", hosts)
            out.put("numbers", hosts.flatMap { host in (numbers[host.id] ?? []).map { HostNumber(host: host.id, number: $0) } })
            out.put("alarms", alarms)
        }
    }

    private static func text(_ write: (FieldWriter) -> Void) -> String {
        String(decoding: FieldWriter.message(write).dropLast(), as: UTF8.self)
    }
}

private struct HostNumber: FieldCoded {
    let host: Host.ID
    let number: JSONDocument.Number
    init(host: Host.ID, number: JSONDocument.Number) {
        self.host = host
        self.number = number
    }
    init(_ fields: Fields) throws(UnreadableMessage) {
        host = try fields.string("host")
        number = JSONDocument.Number(
            metric: try fields.string("metric"), value: try fields.numberIfPresent("value") ?? .nan, at: try fields.moment("at_ms"))
    }
    func write(to out: FieldWriter) {
        out.put("host", host)
        out.put("metric", number.metric)
        out.put("value", number.value)
        out.put("at_ms", number.at)
    }
}
