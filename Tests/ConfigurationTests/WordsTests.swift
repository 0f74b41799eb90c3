import TOMLReading
import Telemetry
import Testing

@testable import Configuration

@Suite struct WordsTests {
    @Test(arguments: [
        ("", "", 0), ("a", "", 1), ("intervall", "interval", 1), ("nmaes", "names", 1), ("kitten", "sitting", 3), ("abc", "xyz", 3),
    ])
    func distance(_ a: String, _ b: String, _ expected: Int) {
        #expect(editDistance(Array(a), Array(b)) == expected)
        #expect(editDistance(Array(b), Array(a)) == expected)
    }

    @Test func nearestIsNearOrNone() {
        let known = ["cpu", "memory", "cpu_wait"]
        #expect(nearest(to: "CPU-Wait", among: known) == "cpu_wait")
        #expect(nearest(to: "mem", among: known) == "memory")
        #expect(nearest(to: "xyz", among: known) == nil)
        #expect(nearest(to: "", among: known) == nil)
        #expect(nearest(to: "2", among: ["1", "2c", "3"]) == "2c")
        #expect(nearest(to: "v3", among: ["1", "2c", "3"]) == "3")
        #expect(nearest(to: "4", among: ["1", "2c", "3"]) == nil)
        #expect(nearest(to: String(repeating: "memory", count: 100_000), among: known) == nil)
    }

    @Test(arguments: [
        ("10s", 10), ("5m", 300), ("2h", 7200), ("1d", 86400), ("1h30m", 5400), ("1h 30m", 5400), ("8 h", 28800), ("5 minutes", 300),
        ("90MIN", 5400), ("0s", 0),
        ("1000000000s", 1_000_000_000),
    ])
    func durations(_ text: String, _ seconds: Int) { #expect(Duration(words: text) == .seconds(seconds)) }

    @Test(arguments: [
        "", " ", "10", "s", "-5s", "1.5h", "1 0s", "10s5", "1000000001s", "99999999999999999999s", "12000d", "１０s",
    ])
    func noDurations(_ text: String) { #expect(Duration(words: text) == nil) }

    @Test func durationsAreSpelledAsTheyAreRead() {
        for seconds in [0, 1, 59, 60, 90, 3600, 5400, 86400, 90000, 34_560_000] {
            #expect(Duration(words: spelled(.seconds(seconds))) == .seconds(seconds))
        }
    }

    @Test(arguments: [
        ("qemu+ssh://root@hv/system", false), ("qemu+ssh://root:x@hv/system", true), ("http://[::1]:9093", false),
        ("http://h/a:b@c", false), ("root:x@hv", false), ("a://b:c@d@e", true), ("", false),
    ])
    func passwordsInEndpoints(_ endpoint: String, _ expected: Bool) { #expect(holdsPassword(endpoint) == expected) }

    @Test(arguments: [
        ("management 127.0.0.1 7505", ["management", "127.0.0.1", "7505"]),
        ("  management \"/run/my sock\" unix  # why", ["management", "/run/my sock", "unix"]),
        ("management '/run/a\\b' unix ; why", ["management", "/run/a\\b", "unix"]), ("a\\ b\\\\ \"\"", ["a b\\", ""]),
        ("# management 127.0.0.1 1", []), ("\"open", ["open"]), ("a#b", ["a#b"]),
    ])
    func wordsOfOpenVPN(_ line: String, _ expected: [String]) { #expect(openVPNWords(line) == expected) }

    @Test func fileOfOpenVPN() {
        let file = OpenVPNFile("port 1194\r\nmanagement 127.0.0.1 1\r\nmanagement /run/s unix pw\r\nclient\r\n")
        #expect(file.management == .socket("/run/s"))
        #expect(file.passwordFile == "pw")
        #expect(file.isClient)
        #expect(OpenVPNFile("management 127.0.0.1 7505 stdin").passwordFile == nil)
        #expect(OpenVPNFile("management 127.0.0.1 70000").management == nil)
        #expect(OpenVPNFile("management 127.0.0.1").management == nil)
    }
}
