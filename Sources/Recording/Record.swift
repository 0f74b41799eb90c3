import Alarms
import Dashboard
import Feed
import JSON
import Link
import MessageJSON
import MetricStore
import Telemetry

/// One record of a recording: see `RecordingFormat`.
enum Record {
    case begin(version: String)
    case update(Update)
    case connection(Connection)
    case silence(Duration?)
    case store(raw: Int)
    case series(Host.ID, step: Duration, [Series])
    case past(series: Int, from: Moment, step: Duration, [Double])
    case numbers(at: Moment, [Run])
    case state([HostState], [Alarm])
    case end

    /// Values of series whose numbers follow each other.
    struct Run: Hashable {
        var first: Int
        var values: [Double]
    }

    var kind: String {
        switch self {
        case .begin: "begin"
        case .update: "update"
        case .connection: "connection"
        case .silence: "silence"
        case .store: "store"
        case .series: "series"
        case .past: "past"
        case .numbers: "numbers"
        case .state: "state"
        case .end: "end"
        }
    }

    var json: [UInt8] {
        Array(
            FieldWriter.message { out in
                switch self {
                case .begin(let version): out.put("warte", version)
                case .update(let update): out.putTold(update)
                case .connection(let connection): Self.write(connection, to: out)
                case .silence(let duration): out.put("for_ms", duration.map { TimeRange.clamped($0) })
                case .store(let raw): out.put("raw", raw)
                case .series(let host, let step, let series):
                    out.put("host", host)
                    out.put("step_ms", TimeRange.clamped(step))
                    out.putTold(series)
                case .past(let series, let from, let step, let values):
                    out.put("first", series)
                    out.put("from_ms", TimeRange.clamped(from))
                    out.put("step_ms", TimeRange.clamped(step))
                    out.put("values", values)
                case .numbers(let at, let runs):
                    out.put("at_ms", TimeRange.clamped(at))
                    out.objects("runs", runs) { run, out in
                        out.put("first", run.first)
                        out.put("values", run.values)
                    }
                case .state(let hosts, let alarms): out.putTold(hosts, alarms)
                case .end: break
                }
            }.dropLast())
    }

    /// Nil where it is of a kind that nobody knows here.
    init?(kind: String, _ fields: Fields) throws(UnreadableMessage) {
        switch kind {
        case "begin": self = .begin(version: try fields.string("warte"))
        case "update": self = .update(try fields.toldUpdate())
        case "connection": self = .connection(try Self.connection(fields))
        case "silence": self = .silence(try fields.toldDuration("for_ms"))
        case "store": self = .store(raw: Int(try fields.integer("raw", in: 1...1_000_000)))
        case "series":
            let host = try fields.string("host")
            self = .series(host, step: try Self.step(fields), try fields.toldSeries(of: host))
        case "past":
            self = .past(
                series: try Self.place(fields), from: try fields.toldMoment("from_ms"), step: try Self.step(fields),
                try fields.numbers("values"))
        case "numbers":
            let runs = try fields.objectsIfPresent("runs") { (fields) throws(UnreadableMessage) in
                Run(first: try Self.place(fields), values: try fields.numbers("values"))
            }
            self = .numbers(at: try fields.toldMoment("at_ms"), try fields.needed(runs, "runs", "list"))
        case "state": self = .state(try fields.toldHosts(), try fields.toldAlarms())
        case "end": self = .end
        default: return nil
        }
    }
    private static func place(_ fields: Fields) throws(UnreadableMessage) -> Int {
        Int(try fields.integer("first", in: 0...Int64(RecordingFormat.mostSeries)))
    }
    private static func step(_ fields: Fields) throws(UnreadableMessage) -> Duration {
        .milliseconds(try fields.integer("step_ms", in: 1...86_400_000))
    }

    private enum Standing: String, CaseIterable { case starting, attached, lost, mismatch }
    private static func write(_ connection: Connection, to out: FieldWriter) {
        switch connection {
        case .starting: out.put("is", Standing.starting)
        case .attached: out.put("is", Standing.attached)
        case .lost(let reason, let since):
            out.put("is", Standing.lost)
            out.put("reason", reason)
            out.put("since_ms", TimeRange.clamped(since))
        case .versionMismatch(let reason):
            out.put("is", Standing.mismatch)
            out.put("reason", reason)
        }
    }
    private static func connection(_ fields: Fields) throws(UnreadableMessage) -> Connection {
        let standing: Standing = try fields.word("is")
        switch standing {
        case .starting: return .starting
        case .attached: return .attached
        case .lost: return .lost(reason: try fields.message("reason"), since: try fields.toldMoment("since_ms"))
        case .mismatch: return .versionMismatch(try fields.message("reason"))
        }
    }
}

extension Update {
    /// As it is kept: whoever gets the file learns nothing of the machine's paths, nor of what its people run.
    var recorded: Update {
        guard case .engine(var status) = self else { return self }
        status.storePath = ""
        status.configurationPath = status.configurationPath.isEmpty ? "" : "warte.toml"
        status.commands = status.commands.map { command in
            UserCommand(
                name: command.name, key: command.key, place: command.place, run: [], confirms: command.confirms,
                isForeground: command.isForeground, deadline: command.deadline)
        }
        return .engine(status)
    }
}
