import Alarms
import Feed
import JSON
import Telemetry

/// Replies as messages.
enum Answers {
    static func information(version: String) -> [UInt8] {
        Reply.message { out in
            out.put("vendor", "Warte")
            out.put("product", "warted")
            out.put("version", version)
            out.put("url", "")
            out.put("interfaces", Interface.allCases.map(\.rawValue))
        }
    }

    static func description(interface name: String) -> [UInt8] {
        guard let interface = Interface(rawValue: name) else { return ServiceError.interfaceNotFound(name).message() }
        return Reply.message { $0.put("description", interface.description) }
    }

    static func alarms(_ alarms: [Alarm]) -> [UInt8] { Reply.message(isForPeople: true) { $0.put("alarms", alarms) } }

    static func done(_ refusal: CommandRefusal?) -> [UInt8] {
        guard let refusal else { return Reply.message() }
        let error: ServiceError = refusal.isNotFound ? .notFound(refusal.message) : .refused(refusal.message)
        return error.message()
    }

    static func status(_ engine: EngineStatus) -> [UInt8] { Reply.message(isForPeople: true) { $0.put("engine", engine) } }

    static func hosts(_ site: Site, _ states: [HostState]) -> [UInt8] {
        Reply.message(isForPeople: true) { out in
            out.put("site", site)
            out.put("hosts", states)
        }
    }

    static func past(_ hosts: PastHosts) -> [UInt8] { Reply.message { hosts.write(to: $0) } }

    static func name(_ name: String) -> [UInt8] { Reply.message { $0.put("name", name) } }

    /// What a front gets of an update: long lists in pieces, so that no message grows with the day.
    static func pieces(_ update: Update) -> [[UInt8]] {
        let length = 1000
        let updates: [Update]
        switch update {
        case .ends(let ends) where ends.count > length: updates = pieces(ends, length).map { .ends($0) }
        case .events(let events) where events.count > length: updates = pieces(events, length).map { .events($0) }
        case .alarms(let alarms) where alarms.count > AlarmChangeLog.piece:
            let lists = pieces(alarms, AlarmChangeLog.piece)
            updates = lists.enumerated().map { $0 == 0 ? .alarms($1) : .alarmChanges(AlarmChanges(changed: $1)) }
        default: updates = [update]
        }
        return updates.map { update in Reply.message(continues: true) { $0.put("update", update) } }
    }

    /// A front's first state. Others have their turn between the messages.
    static func state(_ updates: [Update]) async -> [StateMessage] {
        var out: [StateMessage] = []
        for update in updates {
            // In pieces they replace nothing: only all of them together are the list.
            let pieces = pieces(update)
            let slot = pieces.count == 1 ? UpdateSlot(update) : nil
            for bytes in pieces { out.append(StateMessage(slot: slot, bytes: bytes)) }
            await Task.yield()
        }
        return out
    }

    private static func pieces<T>(_ list: [T], _ length: Int) -> [[T]] {
        stride(from: 0, to: list.count, by: length).map { Array(list[$0..<min($0 + length, list.count)]) }
    }
}
