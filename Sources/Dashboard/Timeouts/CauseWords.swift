import Drawing
import Telemetry

extension Cause {
    /// What sort of end it is: only the first sort is ever an alarm.
    var category: String {
        switch self {
        case .clientLost, .handshake, .resource: "timeout"
        case .idle, .limit: "policy"
        case .loggedOut, .admin, .replaced: "normal"
        case .error, .unknown: "unclear"
        }
    }
    var role: Role { isTimeout ? .warning : .plain }
}
