import Drawing
import Telemetry
import TestSupport
import Testing

@testable import Dashboard

/// What a screen remembers can be written down and brought back.
@Suite struct ScreenMemoryTests {
    private static let keys: [Character: Key] = ["↓": .down, "→": .right, "←": .left, "⏎": .enter]

    @Test(arguments: [
        "1>>I+", "1→↓↓", "W>I↓", "W→→↓↓", "W←--", "3>>I↓↓", "3/vpn⏎↓", "!!⏎3⏎", "4→↓↓↓", "4..↓", "5→↓↓", "5,/u-7⏎↓↓", "4>>I↓", "5>>I↓",
        "W→>I", "W→→>", "1f<", "W⏎→→",
    ])
    func aScreenComesBackAsItWas(pressed: String) throws {
        var app = TownHall.troubled()
        app.tell(pressed.map { .key(Self.keys[$0] ?? .character($0)) })
        let memory = app.memory(of: app.shown)
        #expect(!memory.own.isEmpty || memory.alarm != nil || !memory.filter.isEmpty)
        let read = try #require(ScreenMemory(encoded: memory.encoded))
        #expect(read == memory)
        var other = TownHall.troubled()
        other.recall(read)
        #expect(other.memory(of: other.shown) == memory)
        #expect(other.selection == app.selection)
        #expect(other.draw(width: 120, height: 40) == app.draw(width: 120, height: 40))
    }

    @Test func anyTextSurvivesAndNonsenseIsRefused() throws {
        var memory = ScreenMemory(.sessions)
        memory.filter = "a=b c%/\n\u{1b}[31mäß€"
        memory.own = ["x y": "=", "host": "", "session": SessionIdentity(host: "a/b", session: "%2f ").words]
        #expect(ScreenMemory(encoded: memory.encoded) == memory)
        #expect(SessionIdentity(words: memory.own["session"]) == SessionIdentity(host: "a/b", session: "%2f "))
        #expect(memory.encoded.allSatisfy { $0.isASCII && !$0.isNewline })
        for text in ["", "nowhere filter=x", "hosts", String(repeating: "x", count: 20_000)] { #expect(ScreenMemory(encoded: text) == nil) }
        // What another version wrote, and what is broken, is left out.
        var plain = ScreenMemory(.host)
        plain.filter = "b"
        #expect(ScreenMemory(encoded: "host later=5 span=century alarm=x filter=%zz a=b=c filter=b %") == plain)
    }

    /// The file that it is kept in is somebody else's to write, too.
    @Test func aLineOfAnyKindIsAViewOrNone() {
        let good = Array("sessions filter=a%20b span=day host=vpn-1 guest=a%2Fb/c alarm=7 own.sort=user own.part=vda".utf8)
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<10_000 {
            let line = String(decoding: Noise.mutation(of: good, using: &generator), as: UTF8.self)
            guard let memory = ScreenMemory(encoded: line) else { continue }
            #expect(ScreenMemory(encoded: memory.encoded) == memory, "\(line.debugDescription)")
        }
    }

    @Test func whatIsGoneIsNotLookedAt() {
        var memory = ScreenMemory(.timeouts)
        (memory.host, memory.alarm) = ("gone", 4711)
        memory.own = ["host": "gone", "cause": "none", "end": "5/a/b/c"]
        var app = TownHall.troubled()
        app.recall(memory)
        #expect(app.draw(width: 120, height: 40).transcript.contains("All causes, all hosts"))
        #expect(app.focus.host == "hv-1")
    }
}
