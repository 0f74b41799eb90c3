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
            complain(.needsHistory("--" + other))
            return 2
        }
        guard let span = duration(invocation.options["since"] ?? "24h") else {
            complain(.optionWrong("--since", invocation.options["since"] ?? "", .writeDuration("24h", nil)))
            return 2
        }
        let typed = invocation.options["limit"] ?? "500"
        guard let limit = Int(typed), (1...10_000).contains(limit) else {
            complain(.optionWrong("--limit", typed, .wantedNumberOfAlarms(1, 10_000)))
            return 2
        }
        do {
            // One more tells whether there are more.
            let history = invocation.has("history") ? (span: span, limit: limit + 1) : nil
            var alarms = try found(history)
            if history != nil {
                if alarms.count > limit {
                    alarms.removeLast()
                    complain(.newestOnly(limit))
                }
            }
            let isWritten = invocation.has("json") ? say(json: JSONDocument.alarms(alarms) + "\n") : say(table(alarms).text)
            return isWritten ? 0 : lostOutput
        } catch {
            complain(words(of: error))
        }
        return 3
    }

    /// From the engine that runs, or where none does from the journal.
    private static func found(_ history: (span: Duration, limit: Int)?) throws -> [Alarm] {
        let call: LinkCall?
        var reason = Message.noEngineRuns()
        do throws(EngineContact.Failure) { call = try EngineContact.ifRunning()?.call } catch {
            // One that is there and does not listen keeps nobody from reading what it has written.
            (call, reason) = (nil, error.message)
        }
        guard let call else {
            let stored = try JournalAlarms.read(history, reason: reason)
            complain(stored.asOf.map { Message.fromJournal(reason, time($0)) } ?? Message.fromEmptyJournal(reason))
            return stored.alarms
        }
        return if let history { try call.history(since: wallClock() - history.span, limit: history.limit) } else { try call.alarms() }
    }

    private static func table(_ alarms: [Alarm]) -> TextTable {
        var table = TextTable(["ID", "", localized("SINCE"), localized("HOST"), localized("ALARM"), localized("STATE")])
        for alarm in alarms {
            table.add([String(alarm.id), mark(alarm), time(alarm.raisedAt), alarm.key.host, alarm.text, state(alarm).text])
        }
        return table
    }

    /// Severity and state as a shape, the same as on the screen.
    static func mark(_ alarm: Alarm) -> String {
        switch alarm.flag {
        case .inMaintenance: return "o"
        case .suppressed: return "x"
        case .shelved: return "s"
        case nil: break
        }
        return switch alarm.phase {
        case .acknowledged, .latchedAcknowledged: "~"
        case .returned: "<"
        case .normal: ""
        case .unacknowledged, .latchedUnacknowledged: alarm.severity == .critical ? "!!" : "!"
        }
    }

    private static func state(_ alarm: Alarm) -> Message {
        switch alarm.flag {
        case .inMaintenance: return .alarmInMaintenance()
        case .suppressed: return .alarmSuppressed(alarm.suppressedBy)
        case .shelved: return .alarmShelved(time(alarm.shelf?.until ?? alarm.changedAt), alarm.shelf?.reason ?? "")
        case nil: break
        }
        switch alarm.phase {
        case .normal: return alarm.acknowledgement.map { .alarmIsOverBy($0.author, said($0)) } ?? .alarmIsOver()
        case .unacknowledged: return .alarmIsOpen()
        case .returned: return .alarmReturned()
        case .latchedUnacknowledged, .latchedAcknowledged: return .alarmLatched()
        case .acknowledged:
            guard let ack = alarm.acknowledgement else { return .alarmAcknowledged() }
            return .alarmAcknowledgedBy(ack.author, time(ack.expires), said(ack))
        }
    }

    /// Of who had it; nil for nothing.
    private static func said(_ ack: Acknowledgement) -> String? { ack.comment.isEmpty ? nil : ack.comment }
}
