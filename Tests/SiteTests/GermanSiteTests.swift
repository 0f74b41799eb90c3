import TestSupport
import Testing

/// What people read whose system is set to German, from the real programs.
@Suite(.serialized) struct GermanSiteTests {
    private func site() throws -> Site {
        let site = try Site()
        let folder = site.folder.file("share/locale/de/LC_MESSAGES")
        _ = try run(["mkdir", "-p", folder])
        try writeFile(folder + "/warte.mo", try German.compiled(in: TemporaryFolder()))
        site.set("XDG_DATA_DIRS", site.folder.file("share"))
        site.set("LC_ALL", "de_DE.UTF-8")
        return site
    }

    /// No locale has to be installed: none is, where these tests run.
    @Test func theHelpIsGerman() throws {
        let site = try site()
        defer { site.end() }
        let german = try site.warte("--help").stdout
        #expect(german.hasPrefix("Aufruf: warte [BEFEHL]"), "\(german)")
        site.set("LC_ALL", "C")
        let english = try site.warte("--help").stdout.split(separator: "\n")
        let dashboard = try #require(english.first { $0.hasSuffix("the dashboard") })
        let texts = english.filter { $0.hasPrefix("  ") }.map { $0.dropFirst(dashboard.count - "the dashboard".count) }
        let left = texts.filter { !$0.isEmpty && german.contains($0) }
        #expect(left == [], "in both languages")
        // Each option and command stands in both.
        #expect(german.split(separator: "\n").count == english.count)
    }

    @Test func whatIsWrongIsSaidInGerman() throws {
        let site = try site()
        defer { site.end() }
        #expect(try site.warte("alarm").stderr == "warte: unbekannter Befehl alarm; siehe warte --help\n")
        try site.configure("[[host]]\nname = \"here\"\ncollector = \"locl\"\n")
        let check = try site.warte("check")
        #expect(check.status == .exit(2) && check.stderr.contains("unbekannter Kollektor \"locl\", gemeint ist \"local\"?"), "\(check)")
    }

    /// A file of translations that is cut off is as if there were none.
    @Test func aDamagedTranslationLeavesEnglish() throws {
        let site = try site()
        defer { site.end() }
        let path = site.folder.file("share/locale/de/LC_MESSAGES/warte.mo")
        try writeFile(path, Array(try readFile(path).prefix(5000)))
        #expect(try site.warte("alarm").stderr == "warte: unknown command alarm; see warte --help\n")
    }

    /// Whoever reads it is a program.
    @Test func exportsAndJSONAreTheSameEverywhere() async throws {
        let site = try site()
        defer { site.end() }
        try site.configure("[[host]]\nname = \"here\"\ncollector = \"local\"\ninterval = \"1s\"\n")
        try site.engine()
        try await eventually("the engine listens", within: .seconds(20)) { try site.warte("alarms").status == .exit(0) }
        let status = try site.warte("status")
        #expect(status.stdout.contains("BEREICH") && status.stdout.contains(" antwortet"), "\(status)")
        #expect(try site.warte("journal", "export", "events").stdout.contains(" started"))
        // A clear beginning of an option is enough.
        for option in ["--json", "--js"] {
            let json = try site.warte("status", option).stdout
            #expect(json.hasPrefix("{") && json.contains("\"hosts\""))
            #expect(!json.contains("Gäste") && !json.contains("antwortet"), "\(option): \(json)")
        }
    }

    /// What has failed is for whoever started it: where that is a service manager, for a log.
    @Test func aServiceFailsInEnglishAndACommandInGerman() throws {
        let site = try site()
        defer { site.end() }
        try site.configure("[[host]]\nname = \"here\"\ncollector = \"locl\"\n")
        let service = try run([try builtProgram("warted")], environment: site.programs)
        #expect(service.status != .exit(0) && service.stderr.contains("unknown collector \"locl\""), "\(service)")
        let command = try site.warte("rules")
        #expect(command.status != .exit(0) && command.stderr.contains("unbekannter Kollektor"), "\(command)")
    }

    /// A locale of UTF-8 and a terminal that is told to have no more than ASCII.
    @Test func onATerminalOfASCIIUmlautsAreTwoLetters() async throws {
        let site = try site()
        defer { site.end() }
        try site.configure("[[host]]\nname = \"here\"\ncollector = \"local\"\ninterval = \"1s\"\n")
        let front = try site.front("--ascii")
        try await front.wait(forText: "1 Uebersicht")
        front.send("q")
        #expect(try await front.waitForEnd() == .exit(0))
    }

    /// The configuration comes before the environment, as soon as the engine has told it.
    @Test func theDashboardSpeaksAsTheConfigurationSays() async throws {
        let site = try site()
        defer { site.end() }
        site.set("LC_ALL", "C.UTF-8")
        try site.configure("[[host]]\nname = \"here\"\ncollector = \"local\"\ninterval = \"1s\"\n[dashboard]\nlanguage = \"de\"\n")
        let front = try site.front()
        try await front.wait(forText: "1 Übersicht")
        front.send("q")
        #expect(try await front.waitForEnd() == .exit(0))
    }
}
