import Alarms
import Feed
import Link
import OwnProcess
import Telemetry

/// `warte ack`, `comment`, `shelve`, `unshelve`, `maintenance`, `forget`, `reload`: what operators do, through the engine that runs.
enum ActCommand {
    static func run(_ invocation: Invocation) -> Int32 {
        do {
            // What is wrong with the line is said whether an engine runs or not.
            _ = try command(invocation, shelveFor: .seconds(1))
            let call = try EngineContact.running().call
            let isDefault = invocation.command == "shelve" && !invocation.has("for")
            let command = try command(invocation, shelveFor: isDefault ? try call.status().shelveDefault : .zero)
            guard let refusal = try call.perform(command) else { return 0 }
            complain(refusal.message)
            return 1
        } catch let misuse as Misuse {
            complain(misuse.message)
            return 2
        } catch {
            complain(words(of: error))
        }
        return 3
    }

    /// - Parameter shelveFor: the time where none is typed.
    static func command(_ invocation: Invocation, shelveFor usual: Duration) throws(Misuse) -> Command {
        switch invocation.command {
        case "ack":
            guard !invocation.arguments.isEmpty else { throw Misuse(.needsAlarmID("ack")) }
            return .acknowledge(ids: try invocation.arguments.map(id), comment: invocation.options["comment"] ?? "")
        case "comment":
            // With several alarms a number in the last place is one more of them, and the words were forgotten.
            let isForgotten = invocation.arguments.count > 2 && invocation.arguments.last.flatMap { Int64($0) } != nil
            guard invocation.arguments.count > 1, !isForgotten, let text = invocation.arguments.last else {
                throw Misuse(.writeLine("warte comment ID... \"TEXT\""))
            }
            return .comment(ids: try invocation.arguments.dropLast().map(id), text: text)
        case "shelve":
            guard !invocation.arguments.isEmpty, let reason = invocation.options["reason"] else {
                throw Misuse(.writeLine("warte shelve ID... --for 1h --reason \"TEXT\""))
            }
            let time = try invocation.options["for"].map(Self.time) ?? usual
            let wakes = try (invocation.repeated["wake"] ?? []).map(wake)
            return .shelve(ids: try invocation.arguments.map(id), duration: time, reason: reason, wakes: wakes)
        case "maintenance": return try maintenance(invocation)
        case "forget":
            guard invocation.arguments.count == 1 else { throw Misuse(.writeLine("warte forget HOST")) }
            return .forget(host: invocation.arguments[0])
        case "unshelve":
            guard !invocation.arguments.isEmpty else { throw Misuse(.needsAlarmID("unshelve")) }
            return .unshelve(ids: try invocation.arguments.map(id))
        case "reload": return .reload
        // Nothing else is done in its place.
        default: throw Misuse(.isNoAct(invocation.command))
        }
    }

    private static func maintenance(_ invocation: Invocation) throws(Misuse) -> Command {
        let usage = Message.writeLines("warte maintenance HOST --for 2h --reason \"TEXT\"", "warte maintenance HOST --end")
        guard invocation.arguments.count == 1 else { throw Misuse(usage) }
        let host = invocation.arguments[0]
        if invocation.has("end") {
            guard !invocation.has("for"), !invocation.has("reason") else { throw Misuse(usage) }
            return .endMaintenance(host: host)
        }
        guard let word = invocation.options["for"], let reason = invocation.options["reason"] else { throw Misuse(usage) }
        return .startMaintenance(host: host, duration: try Self.time(word), reason: reason)
    }

    /// More than a year no engine takes.
    private static func time(_ word: String) throws(Misuse) -> Duration {
        guard let time = duration(word), time <= .seconds(366 * 86_400) else {
            throw Misuse(.optionWrong("--for", word, .writeDuration("2h", "366d")))
        }
        return time
    }

    private static func wake(_ word: String) throws(Misuse) -> Shelf.UnshelveCondition {
        guard let wake = Shelf.UnshelveCondition(typed: word) else {
            throw Misuse(.optionWrong("--wake", word, .writeUnshelving()))
        }
        return wake
    }

    private static func id(_ word: String) throws(Misuse) -> Int64 {
        guard let id = Int64(word) else { throw Misuse(.isNoAlarmID(word)) }
        return id
    }
}
