import Platform
import Synchronization
import TOMLReading
import Telemetry

/// The profiles that there are: Warte's own, and those of a folder, which count for more.
struct ProfileCatalog: Sendable {
    static let mostFiles = 100
    static let longestFile = 256 * 1024

    /// Made of what most agents have; also the profile of an agent of which nothing more is known.
    private(set) var generic: Profile
    private(set) var profiles: [Profile]
    /// What is wrong in the folder's files.
    private(set) var problems: [FileProblem] = []

    /// A file that is added to `Profiles/` is added here.
    static let files: [(name: String, bytes: [UInt8])] = [
        ("barracuda", PackageResources.barracuda_toml), ("checkpoint", PackageResources.checkpoint_toml),
        ("cisco-asa", PackageResources.cisco_asa_toml), ("esxi", PackageResources.esxi_toml), ("f5", PackageResources.f5_toml),
        ("fortigate", PackageResources.fortigate_toml), ("generic", PackageResources.generic_toml),
        ("juniper-srx", PackageResources.juniper_srx_toml), ("mikrotik", PackageResources.mikrotik_toml),
        ("netscaler", PackageResources.netscaler_toml), ("paloalto", PackageResources.paloalto_toml),
        ("pfsense", PackageResources.pfsense_toml), ("pulse", PackageResources.pulse_toml),
        ("sonicwall", PackageResources.sonicwall_toml), ("sonicwall-sma", PackageResources.sonicwall_sma_toml),
        ("sophos", PackageResources.sophos_toml), ("stormshield", PackageResources.stormshield_toml),
        ("watchguard", PackageResources.watchguard_toml), ("zyxel", PackageResources.zyxel_toml),
    ]

    /// Warte's own, read once.
    static let builtIn = ProfileCatalog()

    private init() {
        let read = Self.files.compactMap { readProfile($0.bytes, file: $0.name + ".toml").profile }
        generic = read.first { $0.name == "generic" } ?? Profile(name: "generic", title: "SNMP")
        profiles = read.filter { $0.name != "generic" }
    }

    /// With the profiles of a folder: every file there that ends in `.toml`. Blocks for as long as the disk likes.
    func adding(folder: String) -> ProfileCatalog {
        var all = self
        guard let found = SystemFile(root: "", path: folder).names(atMost: 1000) else {
            all.problems.append(FileProblem(file: folder, line: 0, column: 0, .snmpNoProfileFolder()))
            return all
        }
        let names = found.filter { $0.hasSuffix(".toml") && !$0.hasPrefix(".") }.sorted()
        if names.count > Self.mostFiles {
            all.problems.append(FileProblem(file: folder, line: 0, column: 0, .snmpTooManyProfiles(Self.mostFiles)))
        }
        for name in names.prefix(Self.mostFiles) {
            let path = folder + "/" + name
            do throws(FileFault) {
                let (profile, problems) = readProfile(try readFile(path, longest: Self.longestFile), file: path)
                all.problems += problems
                guard let profile else { continue }
                all.profiles.removeAll { $0.name == profile.name }
                if profile.name == all.generic.name { all.generic = profile } else { all.profiles.append(profile) }
            } catch { all.problems.append(FileProblem(file: path, line: 0, column: 0, error.message)) }
        }
        return all
    }

    /// The same for all hosts of a configuration that name one folder: it is read once for them.
    static func recent(folder: String) -> ProfileCatalog {
        latest.withLock { latest in
            let now = ContinuousClock.now
            if let latest, latest.folder == folder, latest.until > now { return latest.catalog }
            let catalog = builtIn.adding(folder: folder)
            latest = (folder, catalog, now + .seconds(1))
            return catalog
        }
    }
    private static let latest = Mutex<(folder: String, catalog: ProfileCatalog, until: ContinuousClock.Instant)?>(nil)

    /// Of a folder that does not answer.
    func lacking(folder: String) -> ProfileCatalog {
        var all = self
        all.problems.append(FileProblem(file: folder, line: 0, column: 0, .snmpNoProfileFolder()))
        return all
    }

    var names: [String] { (profiles.map(\.name) + [generic.name]).sorted() }
    func named(_ name: String) -> Profile? { name == generic.name ? generic : profiles.first { $0.name == name } }
    /// Why none is called so; nil where one is.
    func lacks(_ name: String) -> Message? {
        if named(name) != nil { return nil }
        return problems.isEmpty
            ? .snmpUnknownProfile(name, names.joined(separator: ", ")) : .snmpProfileGone(name, problems.map(\.placed))
    }

    /// The one that says the most of an agent like this.
    func matching(objectID: OID?, description: String) -> Profile {
        let fits = profiles.compactMap { profile in profile.fit(objectID: objectID, description: description).map { (profile, $0) } }
        return fits.max { ($0.1, $1.0.name) < ($1.1, $0.0.name) }?.0 ?? generic
    }
}
