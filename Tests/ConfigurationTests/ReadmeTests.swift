import Configuration
import Telemetry
import TestSupport
import Testing

/// What the README shows as configuration is one.
@Suite struct ReadmeTests {
    static let blocks: [String] = {
        let path = TestSupport.folderOf(TestSupport.folderOf(TestSupport.folderOf(#filePath))) + "/README.md"
        guard let text = try? TestSupport.readText(path) else { return [] }
        return text.split(separator: "```toml\n", omittingEmptySubsequences: false).dropFirst()
            .map { block in block.firstRange(of: "```").map { String(block[..<$0.lowerBound]) } ?? "" }
    }()

    static let collectors = [
        CollectorKind(name: "local", endpointExample: nil),
        CollectorKind(name: "libvirt", options: [.init(key: "access", meaning: "")], endpointExample: "qemu:///system"),
        CollectorKind(name: "openvpn", options: [.init(key: "hold_connection", meaning: "")], endpointExample: "127.0.0.1:7505"),
    ]

    @Test func thereAreBlocks() { #expect(Self.blocks.count >= 5) }

    @Test(arguments: blocks) func everyBlockIsAConfiguration(block: String) throws {
        let settings = try parseSettings(block, file: "README.md", collectors: Self.collectors)
        #expect(!settings.site.hosts.isEmpty)
    }
}
