import TOMLReading
import Telemetry
import TestSupport
import Testing

@testable import Collectors

/// Profiles as files: those of the program hold, and a user's own are checked.
@Suite struct ExporterProfileTests {
    static let folder = folderOf(folderOf(folderOf(folderOf(#filePath)))) + "/Sources/Collectors/Prometheus/Profiles"

    /// Whoever adds a file names it in `ProfileShelf` and in Package.swift.
    @Test func everyFileIsOnTheShelf() {
        let files = namesInFolder(Self.folder).map { String($0.dropLast(5)) }
        #expect(Set(files) == Set(ProfileShelf.builtIn.map(\.name)) && files.count >= 6)
    }

    @Test(arguments: namesInFolder(folder))
    func hasNoFault(_ file: String) throws {
        let findings = Findings(file: file, isWhole: true)
        let profile = ExporterProfile.read(
            try readFile("\(Self.folder)/\(file)"), name: file, isOwn: false, findings: findings, base: { _ in nil }, bases: [])
        #expect(findings.list.isEmpty, "\(findings.list)")
        #expect(!profile.serves.isEmpty && !profile.figures.isEmpty)
    }

    private func problems(_ text: String) throws -> String {
        let folder = try TemporaryFolder()
        var own = OwnProfiles(path: try folder.write(text, to: "own.toml"))
        do throws(CollectFailure) {
            _ = try own.current()
            return ""
        } catch { return error.text.replacing(folder.path + "/", with: "") }
    }

    @Test(arguments: [
        ("[figures]\ncpu = 'sum(a'\n", "own.toml:2:7: \"cpu\", letter 6 of the query: a ) is missing"),
        (
            "[figures]\ncpu = 5\n",
            "own.toml:2:7: \"cpu\" is a whole number; wanted a query in single quotes, such as cpu = 'sum(node_load1)'"
        ),
        ("[figures]\ncpuu = 'a'\n", "own.toml:2:1: unknown figure \"cpuu\", did you mean \"cpu\"?"),
        (
            "[figures]\n\"a.queue\" = 'a'\n",
            "own.toml:2:1: \"a.queue\" is no figure that Warte has; for one of your own write [figures.\"a.queue\"] with value = 'query' and label = \"Queue\""
        ),
        (
            "[figures]\n\"Queue\" = { value = 'a', label = \"Queue\" }\n",
            "own.toml:2:1: \"Queue\" is no name for a metric: small letters, digits, dots and _, at most 40"
        ),
        (
            "[figures]\n\(String(repeating: "a", count: 500)) = { value = 'a' }\n",
            "own.toml:2:1: \"\(String(repeating: "a", count: 60))…\" is no name for a metric: small letters, digits, dots and _, at most 40"
        ),
        (
            "[figures]\n\"net.sent\" = 'sum(rate(a))'\n",
            "own.toml:2:14: \"net.sent\" is a total whose growth is shown: write sum(series), or several added, without rate"
        ),
        ("figure = 1\n", "own.toml:1:1: unknown key \"figure\", did you mean \"figures\"?"),
        ("base = \"node_exportr\"\n", "own.toml:1:8: unknown value \"node_exportr\", did you mean \"node_exporter\"?"),
        ("[session]\neach = 'a'\n", "own.toml:1:1: [session] needs \"user\", such as user = [\"username\"]"),
        (
            "[guest]\neach = 'a{b=~\"[\"}'\nkey = [\"vm\"]\n",
            "own.toml:2:8: \"each\", letter 6 of the query: a pattern has words, . for any letter, .* and .+, a bar between alternatives and a backslash before other signs"
        ),
        ("[figures\n", "own.toml:1:9: not TOML: "),
        (
            "[figures]\ncpu = 'median(a)'\n",
            "own.toml:2:7: \"cpu\", letter 1 of the query: there is no median(…); there are sum, max, min, avg, count and rate"
        ),
    ])
    func isToldWithFileAndLine(_ text: String, _ expected: String) throws {
        let found = try problems(text)
        #expect(found.hasPrefix("the profiles cannot be used: " + expected), "\(found)")
    }

    @Test func dottedNamesNeedNoQuotes() throws {
        #expect(try problems("[figures]\nnet.sent = 'sum(a)'\nmemory.total = 'b'\na.b = { value = 'c', label = \"C\" }\n") == "")
    }

    @Test func aFileThatChangesIsReadAnew() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("[figures]\ncpu = 'a'\n", to: "own.toml")
        var own = OwnProfiles(path: folder.path)
        let first = try own.current()
        #expect(first.own.map(\.name) == ["own"] && first.profile(named: "own")?.figures.count == 1)
        #expect(try own.current().edition == first.edition)
        try folder.write("[figures]\ncpu = 'a'\nmemory = 'b'\n", to: "own.toml")
        #expect(try own.current().own[0].figures.count == 2)
        try folder.write("[figures]\ncpu = ''\n", to: "own.toml")
        #expect(throws: CollectFailure.self) { try own.current() }
        try writeFile(path, "[figures]\ncpu = 'a'\n")
        #expect(try own.current().own[0].figures.count == 1)
        removeTree(path)
        #expect(throws: CollectFailure.self) { try own.current() }
    }
}
