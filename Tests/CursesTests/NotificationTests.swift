import TestSupport
import Testing

struct NotificationTests {
    /// `Probe.hostile` after it went through the door: nothing in it ends the sequence or begins another.
    static let harmless = "4;x·]2;owned···\\··end"

    @Test(arguments: [
        ("9", "\u{1B}]9; \(harmless)\u{07}"), ("8", "\u{1B}]99;;\(harmless)\u{1B}\\"), ("7", "\u{1B}]777;notify;Warte;\(harmless)\u{07}"),
    ])
    func aNotificationIsOneSequenceWhateverTheTextHolds(key: String, sequence: String) async throws {
        let terminal = try startProbe("xterm-256color")
        try await terminal.wait(forText: "x problem")
        terminal.send(key)
        try await terminal.wait(for: "the notification") { _ in String(decoding: terminal.received, as: UTF8.self).contains(sequence) }
        #expect(!String(decoding: terminal.received, as: UTF8.self).contains("\u{1B}]2;owned"))
    }

    @Test func tmuxGetsItWrappedWithEveryEscapeDoubled() async throws {
        let terminal = try startProbe("screen-256color", ["TMUX": "/tmp/tmux-0/default,1,0"])
        try await terminal.wait(forText: "x problem")
        terminal.send("8")
        let sequence = "\u{1B}Ptmux;\u{1B}\u{1B}]99;;\(Self.harmless)\u{1B}\u{1B}\\\u{1B}\\"
        try await terminal.wait(for: "the notification") { _ in String(decoding: terminal.received, as: UTF8.self).contains(sequence) }
    }

    @Test func aConsoleAndAnUnknownNumberGetNone() async throws {
        let console = try startProbe("linux")
        try await console.wait(forText: "x problem")
        for key in ["9", "8", "7"] { console.send(key) }
        try await console.wait(forText: "\"7\"")
        #expect(!String(decoding: console.received, as: UTF8.self).contains("owned"))
        let terminal = try startProbe("xterm-256color")
        try await terminal.wait(forText: "x problem")
        terminal.send("6")
        try await terminal.wait(forText: "\"6\"")
        #expect(!String(decoding: terminal.received, as: UTF8.self).contains("owned"))
    }
}
