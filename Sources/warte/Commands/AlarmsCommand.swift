import Alarms
import Drawing
import Feed
import Link
import OwnProcess
import Telemetry

/// `warte alarms`: what is not over, or with `--history` what has been.
enum AlarmsCommand {
    static func run(_ invocation: Invocation) -> Int32 {
        _ = prepareLocale()
        if !invocation.has("history"), let other = ["limit", "since"].first(where: { invocation.has($0) }) {
            complain("warte: --\(other) needs --history: without it all alarms that are not over are listed")
            return 2
        }
        guard let span = duration(invocation.options["since"] ?? "24h") else {
            complain("warte: --since \(invocation.options["since"] ?? ""): write a number and s, m, h or d, such as 24h")
            return 2
        }
        let typed = invocation.options["limit"] ?? "500"
        guard let limit = Int(typed), (1...10_000).contains(limit) else {
            complain("warte: --limit \(typed): write a number from 1 to 10000; \"warte journal export\" knows them all")
            return 2
        }
        do {
            // One more tells whether there are more.
            let history = invocation.has("history") ? (span: span, limit: limit + 1) : nil
            var alarms = try found(history)
            if history != nil {
                if alarms.count > limit {
                    alarms.removeLast()
                    complain("warte: the newest \(limit) only; --limit shows more, \"warte journal export\" all of them")
                }
            }
            let isWritten = invocation.has("json") ? say(json: JSONDocument.alarms(alarms) + "\n") : say(table(alarms).text)
            return isWritten ? 0 : lostOutput
        } catch let failure as EngineContact.Failure {
            complain("warte: \(failure.text)")
        } catch {
            complain("warte: \((error as? LinkProblem)?.text ?? "\(error)")")
        }
        return 3
    }

    /// From the engine that runs, or where none does from the journal.
    private static func found(_ history: (span: Duration, limit: Int)?) throws -> [Alarm] {
        let call: LinkCall?
        var reason = "no engine runs"
        do throws(EngineContact.Failure) { call = try EngineContact.ifRunning()?.call } catch {
            // One that is there and does not listen keeps nobody from reading what it has written.
            (call, reason) = (nil, error.text)
        }
        guard let call else {
            let stored = try JournalAlarms.read(history, reason: reason)
            complain("warte: \(reason); from the journal" + (stored.asOf.map { ", as of \(time($0))" } ?? ", which is empty"))
            return stored.alarms
        }
        return if let history { try call.history(since: wallClock() - history.span, limit: history.limit) } else { try call.alarms() }
    }

    private static func table(_ alarms: [Alarm]) -> TextTable {
        var table = TextTable(["ID", "", "SINCE", "HOST", "ALARM", "STATE"])
        for alarm in alarms { table.add([String(alarm.id), mark(alarm), time(alarm.raisedAt), alarm.key.host, alarm.text, state(alarm)]) }
        return table
    }

    /// Severity and state as a shape, the same as on the screen.
    static func mark(_ alarm: Alarm) -> String {
        switch alarm.phase {
        case .acknowledged, .latchedAcknowledged: "~"
        case .returned: "<"
        case .normal: ""
        case .unacknowledged, .latchedUnacknowledged: alarm.severity == .critical ? "!!" : "!"
        }
    }

    private static func state(_ alarm: Alarm) -> String {
        switch alarm.flag {
        case .inMaintenance: return "in maintenance"
        case .suppressed: return "suppressed: \(alarm.suppressedBy?.text ?? "")"
        case .shelved: return "shelved until \(time(alarm.shelf?.until ?? alarm.changedAt)): \(alarm.shelf?.reason ?? "")"
        case nil: break
        }
        switch alarm.phase {
        case .normal: return alarm.acknowledgement.map { "over, \(said($0))" } ?? "over"
        case .unacknowledged: return "open"
        case .returned: return "returned, unseen"
        case .latchedUnacknowledged, .latchedAcknowledged: return "to be reset"
        case .acknowledged:
            guard let ack = alarm.acknowledgement else { return "acknowledged" }
            return "\(ack.author), until \(time(ack.expires))" + (ack.comment.isEmpty ? "" : ": \(ack.comment)")
        }
    }

    /// Who had it.
    private static func said(_ ack: Acknowledgement) -> String { ack.author + (ack.comment.isEmpty ? "" : ": \(ack.comment)") }
}
