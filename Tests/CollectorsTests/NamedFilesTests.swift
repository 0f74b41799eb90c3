import Collecting
import Configuration
import Glibc
import TOMLReading
import Telemetry
import TestSupport
import Testing

@testable import Collectors

/// Files that options name: told when the configuration is read, not when somebody connects, and the host is watched all the same.
@Suite struct NamedFilesTests {
    private let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    private static let known = catalog.map { type in KnownCollector(type.kind, lacks: { type.lacks($0) }) }

    private func faults(_ collector: String, _ endpoint: String, _ option: String, _ value: String) throws -> [String] {
        let path = try folder.write(
            "[[host]]\nname = \"a\"\ncollector = \"\(collector)\"\nendpoint = \"\(endpoint)\"\n\(option) = \"\(value)\"\n", to: "warte.toml"
        )
        let settings = try loadSettings(path: path, collectors: Self.known)
        #expect(settings.targets.count == 1, "the host is watched all the same")
        return settings.faults.map { $0.description.replacing(folder.path, with: "") }
    }

    @Test(arguments: [("prometheus", "trust"), ("proxmox", "ca_file")])
    func aFileOfCertificatesMustBeThereAndHoldOne(_ collector: String, _ option: String) throws {
        func faults(_ value: String) throws -> [String] { try self.faults(collector, "https://gw:1", option, value) }
        let column = option.count + 4
        #expect(
            try faults(folder.file("ca.pem"))
                == ["/warte.toml:5:\(column): \(option) names \"/ca.pem\", which cannot be read: No such file or directory"])
        #expect(try faults(folder.path) == ["/warte.toml:5:\(column): \(option) names \"\", which is a folder; name a file"])
        mkfifo(folder.file("pipe"), 0o600)
        #expect(try faults(folder.file("pipe")) == ["/warte.toml:5:\(column): \(option) names \"/pipe\", which is no regular file"])
        for text in ["", "-----BEGIN PRIVATE KEY-----\n", "\u{30}\u{82}"] {
            let none = "holds no certificate: no line in it begins with -----BEGIN CERTIFICATE-----"
            let key = try folder.write(text, to: "key")
            #expect(try faults(key) == ["/warte.toml:5:\(column): \(option) names \"/key\", which " + none])
        }
        #expect(try faults(try folder.write("CN=x\n-----BEGIN CERTIFICATE-----\r\nMII\n", to: "ca.pem")) == [])
    }

    @Test func aFolderOfProfilesMustBeThere() throws {
        func faults(_ value: String) throws -> [String] { try self.faults("snmp", "192.0.2.7", "profiles", value) }
        #expect(try faults(folder.path) == [])
        #expect(
            try faults(folder.file("gone"))
                == ["/warte.toml:5:12: profiles names \"/gone\", which cannot be read: No such file or directory"])
    }

    /// What is no path names no file.
    @Test func aWordIsNoFile() throws { #expect(try faults("prometheus", "https://gw:1", "trust", "system") == []) }
}
