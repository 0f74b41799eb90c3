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
    /// What sysDescr says.
    let described: String
    /// What is wrong with the profiles of the configured folder.
    let problems: [Problem]
    let until: ContinuousClock.Instant

    init(_ found: [OID: SNMPValue], named name: String?, in catalog: ProfileCatalog, at now: ContinuousClock.Instant) {
        described = found[Self.description]?.text ?? ""
        var objectID: OID?
        if case .oid(let oid)? = found[Self.objectID] { objectID = oid }
        let chosen = name.flatMap { catalog.named($0) } ?? catalog.matching(objectID: objectID, description: described)
        // What most have is asked for in any case.
        profile = chosen.name == catalog.generic.name ? Profile(name: chosen.name, title: chosen.title) : chosen
        generic = catalog.generic
        problems = catalog.problems
        until = now + Self.lifetime
    }

    /// Of net-snmp on Linux: `uname -a`, with the name of the machine in it.
    private var isLinux: Bool { described.hasPrefix("Linux ") }
    private var isKnown: Bool { profile.name != generic.name || described.isEmpty }

    /// An agent of which no more is known is called as it calls itself.
    var product: String { isKnown ? profile.title : isLinux ? "Linux" : String(described.prefix(48)) }
    /// Where no value of the profile tells it.
    var version: String {
        let words = pieces(of: described, by: " ")
        return !isKnown && isLinux && words.count > 2 ? String(words[2]) : ""
    }
}
