import Collecting
import Telemetry
import TestSupport
import Testing

@testable import Collectors
@testable import FuzzTargets

struct ManagementDialogueTests {
    static let talk =
        Array("ENTER PASSWORD:".utf8)
        + Array(
            ("SUCCESS: password is correct\r\n>INFO:OpenVPN Management Interface Version 5\r\n>HOLD:Waiting for hold release:10\r\n"
                + "SUCCESS: real-time log notification set to ON\r\n1,I,one\r\n>LOG:2,I,two\r\nEND\r\n>STATE:3,CONNECTED,SUCCESS\n"
                + ">FATAL:no\r\n>BYTECOUNT_CLI:0,1,2\r\nERROR: unknown command\r\nTITLE\tOpenVPN\r\n>NOTIFY:info,remote-exit,EXIT\r\nEND\n")
                .utf8)
    static let messages: [ManagementDialogue.ServerMessage] = [
        .passwordPrompt, .reply(.success("password is correct")), .info, .hold, .log("2,I,two"), .reply(.lines(["1,I,one"])),
        .state("3,CONNECTED,SUCCESS"), .fatal("no"), .other, .reply(.error("unknown command")), .other, .reply(.lines(["TITLE\tOpenVPN"])),
    ]

    func dialogue() -> ManagementDialogue {
        var dialogue = ManagementDialogue()
        _ = dialogue.sendPassword("hush")
        _ = dialogue.send("log on all", .lineThenBlock)
        _ = dialogue.send("nonsense", .block)
        _ = dialogue.send("status 3", .block)
        return dialogue
    }

    @Test func commandsAreLines() {
        var dialogue = ManagementDialogue()
        #expect(dialogue.send("status 3", .block) == Array("status 3\n".utf8))
        #expect(dialogue.sendPassword("hush") == Array("hush\n".utf8))
    }

    @Test func linesMayBeCutAnywhere() throws {
        for cut in 0...Self.talk.count {
            var dialogue = dialogue()
            var found = try dialogue.receive(Array(Self.talk[..<cut]))
            found += try dialogue.receive(Array(Self.talk[cut...]))
            #expect(found == Self.messages, "cut at \(cut)")
        }
        var dialogue = dialogue()
        #expect(try Self.talk.flatMap { try dialogue.receive([$0]) } == Self.messages)
    }

    @Test func aPromptThatCameWithTheRestOfItsLineIsAPromptToo() throws {
        var dialogue = ManagementDialogue()
        #expect(try dialogue.receive(Array("ENTER PASS".utf8)) == [])
        #expect(try dialogue.receive(Array("WORD:\r\n>INFO:x\r\n".utf8)) == [.passwordPrompt, .info])
    }

    /// An empty line has no letters to count, and takes room all the same.
    @Test func aReplyOfEmptyLinesHasABound() throws {
        var dialogue = ManagementDialogue()
        _ = try dialogue.receive(Array(">INFO:x\r\n".utf8))
        _ = dialogue.send("status 3", .block)
        #expect(throws: CollectFailure.self) { _ = try dialogue.receive([UInt8](repeating: 10, count: 300_000)) }
    }

    @Test func randomInputNeverTrapsAndErrorsNameAPlace() throws {
        var generator = SeededGenerator(seed: 7)
        let inputs = try OpenVPNCasesTests.cases.map { try readFile("\(OpenVPNCasesTests.folder)/\($0)/input.txt") }
        var failures = 0
        for number in 0..<AgentFuzz.count(10_000) {
            let input =
                number % 10 == 0
                ? Noise.bytes(Int.random(in: 0...400, using: &generator), using: &generator)
                : Noise.mutation(of: Array(inputs[number % inputs.count].prefix(6_000)), using: &generator)
            let text = Transcript.play(String(decoding: input, as: UTF8.self))
            if let error = text.range(of: "error: ") {
                failures += 1
                #expect(text[error.upperBound...].contains(" at ") || text[error.upperBound...].contains("refused"))
            }
        }
        // Not all of them can have been harmless.
        #expect(failures > AgentFuzz.count(10_000) / 10)
    }

    @Test func truncatedAtEveryByteItFailsOrWaits() throws {
        let input = try readFile("\(OpenVPNCasesTests.folder)/causes-at-verb-1/input.txt")
        for part in Noise.truncations(of: input) { _ = Transcript.play(String(decoding: part, as: UTF8.self)) }
    }
}
