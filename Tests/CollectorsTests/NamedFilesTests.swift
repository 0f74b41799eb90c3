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
        mkdir(folder.file("own"), 0o755)
        #expect(try faults(folder.file("own")) == [])
        #expect(
            try faults(folder.file("gone"))
                == ["/warte.toml:5:12: profiles names \"/gone\", which cannot be read: No such file or directory"])
    }

    @Test func whatIsWrongInAFolderOfProfilesIsTold() throws {
        func faults(_ folder: String, _ profile: String? = nil) throws -> [String] {
            try self.faults("snmp", "192.0.2.7", "profiles", self.folder.file(folder) + (profile.map { "\"\nprofile = \"\($0)" } ?? ""))
        }
        let good = "name = \"gate\"\ntitle = \"Our gate\"\nobject_ids = [\"1.3.6.1.4.1.99999\"]\n"
        for name in ["bad", "good"] { mkdir(folder.file(name), 0o755) }
        try folder.write(good + "object_idz = 1\n", to: "bad/gate.toml")
        let bad = try faults("bad")
        #expect(bad.count == 1 && bad[0].hasPrefix("/warte.toml:5:12: /bad/gate.toml:4:1: unknown key \"object_idz\""), "\(bad)")
        let named = try faults("bad", "gate")
        #expect(named.count == 2 && named[1].hasPrefix("/warte.toml:6:11: there is no profile \"gate\" that can be used; "), "\(named)")
        try folder.write(good, to: "good/gate.toml")
        #expect(try faults("good") == [])
        #expect(try faults("good", "gate") == [])
        let absent = try faults("good", "gait")
        #expect(absent.count == 1 && absent[0].hasPrefix("/warte.toml:6:11: there is no profile \"gait\"; there are "), "\(absent)")
        try folder.write("", to: "file")
        #expect(try faults("file") == ["/warte.toml:5:12: /file: there is no such folder that can be read"])
    }

    /// What is no path names no file.
    @Test func aWordIsNoFile() throws { #expect(try faults("prometheus", "https://gw:1", "trust", "system") == []) }
}
