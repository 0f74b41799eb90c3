import Glibc
import Telemetry
import TestSupport
import Testing

@testable import Collectors

/// Whose peers they are, from the files that people have.
struct PeerNamesTests {
    private static func key(_ letter: String) -> String { String(repeating: letter, count: 42) + "A=" }
    private func names(_ text: String) -> [String: String] {
        Dictionary(uniqueKeysWithValues: PeerNames.names(in: text).map { (String($0.key.text.prefix(1)), $0.value) })
    }

    @Test func aLineEach() {
        let text =
            "# ours\n\(Self.key("A")) alice\n\n  \(Self.key("B"))\tBob Beispiel  \r\ncarol \(Self.key("C")) 1700000000 10.6.0.2\nno key\n\(Self.key("D"))\n"
        #expect(names(text) == ["A": "alice", "B": "Bob Beispiel", "C": "carol"])
    }

    /// Comments as wg-quick's users, wg-easy, PiVPN and two installers write them.
    @Test func aConfigurationWithComments() {
        let text = """
            [Interface]
            PrivateKey = \(Self.key("P"))
            # the gateway
            ListenPort = 51820
            PostUp = iptables -A FORWARD

            # Client: alice (7c9e6679)
            [Peer]
            PublicKey = \(Self.key("A"))
            PresharedKey = \(Self.key("S"))
            AllowedIPs = 10.0.0.2/32

            ### Client bob
            [Peer]
            PublicKey=\(Self.key("B"))
            # AllowedIPs = 10.0.0.3/32

            # BEGIN_PEER carol
            [Peer]
            PublicKey = \(Self.key("C"))
            # END_PEER carol
            ### begin dave ###
            [Peer]
            PublicKey = \(Self.key("D"))
            ### end dave ###
            [Peer]
            # friendly_name = Erin Example
            PublicKey = \(Self.key("E"))
            [Peer]
            PublicKey = \(Self.key("F"))
            # name: frank
            [Peer]
            PublicKey = \(Self.key("G"))
            """
        #expect(
            names(text) == [
                "A": "alice (7c9e6679)", "B": "bob", "C": "carol", "D": "dave", "E": "Erin Example", "F": "frank",
            ])
    }

    @Test func privateKeysAreNoNamesAndHaveNone() {
        let found = PeerNames.names(
            in: "[Interface]\nPrivateKey = \(Self.key("P"))\n# \(Self.key("Q"))\n[Peer]\nPublicKey = \(Self.key("A"))\n")
        #expect(found == [:])
    }

    @Test func aFileIsReadAnewWhenItHasChangedAndItsLackIsSaid() throws {
        let folder = try TemporaryFolder()
        let people = PeerNames(path: folder.file("names"))
        #expect(people.read().gap?.reason.text == "\(folder.file("names")): No such file or directory")
        try folder.write("\(Self.key("A")) alice\n", to: "names")
        #expect(people.read().names.values.sorted() == ["alice"])
        #expect(people.read().gap == nil)
        try folder.write("\(Self.key("A")) alice\n\(Self.key("B")) bob\n", to: "names")
        #expect(people.read().names.values.sorted() == ["alice", "bob"])
        unlink(folder.file("names"))
        #expect(people.read().names.count == 2 && people.read().gap != nil)
        mkdir(folder.file("names"), 0o755)
        #expect(people.read().gap?.reason.text == "\(folder.file("names")): it is not a regular file")
    }

    @Test func hostileFiles() {
        var generator = SeededGenerator(seed: 7)
        let good = Array("# Client a\n[Peer]\nPublicKey = \(Self.key("A"))\n\(Self.key("B")) bob\n".utf8)
        for _ in 0..<WireGuardHostileTests.rounds {
            for name in PeerNames.names(in: String(decoding: Noise.mutation(of: good, using: &generator), as: UTF8.self)).values {
                #expect(!name.isEmpty && name.count <= PeerNames.longestName && !name.unicodeScalars.contains(where: \.isSteering))
            }
        }
    }
}
