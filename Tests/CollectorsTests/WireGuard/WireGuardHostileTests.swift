import Collecting
import Foundation
import Telemetry
import TestSupport
import Testing

@testable import Collectors

/// Answers that are none, and what must never leave the parsers.
struct WireGuardHostileTests {
    static let answers = WireGuardCasesTests.cases.flatMap { name in
        ((try? readText("\(WireGuardCasesTests.folder)/\(name)/input.txt")).map { WireGuardCase($0).answers.prefix(2) } ?? [])
            .map { (form: $0.form, interface: $0.interface, bytes: $0.bytes) }
    }
    static let rounds = ProcessInfo.processInfo.environment["WARTE_FUZZ"].flatMap { Int($0) } ?? 4000

    /// All that can be seen of a reading, down to what no description shows.
    private func all(_ value: Any) -> String {
        var out = ""
        dump(value, to: &out)
        return out + String(reflecting: value)
    }

    private func outcome(_ bytes: [UInt8], _ form: Substring, _ interface: String) -> (
        interfaces: [InterfaceRecord]?, fault: InterfaceFault?
    ) {
        do throws(InterfaceFault) {
            return (try WireGuardCase.interfaces(bytes, form: form, interface: interface), nil)
        } catch { return (nil, error) }
    }

    @Test func noKeyButAPeersOwnComesOut() {
        #expect(Self.answers.count > 10)
        var seen = ""
        for answer in Self.answers {
            for cut in [answer.bytes] + Noise.truncations(of: answer.bytes) {
                let (interfaces, fault) = outcome(cut, answer.form, answer.interface)
                if let interfaces {
                    var book = PeerBook(host: "wg", interval: .seconds(10))
                    seen += all(interfaces) + all(book)
                    seen += all(book.reading(InterfaceRound(interfaces: interfaces), names: [:], at: Moment(seconds: 1_795_551_300)))
                } else {
                    seen += all(fault as Any) + (fault?.failure(asked: "x").text ?? "")
                }
                if seen.utf8.count > 1 << 20 {
                    for key in markedKeys { #expect(!seen.contains(key)) }
                    seen = ""
                }
            }
        }
        for key in markedKeys { #expect(!seen.contains(key)) }
    }

    /// A key in the place of something else is no word of an error, nor is it taken for that.
    @Test(arguments: [4, 5, 6, 7, 8]) func aKeyInTheWrongColumnIsNotShown(column: Int) {
        var columns = ["wg0", "A" + String(repeating: "b", count: 41) + "A=", "(none)", "10.0.0.1:1", "10.0.0.0/8", "1", "2", "3", "off"]
        columns[column == 4 ? 3 : column] = "PRIVATE" + String(repeating: "K", count: 36) + "="
        let bytes = Array("wg0\tx\ty\t1\toff\n\(columns.joined(separator: "\t"))\n".utf8)
        let (_, fault) = outcome(bytes, "all", "")
        #expect(fault != nil)
        #expect(!all(fault as Any).contains("PRIVATE"))
    }

    @Test func whatIsShuffledOrRandomIsReadOrRefused() {
        var generator = SeededGenerator(seed: 51820)
        var faults = 0
        for round in 0..<Self.rounds {
            let answer = Self.answers[round % Self.answers.count]
            let bytes: [UInt8]
            switch round % 4 {
            case 0: bytes = Noise.bytes(Int.random(in: 0...400, using: &generator), using: &generator)
            case 1: bytes = Array(answer.bytes.split(separator: 10).shuffled(using: &generator).joined(separator: [10])) + [10, 10]
            default: bytes = Noise.mutation(of: answer.bytes, using: &generator)
            }
            let (interfaces, fault) = outcome(bytes, answer.form, answer.interface)
            if let fault {
                faults += 1
                for key in markedKeys { #expect(!fault.failure(asked: "x").text.contains(key)) }
                #expect(fault.got.text.utf8.count < 60 && fault.place.text.utf8.count < 80)
            }
            guard let interfaces else { continue }
            var book = PeerBook(host: "wg", interval: .seconds(10))
            for (offset, other) in [interfaces, interfaces.reversed(), Self.good].enumerated() {
                let reading = book.reading(
                    InterfaceRound(interfaces: other), names: [:], at: Moment(seconds: 1_795_551_300 + Int64(offset) * 10))
                for sample in reading.samples { #expect(sample.value >= 0 && sample.value.isFinite) }
            }
        }
        #expect(faults > Self.rounds / 8)
    }
    private static let good: [InterfaceRecord] =
        answers.first.flatMap {
            try? WireGuardCase.interfaces($0.bytes, form: $0.form, interface: $0.interface)
        } ?? []

    @Test func anAnswerMayComeInAnyPortions() throws {
        let answer = try #require(Self.answers.first { $0.form == "userspace" })
        let whole = try WireGuardCase.interfaces(answer.bytes, form: answer.form, interface: answer.interface)
        var single = UserspaceAnswer(interface: answer.interface)
        for byte in answer.bytes { try single.take([byte]) }
        #expect([single.interface] == whole)
        #expect(single.end == 0)
        #expect(whole[0].peers.count == 3)
    }

    @Test func everyLengthHasABound() {
        var answer = UserspaceAnswer(interface: "wg0")
        #expect(throws: InterfaceFault(place: .answerLine(1), .tooLongThere())) { try answer.take([UInt8](repeating: 97, count: 10_000)) }
        answer = UserspaceAnswer(interface: "wg0")
        var rows = Array("x=\(String(repeating: "1", count: 4000))\n".utf8)
        while rows.count < 1 << 20 { rows += rows }
        #expect(throws: InterfaceFault(place: .answerByte(UserspaceAnswer.mostBytes), .moreThanThat())) {
            while true { try answer.take(rows) }
        }
        let interfaces = (0..<1002).map { "w\($0)\ta\tb\t1\toff\n" }.joined()
        #expect(throws: InterfaceFault(place: .answerLine(1001), .anotherInterface())) {
            try ToolDump.interfaces(Array(interfaces.utf8), of: nil)
        }
        var record = InterfaceRecord(name: "wg0")
        #expect(throws: InterfaceFault(place: .peerOfAnswer(50_001), .tooManyThere())) {
            for number in 0...50_000 {
                let digits = String(number)
                let hex = String(repeating: "0", count: 64 - digits.utf8.count) + digits
                try record.add(PeerRecord(key: try #require(PublicKey(hex: hex))))
            }
        }
    }

    /// Times that no clock has, which would overflow as milliseconds.
    @Test(arguments: ["9223372036854775807", "18446744073709551615", "-1", "1e9", "", "٣"]) func noTime(text: String) {
        let line = "wg0\tx\ty\t1\toff\nwg0\tA\(String(repeating: "b", count: 41))A=\t(none)\t(none)\t(none)\t\(text)\t0\t0\toff\n"
        #expect(outcome(Array(line.utf8), "all", "").fault?.place == .handshakeOf(.answerLine(2)))
    }
}
