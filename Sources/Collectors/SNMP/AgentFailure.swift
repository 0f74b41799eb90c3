import Collecting
import Platform
import Telemetry

/// What to tell of an agent of which nothing came.
struct AgentFailure {
    let settings: AgentSettings
    /// The endpoint as it is configured.
    let endpoint: String
    let hasPassword: Bool
    let hasPrivacy: Bool

    private var asked: String { "SNMP \(settings.version.rawValue), \(endpoint)" }
    private var isThree: Bool { settings.version == .three }

    func failure(_ trouble: AgentTrouble, after: Duration) -> CollectFailure {
        switch trouble {
        case .silence:
            return .unreachable(
                asked: asked, reason: isThree ? .snmpSilentThree() : .snmpSilent(), hint: isThree ? .silent : .community)
        case .report(let report): return refused(report)
        case .unreachable(let code):
            return .unreachable(asked: asked, reason: .raw(SystemError.text(code)), hint: CollectFailure.Hint(systemCode: code))
        case .notTaken: return .unreachable(asked: asked, reason: .snmpNotTaken())
        case .cancelled: return .timedOut(asked: asked, after: after)
        case .noAccess: return .refused(asked: asked, reason: .snmpNoAccess(), hint: .snmpView)
        case .endless: return .unreadable(asked: asked, place: "tables", got: Message.snmpEndless().text)
        }
    }

    private func refused(_ report: SecurityReport) -> CollectFailure {
        switch report {
        case .unknownUser: .refused(asked: asked, reason: .snmpUnknownUser(), hint: .snmpUser)
        case .wrongDigest: .refused(asked: asked, reason: .snmpWrongDigest(settings.authentication.rawValue), hint: .wrongPassword)
        case .decryption: wrongPrivacy
        case .unsupportedLevel: .refused(asked: asked, reason: .snmpSecurityLevel(), hint: .snmpUser)
        case .notInTimeWindow: .refused(asked: asked, reason: .snmpClock(), hint: .snmpClock)
        case .unknownEngine: .refused(asked: asked, reason: .snmpEngineChanged(), hint: .snmpClock)
        case .unknownContext: .refused(asked: asked, reason: .snmpUnknownContext(), hint: .snmpUser)
        case .other: .refused(asked: asked, reason: .snmpOtherReport(), hint: .snmpUser)
        }
    }

    /// Nobody says so: an agent that cannot read what is encrypted is silent, and answers what is not.
    var wrongPrivacy: CollectFailure {
        .refused(asked: asked, reason: .snmpWrongPrivacy(settings.privacy.rawValue), hint: .wrongPassword)
    }
    var noEngine: CollectFailure { .refused(asked: asked, reason: .snmpNoEngine(), hint: .otherInterface) }
    func profile(_ reason: Message) -> CollectFailure { .unreachable(asked: asked, reason: reason, hint: .endpoint) }

    func failure(_ fault: AgentLine.Fault) -> CollectFailure {
        switch fault {
        case .memory, .keys: .unreachable(asked: asked, reason: .noMemory())
        case .protocolUnknown:
            .refused(
                asked: asked,
                reason: .snmpProtocolUnknown("\(settings.authentication.rawValue), \(settings.privacy.rawValue)"), hint: .snmpUser)
        case .passphraseTooShort: .refused(asked: asked, reason: .snmpPassphraseShort(), hint: .secret)
        case .socket(let code):
            .unreachable(asked: asked, reason: .raw(SystemError.text(code)), hint: CollectFailure.Hint(systemCode: code))
        }
    }
}
