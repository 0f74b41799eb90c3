import CLibvirt
import Glibc
import Telemetry

/// What libvirt says about the call that failed last on this thread.
struct LibvirtError: Error, Hashable, Sendable {
    /// `virErrorNumber`.
    var code: UInt32
    /// The system's error number where `code` is a system error, else 0.
    var systemCode: Int32
    /// Its words; empty where it has none.
    var message: String

    /// libvirt keeps the last error per thread: ask on the one that called, and before the next call.
    static func last() -> LibvirtError {
        guard let error = virGetLastError() else { return LibvirtError(code: 0, systemCode: 0, message: "") }
        return LibvirtError(
            code: UInt32(exactly: error.pointee.code) ?? 0, systemCode: error.pointee.int1,
            message: error.pointee.message.map { String(cString: $0) } ?? "")
    }

    var reason: Message { message.isEmpty ? .libvirtGivesNoReason() : .marked(LibvirtWords.pieces(of: message)) }

    var isUnsupported: Bool { has(VIR_ERR_NO_SUPPORT) }
    /// The guest agent does not know the command; libvirt before 6.6 has the first.
    var isUnsupportedByAgent: Bool { isUnsupported || has(VIR_ERR_OPERATION_UNSUPPORTED) || has(VIR_ERR_ARGUMENT_UNSUPPORTED) }
    /// The connection is one that may only read.
    var isReadOnly: Bool { has(VIR_ERR_OPERATION_DENIED) }
    /// What an older daemon answers to a flag that it does not know.
    var isUnknownFlag: Bool { has(VIR_ERR_INVALID_ARG) || has(VIR_ERR_ARGUMENT_UNSUPPORTED) }

    private func has(_ number: virErrorNumber) -> Bool { code == number.rawValue }

    func failure(asked: String, after waited: Duration) -> CollectFailure {
        let refusals = [
            VIR_ERR_AUTH_FAILED, VIR_ERR_AUTH_CANCELLED, VIR_ERR_AUTH_UNAVAILABLE, VIR_ERR_ACCESS_DENIED, VIR_ERR_OPERATION_DENIED,
        ]
        let noPermission = has(VIR_ERR_SYSTEM_ERROR) && (systemCode == EACCES || systemCode == EPERM)
        if noPermission || refusals.contains(where: { has($0) }) {
            return .refused(asked: asked, reason: reason, hint: hint(asked: asked))
        }
        if has(VIR_ERR_OPERATION_TIMEOUT) { return .timedOut(asked: asked, after: waited) }
        return .unreachable(asked: asked, reason: reason, hint: hint(asked: asked))
    }
}
