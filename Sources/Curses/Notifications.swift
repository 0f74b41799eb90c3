import Drawing

/// Desktop notifications through the terminal. Only where the configuration asks for one, and only for terminals that swallow an
/// operating system command they do not know.
struct Notifications {
    private let isPossible: Bool
    private let isInTmux: Bool

    private let charset: Charset

    init(type: String, environment: [String: String], charset: Charset) {
        self.charset = charset
        isInTmux = environment["TMUX"].map { !$0.isEmpty } ?? false
        isPossible =
            isInTmux
            || [
                "xterm", "alacritty", "foot", "rxvt", "putty", "st-", "vte", "konsole", "gnome", "kitty", "wezterm", "ghostty", "iterm",
                "mlterm",
            ]
            .contains { type.hasPrefix($0) }
    }

    /// Nil where the terminal gets none.
    func sequence(_ text: String, osc: Int) -> String? {
        isPossible ? Self.sequence(charset.shown(text, limit: 120), osc: osc, isInTmux: isInTmux) : nil
    }

    /// Nil for a number that is none of the three.
    ///
    /// - 9: `OSC 9 ; text BEL` (iTerm2, "Proprietary Escape Codes"). Text that begins with a digit and `;` means progress to some.
    /// - 99: `OSC 99 ; metadata ; text ST` (kitty, "Desktop notifications"); the text ends with ST, and `;` is allowed in it.
    /// - 777: `OSC 777 ; notify ; title ; text BEL` (urxvt's notify extension).
    ///
    /// tmux passes on what stands in `DCS tmux; … ST` with every ESC doubled, where `allow-passthrough` is on (tmux(1)).
    private static func sequence(_ shown: String, osc: Int, isInTmux: Bool) -> String? {
        let plain: String
        switch osc {
        case 9: plain = "\u{1B}]9;\(shown.first?.isNumber == true ? " " : "")\(shown)\u{07}"
        case 99: plain = "\u{1B}]99;;\(shown)\u{1B}\\"
        case 777: plain = "\u{1B}]777;notify;Warte;\(shown)\u{07}"
        default: return nil
        }
        guard isInTmux else { return plain }
        return "\u{1B}Ptmux;" + plain.split(separator: "\u{1B}", omittingEmptySubsequences: false).joined(separator: "\u{1B}\u{1B}")
            + "\u{1B}\\"
    }
}
