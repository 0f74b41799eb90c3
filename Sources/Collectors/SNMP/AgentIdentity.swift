import TOMLReading
import Telemetry

/// What kind of agent it is, and by which profile it is read.
struct AgentIdentity: Sendable {
    static let description: OID = "1.3.6.1.2.1.1.1.0"
    static let objectID: OID = "1.3.6.1.2.1.1.2.0"
    /// How long it holds.
    static let lifetime = Duration.seconds(300)

    let profile: Profile
    let generic: Profile
    /// The profile that fits better than the one that is named; nil where that one fits, or none is named.
    let better: String?
    private let objectID: OID?
    /// What sysDescr says.
    private let described: String
    /// What is wrong with the profiles of the configured folder.
    let problems: [FileProblem]
    let until: ContinuousClock.Instant

    init(_ found: [OID: SNMPValue], named name: String?, in catalog: ProfileCatalog, at now: ContinuousClock.Instant) {
        let described = found[Self.description]?.text ?? ""
        var objectID: OID?
        if case .oid(let oid)? = found[Self.objectID] { objectID = oid }
        let fitting = catalog.matching(objectID: objectID, description: described)
        let chosen = name.flatMap { catalog.named($0) } ?? fitting
        better = objectID == nil || chosen.fit(objectID: objectID, description: described) != nil ? nil : fitting.name
        (self.objectID, self.described) = (objectID, described)
        // What most have is asked for in any case.
        profile = chosen.name == catalog.generic.name ? Profile(name: chosen.name, title: chosen.title) : chosen
        generic = catalog.generic
        problems = catalog.problems
        until = now + Self.lifetime
    }

    /// net-snmp's own agent on a computer (netSnmpAgentOIDs): it says what uname(1) says, or what somebody wrote into its configuration.
    private static let netSNMP: OID = "1.3.6.1.4.1.8072.3.2"
    private static let systems: Set<Substring> = ["Linux", "FreeBSD", "OpenBSD", "NetBSD", "Darwin", "SunOS", "AIX", "HP-UX"]
    /// Scalars of what an agent writes that are kept.
    private static let longestName = 48

    private var isKnown: Bool { profile.name != generic.name || described.isEmpty }
    /// `uname -a`: the system, the machine's name, the release.
    private var system: (name: String, release: String)? {
        let words = pieces(of: described, by: " ")
        guard words.count > 2, Self.systems.contains(words[0]) else { return nil }
        return (String(words[0]), String(words[2]).harmless(atMost: Self.longestName))
    }

    /// An agent of which no more is known is called as its maker calls it; not as somebody does who may have written there whom to call.
    var product: String {
        if isKnown { return profile.title }
        if let system { return system.name }
        return objectID?.hasPrefix(Self.netSNMP) ?? true ? generic.title : described.harmless(atMost: Self.longestName)
    }
    /// - Parameter told: The profile's value for it.
    func version(_ told: String?) -> String {
        told?.harmless(atMost: Self.longestName) ?? (isKnown ? "" : system?.release ?? "")
    }
}
