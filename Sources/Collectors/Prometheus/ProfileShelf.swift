import Glibc
import Platform
import Synchronization
import TOMLReading
import Telemetry

/// All profiles that there are: those of the program, and a user's own before them.
struct ProfileShelf: Sendable {
    /// Of a file that was read.
    struct Stamp: Hashable {
        let path: String
        let file: FileStamp?
    }
    let own: [ExporterProfile]
    /// Made ready once for all who use them: a thousand targets have one in common.
    private let ownPlans: [ScrapePlan]
    private static let builtInPlans = builtIn.map { ScrapePlan($0) }
    /// Another where the files have changed.
    let edition: [Stamp]
    private static let files: [(name: String, text: [UInt8])] = [
        ("windows_exporter", PackageResources.windows_exporter_toml), ("libvirt_exporter", PackageResources.libvirt_exporter_toml),
        ("openvpn_exporter", PackageResources.openvpn_exporter_toml), ("ocserv_exporter", PackageResources.ocserv_exporter_toml),
        ("wireguard_exporter", PackageResources.wireguard_exporter_toml), ("node_exporter", PackageResources.node_exporter_toml),
    ]
    /// In the order in which they are tried: what is special before what any machine serves besides.
    static let builtIn: [ExporterProfile] = files.map { file in
        let findings = Findings(file: file.name, isWhole: true)
        let profile = ExporterProfile.read(file.text, name: file.name, isOwn: false, findings: findings, base: { _ in nil }, bases: [])
        assert(findings.list.isEmpty, findings.list.map(\.description).joined(separator: "\n"))
        return profile
    }
    static let none = ProfileShelf(own: [], edition: [])

    init(own: [ExporterProfile], edition: [Stamp]) {
        self.own = own
        self.edition = edition
        ownPlans = own.map { ScrapePlan($0) }
    }

    private var all: [ExporterProfile] { own + Self.builtIn }
    var names: [String] { all.map(\.name) }
    func profile(named name: String) -> ExporterProfile? { all.first { $0.name == name } }

    func plan(named name: String) -> ScrapePlan? { (ownPlans + Self.builtInPlans).first { $0.profile.name == name } }

    /// The first that fits what is served.
    func fitting(_ isServed: (String) -> Bool) -> ExporterProfile? {
        all.first { $0.serves.isEmpty || $0.serves.contains(where: isServed) }
    }

    /// Every name that says which exporter it is.
    var signs: [String] { all.flatMap(\.serves) }
}

/// A user's own profiles: a file, or a folder with files that end in `.toml`.
struct OwnProfiles: Sendable {
    let path: String
    /// As on the disk when they were read.
    private var stamp: [ProfileShelf.Stamp] = []
    private var shelf: ProfileShelf?
    private static let mostFiles = 100
    private static let longest = 1 << 20

    init(path: String) { self.path = path }

    /// What all targets that name this path have in common: read for all of them, on a thread of its own.
    static func shared(_ path: String) -> SharedProfiles { all.withLock { $0.profiles(of: path) } }
    private static let all = Mutex(SharedProfiles.All())

    /// Read anew where a file has changed, so that nothing need be started again.
    mutating func current() throws(CollectFailure) -> ProfileShelf {
        let files = try files()
        let stamp = files.map { ProfileShelf.Stamp(path: $0, file: FileStamp($0)) }
        if let shelf, stamp == self.stamp { return shelf }
        shelf = nil
        var problems: [FileProblem] = []
        let own = files.map { file in
            let findings = Findings(file: file, isWhole: true)
            let name = String((file.split(separator: "/").last ?? "").dropLast(file.hasSuffix(".toml") ? 5 : 0))
            defer { problems += findings.sorted }
            do throws(FileFault) {
                return ExporterProfile.read(
                    try readFile(file, longest: Self.longest), name: name, isOwn: true, findings: findings,
                    base: { base in ProfileShelf.builtIn.first { $0.name == base } }, bases: ProfileShelf.builtIn.map(\.name))
            } catch {
                findings.add(SourcePlace(line: 0, column: 0), error.message)
                return ExporterProfile(name: name)
            }
        }
        guard problems.isEmpty else { throw unusable(.several(problems.prefix(8).map(\.placed))) }
        let read = ProfileShelf(own: own, edition: stamp)
        shelf = read
        self.stamp = stamp
        return read
    }

    private func unusable(_ reason: Message) -> CollectFailure { .unreachable(asked: path, reason: .profilesUnusable(reason)) }

    private func files() throws(CollectFailure) -> [String] {
        guard let type = fileType(at: path) else { throw unusable(.raw(SystemError.text(errno))) }
        guard type == S_IFDIR else { return [path] }
        guard let names = readFolder(path, atMost: Self.mostFiles, where: { $0.hasSuffix(".toml") && !$0.hasPrefix(".") })
        else { throw unusable(.raw(SystemError.text(errno))) }
        guard !names.isEmpty else { throw unusable(.noProfilesThere()) }
        return names.sorted().map { path + "/" + $0 }
    }
}
