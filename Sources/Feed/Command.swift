public import Alarms
public import Telemetry

/// What a front asks the engine to do. Every one is answered: done, or why not.
public enum Command: Hashable, Sendable {
    /// Of a comment or a reason, in bytes: a page of a log, no file.
    public static let longestWords = 4096

    case acknowledge(ids: [Int64], comment: String)
    case comment(ids: [Int64], text: String)
    /// `wakes`: what brings them back before their time.
    case shelve(ids: [Int64], duration: Duration, reason: String, wakes: [Shelf.UnshelveCondition] = [])
    case unshelve(ids: [Int64])
    /// Takes back this author's last acknowledge or shelve, within 10 s.
    case undo
    /// A maintenance window from now on: the host's alarms are kept quiet and its session ends do not count.
    case startMaintenance(host: Host.ID, duration: Duration, reason: String)
    /// The end of it before its time.
    case endMaintenance(host: Host.ID)
    /// A host that its target names no longer is gone for good.
    case forget(host: Host.ID)
    /// Writes down that somebody runs a command of the configuration now; the front runs it once that is done.
    case run(CommandRun)
    /// Poll at once; nil is every host.
    case pollNow(Host.ID?)
    case reload
}

extension Command {
    // Upon one alarm.
    public static func comment(id: Int64, text: String) -> Command { .comment(ids: [id], text: text) }
    public static func shelve(id: Int64, duration: Duration, reason: String, wakes: [Shelf.UnshelveCondition] = []) -> Command {
        .shelve(ids: [id], duration: duration, reason: reason, wakes: wakes)
    }
    public static func unshelve(id: Int64) -> Command { .unshelve(ids: [id]) }

    /// The occurrences it is about, as they were named; of several it is done upon those that it can be done upon, and is one act.
    public var alarms: [Int64] {
        switch self {
        case .acknowledge(let ids, _), .comment(let ids, _), .shelve(let ids, _, _, _), .unshelve(let ids): ids
        case .undo, .startMaintenance, .endMaintenance, .forget, .run, .pollNow, .reload: []
        }
    }
}

/// A run of a command of the configuration (`UserCommand`), as it is written down.
public struct CommandRun: Hashable, Sendable {
    public let command: String
    /// Empty for an alarm of the site.
    public let host: Host.ID
    /// The guest's id, the session's pseudonym or the alarm's number; empty where it is about the host.
    public let subject: String
    public init(command: String, host: Host.ID, subject: String = "") {
        self.command = command
        self.host = host
        self.subject = subject
    }
}

/// Why a command was not carried out.
public struct CommandRefusal: Error, Hashable, Sendable {
    public let message: Message
    /// There is no such alarm or host.
    public let isNotFound: Bool
    public init(_ message: Message, isNotFound: Bool = false) {
        self.message = message
        self.isNotFound = isNotFound
    }
    /// For the status line.
    public var text: String { message.text }
}
