import Drawing
import TestSupport
import Testing

/// The tools that other tests stand on.
struct TestSupportTests {
    @Test func aShellOnATerminal() async throws {
        let terminal = try PseudoTerminal(
            ["/bin/sh", "-c", "stty size; printf 'a\\033[1;31mB\\033[0m日'; read line; echo got $line; exit 3"],
            environment: ["PATH": "/usr/bin:/bin"],
            columns: 40, rows: 5)
        let screen = try await terminal.wait(forText: "aB")
        #expect(screen.lines[0] == "5 40")
        #expect(screen.lines[1] == "aB日")
        #expect(screen[1, 1]?.bold == true)
        #expect(screen[1, 1]?.foreground == .palette(1))
        #expect(screen[2, 1]?.width == 2)
        #expect(terminal.isCooked)
        terminal.send("hello\r")
        try await terminal.wait(forText: "got hello")
        #expect(try await terminal.waitForEnd() == .exit(3))
    }

    @Test func waitingEndsAtTheDeadline() async throws {
        let terminal = try PseudoTerminal(["/bin/sleep", "60"], environment: [:])
        await #expect(throws: TimedOut.self) { try await terminal.wait(for: "what never comes", within: .milliseconds(50)) { _ in false } }
        terminal.signal(15)
        #expect(try await terminal.waitForEnd() == .signal(15))
    }

    @Test func runGathersBothStreams() throws {
        let output = try run(["sh", "-c", "cat; echo bad >&2; exit 2"], input: String(repeating: "x", count: 200_000))
        #expect(output.status == .exit(2))
        #expect(output.stdout.utf8.count == 200_000)
        #expect(output.stderr == "bad\n")
        #expect(throws: TimedOut.self) { try run(["sleep", "60"], within: .milliseconds(50)) }
        #expect(throws: SystemFailure.self) { try run(["/nowhere/at/all"]) }
    }

    @Test func aTemporaryFolderGoesAway() throws {
        var path = ""
        do {
            let folder = try TemporaryFolder()
            path = folder.path
            #expect(try readText(folder.write("text", to: "a")) == "text")
            #expect(namesInFolder(path) == ["a"])
        }
        #expect(throws: SystemFailure.self) { try readFile("\(path)/a") }
    }

    @Test func aGoldenNamesTheRowsThatDiffer() throws {
        let folder = try TemporaryFolder()
        try writeFile(folder.file("g"), "one\ntwo\n")
        try Golden.check("one\ntwo\n", "g", folder: ".", beside: folder.file("Test.swift"))
        let mismatch = #expect(throws: GoldenMismatch.self) {
            try Golden.check("one\nTWO\n", "g", folder: ".", beside: folder.file("Test.swift"))
        }
        #expect(mismatch?.description.contains("2 - two|\n2 + TWO|") == true)
    }

    @Test func theSameSeedGivesTheSameNoise() {
        var first = SeededGenerator(seed: 7)
        var second = SeededGenerator(seed: 7)
        let input = Array("key = \"value\"".utf8)
        for _ in 0..<100 { #expect(Noise.mutation(of: input, using: &first) == Noise.mutation(of: input, using: &second)) }
        #expect(Noise.truncations(of: input).count(where: { _ in true }) == input.count)
    }
}
