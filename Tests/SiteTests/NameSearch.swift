import TestSupport
import Testing

/// Looks for the lab's people with grep(1), byte by byte, in whatever files there are.
struct NameSearch {
    static let names = ["alice", "bob", "carol", "dave", "erin", "frank"]
    /// Of the clients' own network and of the tunnel's, all but the server (.1) and the networks themselves (.0/24).
    private static let addresses = #"10\.(77|88)\.0\.([2-9]|[1-9][0-9]+)"#
    /// In a text the short names count as words: Warte itself may write "entering".
    private static let inTexts = #"alice|carol|frank|\b(bob|dave|erin)\b|"# + addresses
    /// In a record one field begins where another ends: there are no words.
    private static let inRecords = names.joined(separator: "|") + "|" + addresses

    let environment: [String: String]

    /// `path:what` of everything found below the paths; folders called `vpn` (the lab's own) and `config` (the test's own) are left out.
    func found(in paths: [String], areRecords: Bool = false) throws -> [String] {
        let output = try run(
            ["grep", "-raoE", "--devices=skip", "--exclude-dir=vpn", "--exclude-dir=config", areRecords ? Self.inRecords : Self.inTexts]
                + paths, environment: environment.merging(["LC_ALL": "C"]) { _, new in new })
        guard output.status == .exit(0) || output.status == .exit(1) else { throw SystemFailure("grep: \(output.stderr)", number: 0) }
        return output.stdout.split(separator: "\n").map(String.init)
    }

    /// What a terminal was sent, without the sequences that move the cursor and choose colours, so that none of their letters stands beside
    /// a word; titles and notifications stay.
    static func words(_ sent: [UInt8]) -> [UInt8] {
        enum State { case text, escape, control, oneMore }
        var state = State.text
        var out: [UInt8] = []
        for byte in sent {
            switch (state, byte) {
            case (.text, 0x1B): state = .escape
            case (.text, _): out.append(byte)
            // `ESC [`: until its last byte (ECMA-48, 5.4). `ESC (` and `ESC )` choose a character set: one more.
            case (.escape, 0x5B): state = .control
            case (.escape, 0x28), (.escape, 0x29): state = .oneMore
            case (.control, 0x40...0x7E), (.oneMore, _), (.escape, _):
                state = .text
                out.append(0x20)
            case (.control, _): break
            }
        }
        return out
    }
}
