import Telemetry

/// One datagram to an agent.
struct AgentRequest: Hashable, Sendable {
    enum Command: Hashable, Sendable { case get, next, bulk }
    var command = Command.get
    var names: [OID]
    /// How often a bulk request goes on from each name.
    var repetitions = 0
    /// For the answer to one sending of it.
    var patience = Duration.seconds(1)
    /// How often it is sent again.
    var retries = 0
    /// Without privacy, to find out whether privacy is at fault. What is asked this way is no secret.
    var isPlain = false
    /// Its answer may be too long for the way.
    var isLong: Bool { command == .bulk && repetitions * names.count > 4 }
}

/// What became of it.
enum Exchange: Hashable, Sendable {
    /// The error's status and place, of RFC 3416, section 3.
    case answer(status: Int, index: Int, [Variable])
    case report(SecurityReport)
    case silence
    /// The system's error.
    case unreachable(Int32)
    /// The library or this process has no room for it.
    case notTaken
    case cancelled
}

/// Why an engine of SNMPv3 refuses (RFC 3414, section 3.2; RFC 3412, section 7.2).
enum SecurityReport: Hashable, Sendable {
    case unsupportedLevel, notInTimeWindow, unknownUser, unknownEngine, wrongDigest, decryption, unknownContext, other
}

/// Who can be asked: an agent, or a script in tests.
protocol AgentClient: Sendable {
    func ask(_ request: AgentRequest) async -> Exchange
}

/// Why nothing more can be had of an agent now.
enum AgentTrouble: Error, Hashable, Sendable {
    case silence
    /// This many answers came, and then none in time.
    case stopped(answers: Int)
    case report(SecurityReport)
    case unreachable(Int32)
    case notTaken
    case cancelled
    /// It answers, and lets us see nothing (`noAccess`, `authorizationError`).
    case noAccess
    /// It answers without end.
    case endless
}
