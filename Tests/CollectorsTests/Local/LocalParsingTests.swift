import Telemetry
import TestSupport
import Testing

@testable import Collectors

@Suite("local: the kernel's files")
struct LocalParsingTests {
    @Test("shares of what all processors did between two readings")
    func shares() throws {
        let old = try parseStat("cpu  100 0 100 800 0 0 0 0 0 0\ncpu0 1\ncpu1 1\n")
        let new = try parseStat("cpu  120 10 120 920 10 5 5 10 99 99\ncpu0 1\ncpu1 1\n")
        #expect(new.processors == 2)
        let expected = [
            Sample(.cpu, 35), Sample(.cpuUser, 15), Sample(.cpuSystem, 15), Sample(.cpuIOWait, 5), Sample(.cpuSteal, 5),
        ]
        #expect(ProcessorTimes.shares(from: old, to: new) == expected)
    }

    @Test("polls that come early answer with the shares of the window before, and their time counts in the next")
    func early() throws {
        var shares = ProcessorShares()
        let start = ContinuousClock.now
        func cpu(_ user: Int, _ idle: Int, _ milliseconds: Int) throws -> Double? {
            let times = try parseStat("cpu \(user) 0 0 \(idle)\n")
            return shares.advance(to: times, at: start + .milliseconds(milliseconds)).first { $0.metric == .cpu }?.value
        }
        #expect(try cpu(0, 0, 0) == nil)
        #expect(try cpu(10, 0, 100) == nil)
        #expect(try cpu(100, 400, 5000) == 20)
        for round in 1...8 { #expect(try cpu(100 + round * 10, 400, 5000 + round * 100) == 20) }
        #expect(try cpu(200, 800, 10_000) == 20)
        #expect(try cpu(450, 1050, 15_000) == 50)
        // A system that cannot say begins anew.
        #expect(shares.advance(to: nil, at: start).isEmpty)
        #expect(try cpu(500, 2000, 20_000) == nil)
    }

    @Test("no share without time, after a restart of the system, and none below zero where I/O wait falls")
    func resets() throws {
        let old = try parseStat("cpu  100 0 100 800 50 0 0 0\n")
        #expect(ProcessorTimes.shares(from: old, to: old).isEmpty)
        #expect(ProcessorTimes.shares(from: old, to: try parseStat("cpu  10 0 10 80 5 0 0 0\n")).isEmpty)
        let fallen = ProcessorTimes.shares(from: old, to: try parseStat("cpu  150 0 100 850 49 0 0 0\n"))
        #expect(fallen.first { $0.metric == .cpuIOWait }?.value == 0)
        #expect(fallen.first { $0.metric == .cpu }?.value == 50)
    }

    @Test("devices that come and go: the total never falls and never leaps")
    func totals() {
        var totals = DeviceTotals()
        #expect(totals.advance(to: [:]) == nil)
        #expect(totals.advance(to: ["eth0": 1000, "tun0": 5_000_000_000]) == 5_000_001_000)
        #expect(totals.advance(to: ["eth0": 1500]) == 5_000_001_500)
        #expect(totals.advance(to: ["eth0": 1600, "tun0": 9_000_000_000]) == 5_000_001_600)
        #expect(totals.advance(to: ["eth0": 20, "tun0": 9_000_000_001]) == 5_000_001_601)
        #expect(totals.advance(to: ["eth0": -1, "tun0": .nan]) == nil)
    }

    @Test("text cut at every byte and changed at random: a value or an error with a place, never a trap")
    func hostile() throws {
        let folder = casesFolder("local") + "/debian"
        var generator = SeededGenerator(seed: 11)
        for name in ["proc/stat", "proc/meminfo", "proc/net/dev", "proc/pressure/io"] {
            let bytes = Array(try fileText(folder + "/" + name).utf8)
            for length in 0...bytes.count { parse(name, Array(bytes[..<length])) }
            for _ in 0..<2_500 { parse(name, mutated(bytes, &generator)) }
        }
        let records = try #require(try SystemFile(root: folder, path: "/run/utmp").read())
        for length in 0...records.count { _ = parseLogins(Array(records[..<length])) }
        for _ in 0..<2_500 { for login in parseLogins(mutated(records, &generator)) { _ = login.session } }
    }

    private func mutated(_ bytes: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...6, using: &generator) {
            let index = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
            case 1: bytes.insert(contentsOf: Array("99999999999999999999".utf8), at: index)
            case 2: bytes.removeSubrange(index..<min(bytes.count, index + 9))
            default: bytes[index] = "-. :\n9".utf8.randomElement(using: &generator) ?? 0
            }
            if bytes.isEmpty { return bytes }
        }
        return bytes
    }

    private func parse(_ name: String, _ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        do throws(CollectFailure) {
            switch name {
            case "proc/stat":
                let times = try parseStat(text)
                _ = ProcessorTimes.shares(from: times, to: times)
            case "proc/meminfo":
                for sample in try parseMemory(text).samples where !(sample.value.isFinite && sample.value >= 0) {
                    Issue.record("\(sample)")
                }
            case "proc/net/dev": _ = try parseNetworkDevices(text)
            default: _ = try parsePressure(text, path: "/proc/pressure/io")
            }
        } catch {
            if case .unreadable(_, let place, _) = error, !place.text.isEmpty { return }
            Issue.record("\(error)")
        }
    }
}
