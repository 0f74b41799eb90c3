public import Collecting
import TOMLReading
public import Telemetry

/// An appliance, a gateway or a host through its SNMP agent, which is only read.
///
/// What an agent's numbers mean stands in profiles (`Profiles/`); the library is net-snmp, on one thread for all agents.
public final class SNMPCollector: Collector {
    static let version = Option(
        "version", .choice(of: AgentSettings.Version.self), default: .two,
        meaning: "\"3\" signs and encrypts; \"2c\" sends its community as it is; \"1\" is for the old, and has no counters of 64 bits")
    static let user = Option(optional: "user", .text, example: "watch", meaning: "the user of version 3")
    static let authentication = Option(
        "authentication", .choice(of: AgentSettings.Authentication.self), default: .sha256,
        meaning: "how version 3 signs, with the password")
    static let privacy = Option(
        "privacy", .choice(of: AgentSettings.Privacy.self), default: .aes,
        meaning:
            "how version 3 encrypts, with the privacy password; \"AES-192-C\" and \"AES-256-C\" are Cisco's way of making the key longer")
    static let context = Option(optional: "context", .text, example: "vdom-1", meaning: "the context of version 3")
    static let profile = Option(
        optional: "profile", .text, example: "fortigate",
        meaning: "which profile says what its numbers mean; where nothing is said, the one that fits its sysObjectID")
    static let profiles = Option(
        optional: "profiles", .path, example: "/etc/warte/snmp",
        meaning: "a folder with profiles of your own, files that end in .toml")
    static let interfaces = Option(
        "interfaces", .choice(of: AgentPlan.Network.self), default: .total,
        meaning: "\"total\" is all wired interfaces together, \"each\" has a series for each besides, up to 64")
    static let timeout = Option(
        "timeout", .duration(.seconds(1)...(.seconds(30))), default: .seconds(1),
        meaning: "how long one answer is waited for; within the deadline, whatever stands here")
    static let retries = Option("retries", .whole(0...5), default: 2, meaning: "how often what was not answered is asked again")
    static let community = SecretDeclaration("community", meaning: "the community of versions 1 and 2c")
    static let password = SecretDeclaration("password", meaning: "the authentication password of version 3, at least 8 characters")
    static let privacyPassword = SecretDeclaration(
        "privacy_password", meaning: "the privacy password of version 3, at least 8 characters; without it nothing is encrypted")
    public static let kind = CollectorKind(
        "snmp", watches: "an appliance, a gateway or a host, through its SNMP agent", endpoints: ["192.0.2.7", "fw-1.example.org:1161"],
        options: [version, user, authentication, privacy, context, profile, profiles, interfaces, timeout, retries],
        secrets: [community, password, privacyPassword], insteadOfSSH: .snmpIsDatagrams(), advice: .adviceSNMP())

    private let port: AgentPort

    public init(target: Target, transports: Transports) throws(ConfigurationProblem) {
        let endpoint = try AgentEndpoint(target.endpoint)
        let settings = AgentSettings(
            version: try target.options[Self.version], user: try target.options[Self.user], context: try target.options[Self.context],
            authentication: try target.options[Self.authentication], privacy: try target.options[Self.privacy])
        try Self.checkSecurity(target, settings)
        let profile = try target.options[Self.profile]
        let folder = try target.options[Self.profiles]
        // Whether a folder has it is found when it is read.
        if let profile, folder == nil, ProfileCatalog.builtIn.named(profile) == nil {
            throw ConfigurationProblem(
                key: "profile", .snmpUnknownProfile(profile, ProfileCatalog.builtIn.names.joined(separator: ", ")))
        }
        port = AgentPort(
            target: target, transports: transports,
            configuration: AgentPort.Configuration(
                settings: settings, endpoint: endpoint, profile: profile, profileFolder: folder,
                network: try target.options[Self.interfaces], patience: try target.options[Self.timeout],
                retries: try target.options[Self.retries]))
    }

    /// That what is said of version 3 goes together, and is not said of another.
    private static func checkSecurity(_ target: Target, _ settings: AgentSettings) throws(ConfigurationProblem) {
        func isSet(_ key: String) -> Bool { target.options.values[key] != nil }
        let passwords = [password, privacyPassword].compactMap { target.key(of: $0.name) }
        guard settings.version == .three else {
            // With a version and a community it is meant so, and the rest is left over.
            let ofThree = (settings.user != nil ? ["user"] : []) + passwords
            let hasCommunity = target.secrets[community] != nil
            if let key = ofThree.first, !hasCommunity || !isSet("version") && settings.user != nil {
                throw ConfigurationProblem(key: key, .snmpKeyOfThree(key, settings.version.rawValue))
            }
            if !hasCommunity { throw ConfigurationProblem(key: "version", .snmpNeedsCommunity(settings.version.rawValue)) }
            return
        }
        guard settings.user != nil else { throw ConfigurationProblem(key: "user", .snmpNeedsUser()) }
        let hasPassword = target.secrets[password] != nil
        if let key = target.key(of: privacyPassword.name), !hasPassword { throw ConfigurationProblem(key: key, .snmpNeedsPassword()) }
        // Who says how and not with what believes that it is done.
        if isSet("privacy"), target.secrets[privacyPassword] == nil {
            throw ConfigurationProblem(key: "privacy", .snmpNothingEncrypted())
        }
        if isSet("authentication"), !hasPassword { throw ConfigurationProblem(key: "authentication", .snmpNothingSigned()) }
    }

    public static func lacks(_ target: Target) -> [ConfigurationProblem] {
        let unreadable = target.lacksReadable(at: profiles)
        guard unreadable.isEmpty, let folder = (try? target.options[profiles]) ?? nil else { return unreadable }
        let catalog = ProfileCatalog.recent(folder: folder)
        var problems = catalog.problems.prefix(8).map { ConfigurationProblem(key: profiles.declaration.key, $0.placed) }
        if let name = (try? target.options[profile]) ?? nil, let fault = catalog.lacks(name) {
            problems.append(ConfigurationProblem(key: profile.declaration.key, fault))
        }
        return problems
    }

    public func collect(at now: Moment) async throws(CollectFailure) -> Reading { try await port.collect(at: now).get() }
    public func close() async { await port.close() }
}

extension Target {
    /// The configuration's key that says where a secret is, such as `password_env`; nil where none does.
    func key(of secret: String) -> String? {
        switch secrets[secret] {
        case .file: secret + "_file"
        case .environment: secret + "_env"
        case .credential: secret + "_credential"
        case nil: nil
        }
    }
}
