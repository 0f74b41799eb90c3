import TestSupport
import Testing

/// The same in a real multiplexer: a second opinion beside libvterm.
struct TmuxTests {
    @Test func theProbeInTmux() async throws {
        let folder = try TemporaryFolder()
        let probe = try builtProgram("terminal-probe")
        let environment = [
            "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TERM": "xterm-256color", "COLORTERM": "truecolor", "TMUX_TMPDIR": folder.path,
        ]
        func tmux(_ arguments: String...) throws -> String {
            try run(["tmux", "-S", folder.file("socket"), "-f", "/dev/null"] + arguments, environment: environment).stdout
        }
        _ = try tmux("new-session", "-d", "-x", "90", "-y", "30", "\(probe); echo ended with $?; exec sleep 600")
        func screen() throws -> String { try tmux("capture-pane", "-p") }
        do {
            try await eventually("the probe") { try screen().contains("x problem") }
            #expect(try screen().contains("日本 e\u{301}\u{302} ·[31mred שלום 👩 end"))
            #expect(try tmux("capture-pane", "-p", "-e").contains("38;2;255;106;98m"), "24-bit colours, in a tmux that calls itself screen")
            _ = try tmux("send-keys", "Up", "PPage", "M-j", "BTab")
            try await eventually("keys") {
                try screen().contains("up") && screen().contains("pageUp") && screen().contains("alt(\"j\")")
                    && screen().contains("backTab")
            }
            #expect(try tmux("display-message", "-p", "#{mouse_standard_flag} #{mouse_sgr_flag} #{mouse_all_flag}") == "1 1 0\n")
            _ = try tmux("send-keys", "-l", "\u{1B}[<0;12;5M")
            try await eventually("the mouse") { try screen().contains("x: 11, y: 4") || screen().contains("mouse(") }
            _ = try tmux("resize-window", "-x", "120", "-y", "40")
            try await eventually("the new size") { try screen().contains("probe 120x40") && screen().contains("x problem") }
            _ = try tmux("send-keys", "q")
            try await eventually("the end") { try screen().contains("ended with 0") }
            #expect(try tmux("display-message", "-p", "#{alternate_on} #{cursor_flag} #{mouse_any_flag}") == "0 1 0\n")
        } catch {
            _ = try? tmux("kill-server")
            throw error
        }
        _ = try tmux("kill-server")
    }
}
