import Collecting
import Platform
import Telemetry

/// What to tell of an agent of which nothing came.
struct AgentFailure {
    let settings: AgentSettings
    /// The endpoint as it is configured.
    let endpoint: String

    private var asked: String { "SNMP \(settings.version.rawValue), \(endpoint)" }
    private var isThree: Bool { settings.version == .three }

    func failure(_ trouble: AgentTrouble, after: Duration) -> CollectFailure {
        switch trouble {
        case .silence:
            return isThree ? .unreachable(asked: asked, reason: .snmpSilentThree(), hint: .snmpSilent) : silent(.nothing)
        case .stopped(let answers): return .unreachable(asked: asked, reason: .snmpStopped(answers, after), hint: .snmpSlow)
        case .report(let report): return refused(report)
        case .unreachable(let code):
            return .unreachable(asked: asked, reason: .raw(SystemError.text(code)), hint: CollectFailure.Hint(systemCode: code))
        case .notTaken: return .unreachable(asked: asked, reason: .snmpNotTaken())
        case .cancelled: return .timedOut(asked: asked, after: after)
        case .noAccess: return .refused(asked: asked, reason: .snmpNoAccess(), hint: .snmpView)
        case .endless: return .unreadable(asked: asked, place: .answerTables(), got: .snmpEndless())
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

    /// Of versions 1 and 2c.
    func silent(_ finding: SilentAgent.Finding) -> CollectFailure {
        switch finding {
        case .nothing: .unreachable(asked: asked, reason: .snmpSilent(), hint: .community)
        case .speaks(let other):
            .refused(asked: asked, reason: .snmpOtherVersion(other.rawValue, settings.version.rawValue), hint: .snmpVersion)
        case .tellsItsEngine: .refused(asked: asked, reason: .snmpWrongCommunity(), hint: .community)
        }
    }
    /// Of version 3, by an agent that has told its engine's id.
    var silentToUser: CollectFailure { .refused(asked: asked, reason: .snmpSilentToUser(), hint: .snmpUser) }

    /// - Parameter key: The configuration's, such as `password_file`.
    func shortPassword(_ key: String) -> CollectFailure { .refused(asked: asked, reason: .snmpPassphraseShort(key), hint: .snmpUser) }

    /// No report says so: an agent that cannot decrypt is silent, and answers what is not encrypted.
    var wrongPrivacy: CollectFailure {
        .refused(asked: asked, reason: .snmpWrongPrivacy(settings.privacy.rawValue), hint: .snmpPrivacy)
    }
    var noEngine: CollectFailure { .refused(asked: asked, reason: .snmpNoEngine(), hint: .otherInterface) }
    func profile(_ reason: Message) -> CollectFailure { .unreachable(asked: asked, reason: reason, hint: .snmpProfile) }

    func failure(_ fault: AgentLine.Fault) -> CollectFailure {
        switch fault {
        case .memory, .keys: .unreachable(asked: asked, reason: .noMemory())
        case .protocolUnknown:
            .refused(
                asked: asked,
                reason: .snmpProtocolUnknown("\(settings.authentication.rawValue), \(settings.privacy.rawValue)"), hint: .snmpUser)
        case .socket(let code):
            .unreachable(asked: asked, reason: .raw(SystemError.text(code)), hint: CollectFailure.Hint(systemCode: code))
        }
    }
}
