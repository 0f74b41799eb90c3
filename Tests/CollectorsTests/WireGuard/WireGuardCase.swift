import Collecting
import Telemetry
import TestSupport

@testable import Collectors

/// A series of answers, each below a line `=== at SECONDS FORM [INTERFACE]`: `userspace` is what a socket answers to `get=1`, `interface` and
/// `all` what `wg show … dump` prints. What is not behind such a line belongs to the one before.
struct WireGuardCase {
    var answers: [(at: Moment, form: Substring, interface: String, bytes: [UInt8])] = []

    init(_ text: String) {
        for line in Array(text.utf8).split(afterEach: 10) {
            let words = String(decoding: line, as: UTF8.self).split(whereSeparator: \.isWhitespace)
            if words.starts(with: ["===", "at"]), words.count > 3, let seconds = Int64(words[2]) {
                answers.append((Moment(seconds: seconds), words[3], words.count > 4 ? String(words[4]) : "", []))
            } else if !answers.isEmpty {
                answers[answers.count - 1].bytes += line
            }
        }
    }

    static func interfaces(_ bytes: [UInt8], form: Substring, interface: String) throws(InterfaceFault) -> [InterfaceRecord] {
        switch form {
        case "userspace":
            var answer = UserspaceAnswer(interface: interface)
            try answer.take(bytes)
            guard answer.end == 0 else { throw InterfaceFault(place: .raw("the end"), .raw("errno \(answer.end ?? -1)")) }
            return [answer.interface]
        case "all": return try ToolDump.interfaces(bytes, of: nil)
        default: return try ToolDump.interfaces(bytes, of: interface)
        }
    }

    /// What comes of it: what is said the same as before is left out.
    func played(names: [PublicKey: String] = [:]) -> String {
        guard let first = answers.first else { return "no answer\n" }
        var book = PeerBook(host: "wg", interval: .seconds(10))
        var out = ""
        var before: [String] = []
        for answer in answers {
            out += "+\((answer.at - first.at).milliseconds / 1000) s\n"
            let lines: [String]
            do throws(InterfaceFault) {
                let found = try Self.interfaces(answer.bytes, form: answer.form, interface: answer.interface)
                lines = describe(book.reading(InterfaceRound(interfaces: found), names: names, at: answer.at), since: first.at)
            } catch {
                lines = [error.failure(asked: "WireGuard").text]
            }
            for line in lines where !before.contains(line) || line.hasPrefix("end") { out += "  \(line)\n" }
            before = lines
        }
        return out
    }
}

func describe(_ reading: Reading, since first: Moment) -> [String] {
    let counts = reading.samples.map { "\($0.metric.id) \(Int($0.value))" }
    let sessions = reading.sessions.sorted { $0.id < $1.id }.map { session in
        "session \(session.user) from \(session.address) since +\(((session.since ?? first) - first).milliseconds / 1000) s\(session.isOpaque ? ", opaque" : "")"
    }
    let ends = reading.ends.map { "end of \($0.user): \($0.cause), \($0.confidence): \($0.evidence)" }
    let gaps = reading.figures.inventory.gaps.map { "no \($0.figure.text): \($0.reason.text)" }
    return counts + sessions + ends + gaps
}

/// The beginnings of all private and preshared keys in the cases, in both notations.
let markedKeys = ["PRIVATEKK", "PRESHAREDKK", "3d121501310a28a2", "3d11121c04440ca2"]

extension [UInt8] {
    fileprivate func split(afterEach mark: UInt8) -> [ArraySlice<UInt8>] {
        var out: [ArraySlice<UInt8>] = []
        var rest = self[...]
        while let end = rest.firstIndex(of: mark) {
            out.append(rest[...end])
            rest = rest[(end + 1)...]
        }
        return rest.isEmpty ? out : out + [rest]
    }
}
