import Feed
import JSON
import MessageJSON
import MetricStore
import Telemetry

/// A call whose method is known and whose parameters are right.
enum Request: Hashable, Sendable {
    case information
    case description(interface: String)
    case negotiate(ClosedRange<Int>)
    case attach(ClosedRange<Int>)
    /// As fronts said it when both ends had to be of one version.
    case attachByVersion(String)
    case alarms
    case history(since: Moment, limit: Int)
    case hosts
    case hostsAt(Moment, [Host.ID])
    case alarmsAt(Moment, limit: Int)
    case series(of: Host.ID, from: Int)
    case latest([SeriesKey])
    case span(SeriesSpan)
    case status
    case reveal(user: String, host: String, reason: String)
    case command(Command)

    init(_ call: Call) throws(ServiceError) {
        guard let dot = call.method.lastIndex(of: "."), let interface = Interface(rawValue: String(call.method[..<dot])) else {
            throw .interfaceNotFound(call.method.lastIndex(of: ".").map { String(call.method[..<$0]) } ?? call.method)
        }
        let method = String(call.method[call.method.index(after: dot)...])
        let found: Request?
        do {
            switch interface {
            case .service: found = try Request.service(method, call.parameters)
            case .engine: found = try Request.engine(method, call.parameters)
            }
        } catch { throw .invalidParameter(error.path, problem: error.reason) }
        guard let found else { throw .methodNotFound(call.method) }
        if call.upgrade { throw .invalidParameter("upgrade", problem: .callLeavesNot(call.method)) }
        switch found {
        case .attach, .attachByVersion: if !call.more || call.oneway { throw .expectedMore }
        default: break
        }
        self = found
    }

    private static func service(_ method: String, _ fields: Fields) throws(UnreadableMessage) -> Request? {
        switch method {
        case "GetInfo": .information
        case "GetInterfaceDescription": .description(interface: try fields.string("interface"))
        default: nil
        }
    }

    private static func attach(_ fields: Fields) throws(UnreadableMessage) -> Request {
        if try fields.integerIfPresent("oldest") == nil, let version = try fields.stringIfPresent("version", atMost: Bounds.name) {
            return .attachByVersion(version)
        }
        return .attach(try fields.protocols())
    }

    private static func engine(_ method: String, _ fields: Fields) throws(UnreadableMessage) -> Request? {
        switch method {
        case "Negotiate": .negotiate(try fields.protocols())
        case "Attach": try attach(fields)
        case "ListAlarms": .alarms
        case "History": .history(since: try fields.moment("since_ms"), limit: Int(try fields.integer("limit", in: Bounds.history)))
        case "ListHosts": .hosts
        case "AlarmsAt": .alarmsAt(try fields.moment("at_ms"), limit: Int(try fields.integer("limit", in: Bounds.history)))
        case "HostsAt": .hostsAt(try fields.moment("at_ms"), try fields.pastHosts())
        case "ListSeries":
            .series(of: try fields.string("host", atMost: Bounds.name), from: Int(try fields.integer("first", in: Bounds.firstSeries)))
        case "Latest": .latest(try fields.keys())
        case "Span": .span(try fields.span())
        case "Status": .status
        case "Reveal":
            .reveal(
                user: try fields.string("user", atMost: Bounds.name), host: try fields.string("host", atMost: Bounds.name),
                reason: try fields.string("reason", atMost: Bounds.text))
        default: try Command(method: method, fields).map { .command($0) }
        }
    }
}
