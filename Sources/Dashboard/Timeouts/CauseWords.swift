import Drawing
import Telemetry

extension Cause {
    /// What sort of end it is: only the first sort is ever an alarm.
    var category: String {
        switch self {
        case .clientLost, .handshake, .resource: localized("timeout")
        case .idle, .limit: localized("policy", "end")
        case .loggedOut, .admin, .replaced: localized("normal")
        case .error, .unknown: localized("unclear")
        }
    }
    /// The same in English, as saved views have it.
    var plainCategory: String {
        switch self {
        case .clientLost, .handshake, .resource: "timeout"
        case .idle, .limit: "policy"
        case .loggedOut, .admin, .replaced: "normal"
        case .error, .unknown: "unclear"
        }
    }
    var role: Role { isTimeout ? .warning : .plain }
}
