import Foundation
import Telemetry
import TestSupport
import Testing

@testable import Collectors

/// Series of answers in `cases/wireguard/<case>/`: `input.txt`, and in `expected.txt` what must come of it, errors included.
/// `WARTE_GOLDEN=write` writes what comes; look at the difference then.
struct WireGuardCasesTests {
    static let folder = folderOf(folderOf(#filePath)) + "/cases/wireguard"
    static let cases = namesInFolder(folder)

    @Test func thereAreCases() { #expect(Self.cases.count >= 8) }

    @Test(arguments: cases) func becomes(_ name: String) throws {
        let text = WireGuardCase(try readText("\(Self.folder)/\(name)/input.txt")).played()
        try Golden.check(text, "expected.txt", folder: name, beside: "\(Self.folder)/x")
        for key in markedKeys { #expect(!text.contains(key)) }
    }

    /// Below the folder of all recordings; for `RecordingsWalkTests`.
    static let files =
        ["uapi-get-wg0.txt", "wg-show-all-dump.txt", "ageing-wg1-stopped-every10s.txt"].map { "captures/wireguard/" + $0 }
        + ["wireguard/show_iface_dump_firezone.tsv", "wireguard/show_iface_dump_lab.tsv"]

    /// What was recorded elsewhere, and what is to be read there.
    @Test(.enabled(if: Recordings.areThere, Comment(rawValue: Recordings.comment))) func recordings() throws {
        let all = try ToolDump.interfaces(Recordings.bytes("captures/wireguard/wg-show-all-dump.txt"), of: nil)
        #expect(all.map(\.name) == ["wg2", "wg0", "wg3", "wg1"])
        #expect(all.map(\.peers.count) == [1, 3, 1, 1])
        #expect(all[0].peers[0].keepalive == 5 && all[1].peers.allSatisfy { $0.keepalive == nil })
        var answer = UserspaceAnswer(interface: "wg0")
        try answer.take(Recordings.bytes("captures/wireguard/uapi-get-wg0.txt"))
        #expect(answer.end == 0)
        // The same peers at the same time, in the two notations.
        #expect(Set(answer.interface.peers) == Set(all[1].peers))
        let firezone = try ToolDump.interfaces(Recordings.bytes("wireguard/show_iface_dump_firezone.tsv").trimmed, of: "wg-firezone")
        #expect(firezone[0].peers.map(\.handshake) == [1_650_286_790, 1_650_286_747])
        #expect(firezone[0].peers.map(\.received) == [14_161_600, 177_417_128])
        let lab = try ToolDump.interfaces(Recordings.bytes("wireguard/show_iface_dump_lab.tsv").trimmed, of: "wg0")
        #expect(lab[0].peers.map(\.sent) == [3748, 6276])
        // The case "ageing" is this one: the same numbers at the same times.
        func numbers(_ lines: some Sequence<Substring>, _ fields: (key: Int, rest: Range<Int>)) -> [[Substring]] {
            lines.map { $0.split(separator: "\t", omittingEmptySubsequences: false) }.filter { $0.count >= fields.rest.upperBound }
                .map { [$0[fields.key].prefix(8)] + $0[fields.rest] }.sorted { $0.lexicographicallyPrecedes($1) }
        }
        let ageing = String(decoding: try Recordings.bytes("captures/wireguard/ageing-wg1-stopped-every10s.txt"), as: UTF8.self)
        let ours = try readText("\(Self.folder)/ageing/input.txt")
        #expect(numbers(ageing.split(separator: "\n"), (0, 2..<5)) == numbers(ours.split(separator: "\n"), (0, 4..<7)))
        func times(_ text: String) -> [Substring] { text.matches(of: #/(?:=== at |now=)(\d+)/#).map { $0.1 } }
        #expect(times(ageing) == times(ours) && times(ours).count > 20)
    }
}

extension [UInt8] {
    /// Recordings that were copied by hand end in an empty line more.
    fileprivate var trimmed: [UInt8] {
        var out = self
        while out.suffix(2) == [10, 10] { out.removeLast() }
        return out
    }
}
