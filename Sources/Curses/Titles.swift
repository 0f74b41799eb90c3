import Drawing
import Glibc

/// The window's title. Only for terminals that are known to take OSC 2 and the title stack (XTWINOPS 22 and 23, xterm's ctlseqs); others
/// print it as garbage.
final class Titles {
    private let isPossible: Bool
    private var isSaved = false

    init(type: String) {
        isPossible = ["xterm", "tmux", "alacritty", "foot", "rxvt", "putty", "st-", "vte", "konsole", "gnome"].contains {
            type.hasPrefix($0)
        }
    }

    func set(_ text: String) {
        guard isPossible else { return }
        let shown = String(glyphs(text, limit: 120).map(\.text))
        send((isSaved ? "" : "\u{1B}[22;2t") + "\u{1B}]2;\(shown)\u{07}")
        isSaved = true
    }

    func restore() {
        guard isSaved else { return }
        isSaved = false
        send("\u{1B}[23;2t")
    }

    private func send(_ text: String) {
        var text = text
        text.withUTF8 { _ = write(1, $0.baseAddress, $0.count) }
    }
}
