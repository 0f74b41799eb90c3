import CNetSNMP
import Glibc
import Platform
import Telemetry

/// One agent's session of net-snmp, on the library's thread; one request at a time.
final class AgentLine {
    typealias Ticket = Race<Exchange>

    private let agent: OpaquePointer
    private let box: Unmanaged<Waiting>
    /// Kept for others who have the same passphrases.
    private var keys: AgentKeys?
    /// Who waits for the answer, apart from the line: the library holds on to it.
    private final class Waiting { var ticket: Ticket? }

    /// The most variables of one answer that are kept.
    private static let mostVariables = 2048

    enum Fault: Error, Hashable, Sendable {
        case memory, protocolUnknown, keys
        /// The system's error.
        case socket(Int32)
    }

    init(_ settings: AgentSettings, secrets: AgentSecrets, address: String) throws(Fault) {
        var fault = CSNMPFaultNone
        var code: Int32 = 0
        let box = Unmanaged.passRetained(Waiting())
        let agent = settings.withSettings(secrets, address: address) { settings in
            csnmp_open(settings, { AgentLine.take($0, $1, $2) }, box.toOpaque(), &fault, &code)
        }
        guard let agent else {
            box.release()
            throw Fault(fault, code)
        }
        self.agent = agent
        self.box = box
    }

    var descriptor: Int32 { csnmp_descriptor(agent) }
    var isWaiting: Bool { box.takeUnretainedValue().ticket != nil }
    /// Whether there is something to read.
    var hasArrived: Bool {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&waiting, 1, 0) > 0
    }
    /// Milliseconds.
    var expires: Int? {
        let left = csnmp_expires(agent)
        return left < 0 ? nil : Int(left)
    }

    func send(_ request: AgentRequest, _ ticket: Ticket) {
        let lengths = request.names.map { $0.numbers.count }
        let numbers = request.names.flatMap { $0.numbers }
        let command: CSNMPCommand =
            switch request.command {
            case .get: CSNMPCommandGet
            case .next: CSNMPCommandGetNext
            case .bulk: CSNMPCommandGetBulk
            }
        numbers.withUnsafeBufferPointer { numbers in
            lengths.withUnsafeBufferPointer { lengths in
                guard let numbers = numbers.baseAddress, let starts = lengths.baseAddress else {
                    ticket.finish(.notTaken)
                    return
                }
                var wanted = CSNMPRequest(
                    command: command, numbers: numbers, lengths: starts, count: lengths.count, repetitions: Int32(request.repetitions),
                    timeout_ms: Int32(clamping: request.patience.milliseconds), retries: Int32(request.retries),
                    is_plain: request.isPlain ? 1 : 0)
                submit(ticket) { csnmp_send(agent, &wanted) }
            }
        }
    }

    func discover(patience: Duration, retries: Int, _ ticket: Ticket) {
        submit(ticket) { csnmp_discover(agent, Int32(clamping: patience.milliseconds), Int32(retries)) }
    }

    /// Binds the keys to the engine that answered.
    func adopt(_ keys: AgentKeys) -> Fault? {
        self.keys = keys
        let fault = csnmp_adopt(agent, keys.authentication?.key, keys.privacy?.key)
        return fault == CSNMPFaultNone ? nil : Fault(fault, 0)
    }

    private func submit(_ ticket: Ticket, _ send: () -> Int32) {
        box.takeUnretainedValue().ticket = ticket
        // What cannot be sent may be told before this returns.
        if send() == 0 { finish(.notTaken) }
    }

    func read() {
        let code = csnmp_read(agent)
        if code != 0, code != EAGAIN, code != EINTR { finish(.unreachable(code)) }
    }

    func expire() { csnmp_expire(agent) }

    func end() {
        finish(.cancelled)
        csnmp_close(agent)
        box.release()
    }

    private func finish(_ exchange: Exchange) { Self.finish(box.takeUnretainedValue(), exchange) }
    private static func finish(_ waiting: Waiting, _ exchange: Exchange) {
        let ticket = waiting.ticket
        waiting.ticket = nil
        ticket?.finish(exchange)
    }

    private static func take(_ context: UnsafeMutableRawPointer, _ result: CSNMPResult, _ reply: OpaquePointer?) {
        let waiting = Unmanaged<Waiting>.fromOpaque(context).takeUnretainedValue()
        switch result.outcome {
        case CSNMPOutcomeAnswer:
            finish(
                waiting,
                .answer(status: bounded(result.error_status), index: bounded(result.error_index), variables(reply)))
        case CSNMPOutcomeReport: finish(waiting, .report(SecurityReport(result.report)))
        case CSNMPOutcomeTimedOut: finish(waiting, .silence)
        default: finish(waiting, result.system_error == 0 ? .notTaken : .unreachable(result.system_error))
        }
    }

    private static func bounded(_ number: Int) -> Int { min(max(number, -1), 10_000) }

    private static func variables(_ reply: OpaquePointer?) -> [Variable] {
        guard let reply else { return [] }
        var out: [Variable] = []
        var next = CSNMPVariable()
        while out.count < mostVariables, csnmp_next(reply, &next) != 0 {
            out.append(
                Variable(name: OID(Array(UnsafeBufferPointer(start: next.name, count: next.name_length))), value: SNMPValue(next)))
        }
        return out
    }
}

extension AgentLine.Fault {
    init(_ fault: CSNMPFault, _ code: Int32) {
        switch fault {
        case CSNMPFaultProtocol: self = .protocolUnknown
        case CSNMPFaultSocket: self = .socket(code)
        case CSNMPFaultKeys: self = .keys
        default: self = .memory
        }
    }
}

extension SecurityReport {
    fileprivate init(_ report: CSNMPReport) {
        switch report {
        case CSNMPReportUnsupportedSecurityLevel: self = .unsupportedLevel
        case CSNMPReportNotInTimeWindow: self = .notInTimeWindow
        case CSNMPReportUnknownUser: self = .unknownUser
        case CSNMPReportUnknownEngine: self = .unknownEngine
        case CSNMPReportWrongDigest: self = .wrongDigest
        case CSNMPReportDecryption: self = .decryption
        case CSNMPReportUnknownContext: self = .unknownContext
        default: self = .other
        }
    }
}

extension SNMPValue {
    fileprivate init(_ variable: CSNMPVariable) {
        func bytes() -> [UInt8] { Array(UnsafeBufferPointer(start: variable.bytes, count: min(variable.length, Self.longestText))) }
        switch variable.kind {
        case CSNMPKindInteger: self = .integer(variable.integer)
        case CSNMPKindUnsigned, CSNMPKindTicks: self = .natural(variable.natural)
        case CSNMPKindCounter32: self = .counter32(UInt32(truncatingIfNeeded: variable.natural))
        case CSNMPKindCounter64: self = .counter64(variable.natural)
        case CSNMPKindReal: self = .real(variable.real)
        case CSNMPKindText: self = .text(bytes())
        case CSNMPKindAddress: self = .address(bytes())
        case CSNMPKindOID: self = .oid(OID(Array(UnsafeBufferPointer(start: variable.numbers, count: variable.length))))
        case CSNMPKindEndOfView: self = .endOfView
        default: self = .nothing
        }
    }
}
