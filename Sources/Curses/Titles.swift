import CCurses
import Drawing

/// The window's title. Only for terminals that are known to take OSC 2 and the title stack (XTWINOPS 22 and 23, xterm's ctlseqs); others
/// print it as garbage.
final class Titles {
    private let isPossible: Bool
    private let charset: Charset
    private let output: TerminalOutput
    private var isSaved = false
    /// As it is wanted; not sent yet where the terminal was busy.
    private var wanted = ""
    private var isLate = false

    init(type: String, charset: Charset, output: TerminalOutput) {
        self.charset = charset
        self.output = output
        isPossible = ["xterm", "tmux", "alacritty", "foot", "rxvt", "putty", "st-", "vte", "konsole", "gnome"].contains {
            type.hasPrefix($0)
        }
    }

    func set(_ text: String) {
        guard isPossible else { return }
        // In ASCII where the terminal is not known to read UTF-8: "Ü" holds the byte 9C, which ends the sequence of an 8-bit terminal.
        wanted = charset.shown(text, limit: 120)
        isLate = true
        sendLate()
    }

    /// The newest title, once the terminal takes something again: titles do not queue.
    func sendLate() {
        guard isLate, !output.isBusy else { return }
        isLate = false
        output.send((isSaved ? "" : "\u{1B}[22;2t") + "\u{1B}]2;\(wanted)\u{07}")
        isSaved = true
        curses_guard_title(true)
    }

    /// The title that was there before.
    func restore() {
        guard isSaved else { return }
        isSaved = false
        isLate = false
        curses_guard_title(false)
        output.send("\u{1B}[23;2t")
    }
    /// After somebody else had the terminal.
    func setAgain() {
        guard isPossible, !wanted.isEmpty, !isSaved else { return }
        isLate = true
        sendLate()
    }
}
