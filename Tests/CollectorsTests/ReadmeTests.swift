import Collecting
import Collectors
import Configuration
import Glibc
import Telemetry
import TestSupport
import Testing

/// Every collector as the configuration's reader knows it.
let knownCollectors = known()
/// The same, looking at the files that are named too.
let lookingCollectors = known(lacks: true)

private func known(lacks: Bool = false) -> [KnownCollector] {
    catalog.map { type in
        KnownCollector(
            type.kind,
            check: { host in
                do throws(ConfigurationProblem) {
                    _ = try type.init(target: host, transports: noTransports)
                    return nil
                } catch { return error }
            }, lacks: { lacks ? type.lacks($0) : [] })
    }
}

/// What the README shows as configuration is one, and its tables of keys are what the collectors declare.
@Suite struct ReadmeTests {
    static let path = TestSupport.folderOf(TestSupport.folderOf(TestSupport.folderOf(#filePath))) + "/README.md"
    static let blocks: [String] = {
        guard let text = try? TestSupport.readText(path) else { return [] }
        return text.split(separator: "```toml\n", omittingEmptySubsequences: false).dropFirst()
            .map { block in block.firstRange(of: "```").map { String(block[..<$0.lowerBound]) } ?? "" }
    }()

    @Test func thereAreBlocks() { #expect(Self.blocks.count >= 5) }

    @Test(arguments: blocks) func everyBlockIsAConfiguration(block: String) throws {
        let settings = try parseSettings(block, file: "README.md", collectors: knownCollectors)
        #expect(!settings.targets.isEmpty)
    }

    /// `make tables` writes what is so.
    @Test func everyCollectorsKeysAreShown() throws {
        var lines = try TestSupport.readText(Self.path).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let isToBeWritten = getenv("WARTE_GOLDEN").map { String(cString: $0) } == "write"
        for kind in catalog.map({ $0.kind }) {
            let right = collectorReference(kind)
            let beginning = collectorReferenceBeginning(kind)
            guard let first = lines.firstIndex(where: { $0.hasPrefix(beginning) }) else {
                Issue.record("the README has no line that begins with \(beginning); under its heading belongs\n\n\(right)")
                continue
            }
            // The sentence, an empty line, the table.
            let rows = lines[(first + 1)...].drop(while: \.isEmpty).prefix { $0.hasPrefix("|") }
            let end = rows.isEmpty ? first + 1 : rows.endIndex
            let found = lines[first..<end].joined(separator: "\n") + "\n"
            if found == right { continue }
            guard isToBeWritten else {
                Issue.record("the README says of \(kind.word) what is not so; \"make tables\" writes what is:\n\n\(right)")
                continue
            }
            lines.replaceSubrange(
                first..<end, with: right.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init))
        }
        if isToBeWritten { try writeFile(Self.path, lines.joined(separator: "\n")) }
    }
}
