import Drawing

/// Text for the clipboard by OSC 52 (xterm's ctlseqs, "Manipulate Selection Data"). tmux takes it itself where `set-clipboard` is on. Only
/// for terminals that swallow an operating system command they do not know.
enum Clipboard {
    private static let types = [
        "xterm", "tmux", "alacritty", "foot", "rxvt", "putty", "st-", "vte", "konsole", "gnome", "kitty", "wezterm", "ghostty", "iterm",
        "mlterm", "contour",
    ]

    /// Nil where the terminal gets none.
    static func sequence(_ text: String, type: String) -> String? {
        types.contains { type.hasPrefix($0) } ? "\u{1B}]52;c;\(base64(text.utf8))\u{07}" : nil
    }

    /// RFC 4648, 4.
    static func base64(_ bytes: some Collection<UInt8>) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        let bytes = Array(bytes)
        var out = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for place in 0..<4 { out.append(place > group.count ? "=" : letters[bits >> (18 - 6 * place) & 63]) }
        }
        return out
    }
}
