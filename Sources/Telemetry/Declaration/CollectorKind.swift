/// All that is to be known of a collector without asking it anything. It is data: who reads it needs no collector's library.
public struct CollectorKind: Hashable, Sendable {
    /// The word for `collector = "…"`.
    public let word: String
    /// What it watches: `an OpenVPN server, through …`.
    public let watches: String
    /// Endpoints such as people write them, for messages; none where the collector takes no endpoint.
    public let endpoints: [String]
    public let options: [OptionDeclaration]
    public let secrets: [SecretDeclaration]
    /// Whether one endpoint may tell of several hosts, each with a name of its own (a cluster).
    public let hasNodes: Bool
    /// Whether all that it asks can be asked on another machine through ssh (`via`): sockets, ports, HTTP and programs.
    public let goesThroughSSH: Bool
    /// What else to do where it cannot, for who has written `via`.
    public let insteadOfSSH: Message?
    /// Whether an endpoint is on whatever machine is asked, such as an interface, and names none.
    public let endpointNamesNoMachine: Bool
    /// Whether messages name it among the collectors that there are; the demo's is taken where it is named, and offered to nobody.
    public let isListed: Bool
    /// What to do where one of its hosts gives no data and nobody knows more; nil: what is to be done of any.
    public let advice: Message?
    public init(
        _ word: String, watches: String, endpoints: [String] = [], options: [any DeclaredOption] = [], secrets: [SecretDeclaration] = [],
        hasNodes: Bool = false, goesThroughSSH: Bool = false, insteadOfSSH: Message? = nil, endpointNamesNoMachine: Bool = false,
        isListed: Bool = true, advice: Message? = nil
    ) {
        self.word = word
        self.watches = watches
        self.endpoints = endpoints
        self.options = options.map(\.declaration)
        self.secrets = secrets
        self.hasNodes = hasNodes
        self.goesThroughSSH = goesThroughSSH
        self.insteadOfSSH = insteadOfSSH
        self.endpointNamesNoMachine = endpointNamesNoMachine
        self.isListed = isListed
        self.advice = advice
    }
}

/// A secret that a collector takes: the configuration says where it is in `<name>_file`, `<name>_env` or `<name>_credential`.
public struct SecretDeclaration: Hashable, Sendable {
    /// Such as `password`.
    public let name: String
    public let isRequired: Bool
    /// What it is for: a sentence without its full stop.
    public let meaning: String
    public init(_ name: String, isRequired: Bool = false, meaning: String) {
        self.name = name
        self.isRequired = isRequired
        self.meaning = meaning
    }
}

extension [String: SecretSource] {
    /// Where this secret is; nil where the configuration does not say.
    public subscript(_ secret: SecretDeclaration) -> SecretSource? { self[secret.name] }
}

/// What in a host's configuration cannot work.
public struct ConfigurationProblem: Error, Hashable, Sendable {
    /// The key of `[[host]]` at fault.
    public let key: String
    /// What is wrong and what would be right.
    public let message: Message
    public var text: String { message.text }
    public init(key: String, _ message: Message) {
        self.key = key
        self.message = message
    }
}
