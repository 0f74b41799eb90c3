import Configuration
import Glibc
import TOMLReading
import Telemetry
import Testing

@Suite struct LoadTests {
    let scratch = ScratchFolder()

    private func load(_ path: String, found: SiteSettings = SiteSettings(name: "found", areas: [], targets: [])) throws -> SiteSettings {
        try loadSettings(path: path, collectors: kinds, discover: { found })
    }
    private func problem(_ path: String) -> String {
        do {
            let settings = try load(path)
            let faults = settings.faults.map { $0.description.replacing(scratch.path, with: "") }
            return faults.isEmpty ? "none: \(settings.site.name)" : "\(settings.targets.count) host; " + faults.joined(separator: "\n")
        } catch {
            return String(describing: error).replacing(scratch.path, with: "")
        }
    }
    private func configuration(secret: String) -> String {
        scratch.file(
            "warte.toml",
            """
            [[host]]
            name = "vpn-1"
            collector = "openvpn"
            endpoint = "127.0.0.1:7505"
            password_file = "\(secret)"
            """)
    }

    @Test func fileIsMissing() { #expect(problem(scratch.path + "/no.toml") == "/no.toml: cannot be read: No such file or directory") }
    @Test func fileIsAFolder() { #expect(problem(scratch.path) == ": is a folder; name a file") }
    @Test func fileIsAPipeAndNobodyWaits() {
        mkfifo(scratch.path + "/pipe", 0o600)
        #expect(problem(scratch.path + "/pipe") == "/pipe: is no regular file")
    }
    @Test func fileIsTooLong() {
        let path = scratch.file("long.toml", String(repeating: "# comment\n", count: 110_000))
        #expect(problem(path) == "/long.toml: is longer than 1024 KiB")
    }
    @Test func textIsTooLong() {
        let text = String(repeating: "# comment\n", count: 110_000)
        let error = #expect(throws: FileProblems.self) { try parseSettings(text, file: "f", collectors: kinds) }
        #expect(error?.description == "f:1:1: not TOML: longer than 1 MiB")
    }

    @Test(arguments: [0o600, 0o400, 0o700]) func secretOfItsOwnerAlone(_ mode: Int) throws {
        let secret = scratch.file("pw", "x", mode: mode_t(mode))
        #expect(try load(configuration(secret: secret)).targets.first { $0.id == "vpn-1" }?.secrets == ["password": .file(secret)])
    }
    @Test(arguments: [0o640, 0o604, 0o660, 0o644, 0o601, 0o777]) func secretOfOthersIsRefused(_ mode: Int) {
        let secret = scratch.file("my pw", "x", mode: mode_t(mode))
        let shown = String(mode, radix: 8)
        #expect(
            problem(configuration(secret: secret))
                == "1 host; /warte.toml:5:17: the password file \"/my pw\" is open to others (mode 0\(shown)) and is refused; "
                + "write: chmod 600 '/my pw'")
    }
    @Test func secretIsMissing() {
        #expect(
            problem(configuration(secret: scratch.path + "/pw"))
                == "1 host; /warte.toml:5:17: the password file \"/pw\" cannot be found: No such file or directory")
    }
    @Test func secretIsNoFile() {
        scratch.socket("pw")
        #expect(
            problem(configuration(secret: scratch.path + "/pw")) == "1 host; /warte.toml:5:17: the password file \"/pw\" is no regular file"
        )
    }
    @Test(arguments: ["x\ny", "x\ny\n", "x\n\n", "x\r\ny"]) func secretIsOneLine(_ text: String) {
        let secret = scratch.file("pw", text, mode: 0o600)
        #expect(
            problem(configuration(secret: secret))
                == "1 host; /warte.toml:5:17: the password file \"/pw\" has more than one line: write the password alone into it")
    }
    @Test(arguments: ["x", "x\n", "x\r\n"]) func oneLineEndIsAnEditors(_ text: String) throws {
        let secret = scratch.file("pw", text, mode: 0o600)
        #expect(try load(configuration(secret: secret)).targets.contains { $0.secrets == ["password": .file(secret)] })
    }
    @Test func secretIsEmpty() {
        let secret = scratch.file("pw", "")
        #expect(problem(configuration(secret: secret)) == "1 host; /warte.toml:5:17: the password file \"/pw\" is empty")
    }
    /// What a collector does not find on the disk keeps no host from being watched.
    @Test func whatACollectorLacksIsToldWithItsPlace() throws {
        let path = scratch.file("warte.toml", "[[host]]\nname = \"a\"\ncollector = \"x\"\nendpoint = \"e\"\nfolder = \"/none\"\n")
        let kind = CollectorKind(
            "x", watches: "a box", endpoints: ["e"],
            options: [Option(optional: "folder", .path, example: "/srv/warte", meaning: "where its files are")])
        let collector = KnownCollector(
            kind, lacks: { target in [ConfigurationProblem(key: "folder", .fileValue("\(target.id) has no folder"))] })
        let settings = try loadSettings(path: path, collectors: [collector])
        #expect(settings.targets.map(\.id) == ["a"])
        #expect(settings.faults.map { $0.description.replacing(scratch.path, with: "") } == ["/warte.toml:5:10: a has no folder"])
        // What is wrong besides is told with it.
        let wrong = scratch.file("wrong.toml", "[[host]]\nname = \"a\"\ncollector = \"x\"\nfolder = \"/none\"\ncolor = 1\n")
        let error = #expect(throws: FileProblems.self) { try loadSettings(path: wrong, collectors: [collector]) }
        #expect(error?.list.map(\.line) == [1, 4, 5])
    }
    @Test func everySecretIsLookedAt() throws {
        let token = scratch.file("token", "x", mode: 0o644)
        let path = scratch.file(
            "warte.toml",
            """
            [[host]]
            name = "a"
            collector = "sample"
            endpoint = "https://hv-1"
            community = "public"
            password_file = "\(scratch.path)/pw"
            api_token_file = "\(token)"
            """)
        let faults = try loadSettings(path: path, collectors: [Sample.collector]).faults
        #expect(
            faults.map { $0.description.replacing(scratch.path, with: "") } == [
                "/warte.toml:6:17: the password file \"/pw\" cannot be found: No such file or directory",
                "/warte.toml:7:18: the api token file \"/token\" is open to others (mode 0644) and is refused; write: chmod 600 /token",
            ])
    }
    @Test func secretsAndTheRestAreToldAtOnce() {
        let text =
            "colour = 1\n[[host]]\nname = \"a\"\ncollector = \"openvpn\"\nendpoint = \"a:1\"\npassword_file = \"/nowhere/pw\"\ncolor = 1\n"
        let path = scratch.file("warte.toml", text)
        let error = #expect(throws: FileProblems.self) { try load(path) }
        #expect(error?.list.map(\.line) == [1, 6, 7])
    }

    @Test func aFileWithoutHostsShowsWhatIsFound() throws {
        let path = scratch.file("warte.toml", "[dashboard]\ntheme = \"mono\"\n")
        let host = Target(id: "here", area: "here", collector: "local", endpoint: "")
        let found = SiteSettings(
            name: "here", areas: [Area(id: "here")], targets: [host], notice: .showing(.noConfiguration(), [.thisMachine()], nil))
        let settings = try load(path, found: found)
        #expect(settings.dashboard.theme == "mono")
        #expect(settings.site == found.site)
        #expect(settings.notice?.text == "no host configured: showing this machine")
        for text in ["", " \n\t\n", "# nothing yet\n"] {
            let notice = try load(scratch.file("blank.toml", text), found: found).notice?.text
            #expect(notice == "the configuration \(scratch.path)/blank.toml is empty: showing this machine")
        }
        let named = try load(scratch.file("named.toml", "site = \"Rathaus\"\n"), found: found)
        #expect(named.site.name == "Rathaus")
        #expect(named.targets == [host])
    }

    @Test func aReloadOfTheSameFileIsEqual() throws {
        let text = try #require(readText(sourceFolder + "cases/full/warte.toml"))
            .replacing("/etc/warte/", with: scratch.path + "/")
        for name in ["hv-2.pw", "vpn-1.pw"] { scratch.file(name, "x") }
        let path = scratch.file("warte.toml", text)
        let first = try load(path)
        #expect(try load(path) == first)
        // A comment at the end changes nothing; a value does.
        scratch.file("warte.toml", text + "\n# seen\n")
        #expect(try load(path) == first)
        scratch.file("warte.toml", text.replacing("sessions = 50", with: "sessions = 51"))
        #expect(try load(path) != first)
        #expect(first.notice == nil)
    }
}
