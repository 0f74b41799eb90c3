import Alarms
import Telemetry
import TestSupport
import Testing

@testable import Journal

@Suite struct ExportTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    private static let hostile = [
        "a,b", "say \"no\"", "two\r\nlines", "=1+1", "tab\there", "\u{1B}[2J\u{0}", "\u{202E}é👩‍👩‍👧", "\u{9B}31m", "over\rwrite", "",
    ]

    private func journal() throws -> Journal {
        let journal = try Journal(path: folder.file("journal.sqlite"))
        journal.record(events: Self.hostile.map { HostEvent(at: after(1), host: "hv-1", .raw($0)) })
        return journal
    }
    private func export(_ format: Journal.Format, _ content: Journal.Content) throws -> String {
        var out = ""
        try journal().export(format, of: content) { out += $0 }
        return out
    }
    /// What Python's own parser makes of it, one `repr` a line.
    private func python(_ script: String, _ input: String) throws -> [String] {
        let output = try run(["python3", "-c", script], input: input)
        #expect(output.status == .exit(0), "\(output.stderr)")
        return output.stdout.split(separator: "\n").map(String.init)
    }

    @Test func jsonIsExact() throws {
        let script = "import json,sys\nfor e in json.load(sys.stdin): print(e['at'], e['host'], e['text'].encode().hex())"
        let lines = try python(script, export(.json, .events))
        let expected = Self.hostile.map { text in
            "2026-11-24T12:00:01.000Z hv-1 " + text.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
        #expect(lines.map { $0.trimming() } == expected.map { $0.trimming() })
    }

    @Test func neitherSteersATerminal() throws {
        for format in Journal.Format.allCases {
            let text = try export(format, .events)
            for scalar in text.unicodeScalars where scalar != "\n" && scalar != "\r" && scalar != "\t" {
                #expect(scalar.properties.generalCategory != .control && !("\u{202A}"..."\u{202E}").contains(scalar), "\(format)")
            }
        }
    }

    @Test func whatCameLateStandsInItsPlace() throws {
        let journal = try Journal(path: folder.file("order.sqlite"))
        for second in [5, 2, 9, 2] as [Int64] { journal.record(events: [HostEvent(at: after(second), host: "", "at \(second)")]) }
        var out = ""
        try journal.export(.csv, of: .events) { out += $0 }
        #expect(out.split(separator: "\r\n").dropFirst().map { $0.suffix(4) } == ["at 2", "at 2", "at 5", "at 9"])
        #expect(journal.restore(at: noon).events.map(\.text) == ["at 2", "at 2", "at 5", "at 9"])
    }

    @Test func csvIsReadBackAndHoldsNoFormula() throws {
        let script = """
            import csv,sys,io
            text = sys.stdin.buffer.read().decode()
            for row in csv.reader(io.StringIO(text, newline='')): print(row[2].encode().hex())
            """
        let lines = try python(script, export(.csv, .events))
        let expected =
            ["text"]
            + Self.hostile.dropLast().map { text in
                switch text {
                case "=1+1": "'=1+1"
                case "\u{1B}[2J\u{0}": "\u{FFFD}[2J\u{FFFD}"
                case "\u{9B}31m": "\u{FFFD}31m"
                case "\u{202E}é👩‍👩‍👧": "\u{FFFD}é👩‍👩‍👧"
                case "over\rwrite": "over\u{FFFD}write"
                default: text
                }
            }
        #expect(lines == expected.map { $0.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() })
    }

    /// The journal's own words for it are those of its first version.
    @Test func maintenanceIsCalledSo() throws {
        let journal = try Journal(path: folder.file("maintenance.sqlite"))
        var state = AlarmState(key: AlarmKey(rule: "cpu", host: "hv-1"))
        var nextID: Int64 = 1
        journal.record(state.step(.bad(.critical), at: noon, policy: Policy(), nextID: &nextID) { .init("CPU 97 %") })
        journal.record(state.setInMaintenance(true, at: after(1), by: "km", reason: .raw("disk")))
        journal.record(state.setInMaintenance(false, at: after(2), by: "km", reason: .raw("done")))
        #expect(journal.steps(of: 1).map(\.what) == ["raised", "outOfService", "returnedToService"])
        for format in Journal.Format.allCases {
            var out = ""
            try journal.export(format, of: .alarms) { out += $0 }
            let words = out.matches(of: /raised|inMaintenance|maintenanceEnded|outOfService|returnedToService/).map { String($0.0) }
            #expect(words == ["raised", "inMaintenance", "maintenanceEnded"], "\(out)")
        }
    }

    @Test func transitionsAndEnds() throws {
        let journal = try Journal(path: folder.file("other.sqlite"))
        var state = AlarmState(key: AlarmKey(rule: "timeouts", host: "vpn-1"))
        var nextID: Int64 = 17
        journal.record(state.step(.bad(.critical), at: noon, policy: Policy(), nextID: &nextID) { .init("11 clients lost in 4 min") })
        journal.record(try state.acknowledge(by: "km", comment: "known, pool grows Thu", at: after(61), for: .seconds(60)))
        journal.record(ends: [end("u-7f3a", at: after(2))])
        var out = ""
        try journal.export(.csv, of: .alarms) { out += $0 }
        #expect(
            out == """
                at,alarm,rule,host,entity,what,severity,phase,author,comment,text\r
                2026-11-24T12:00:00.000Z,17,timeouts,vpn-1,,raised,critical,unacknowledged,,,11 clients lost in 4 min\r
                2026-11-24T12:01:01.000Z,17,timeouts,vpn-1,,acknowledged,critical,acknowledged,km,"known, pool grows Thu",11 clients lost in 4 min\r

                """)
        out = ""
        try journal.export(.json, of: .ends) { out += $0 }
        #expect(
            out == """
                [
                {"at":"2026-11-24T12:00:02.000Z","host":"vpn-1","kind":"vpn","session":"s-u-7f3a","user":"u-7f3a","cause":"clientLost",\
                "confidence":"exact","evidence":"[u] Inactivity timeout"}
                ]

                """)
    }
}

extension String {
    fileprivate func trimming() -> String { split(separator: " ").joined(separator: " ") }
}
