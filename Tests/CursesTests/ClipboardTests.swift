import Testing

@testable import Curses

@Suite struct ClipboardTests {
    /// RFC 4648, 10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ]) func base64(text: String, coded: String) { #expect(Clipboard.base64(text.utf8) == coded) }

    @Test func onlyTerminalsThatMayHaveOneGetIt() {
        #expect(Clipboard.sequence("ü\u{07}", type: "xterm-256color") == "\u{1B}]52;c;w7wH\u{07}")
        #expect(Clipboard.sequence("x", type: "tmux-256color") != nil)
        for type in ["linux", "vt100", "screen", "dumb"] { #expect(Clipboard.sequence("x", type: type) == nil) }
    }
}
