import CCurses
import Drawing
import Telemetry

/// Which description of a terminal is used for the name in `TERM`.
struct TerminalType {
    let described: String
    let remark: Message?

    /// Newer than Debian's list of terminals, or described in their own packages only, so that they are unknown on most servers. All of
    /// them do what an xterm with 256 colours does.
    private static let modern = [
        "ghostty", "kitty", "foot", "alacritty", "wezterm", "contour", "rio", "iterm", "mlterm", "konsole", "vte", "xterm",
    ]
    private static let stand = "xterm-256color"

    init(_ name: String) throws(TerminalProblem) {
        let shown = String(glyphs(name, limit: 40).map(\.text))
        var placesText = false
        if curses_knows(name, &placesText) {
            guard placesText else { throw TerminalProblem(.cannotPlaceText(shown)) }
            (described, remark) = (name, nil)
            return
        }
        guard Self.modern.contains(where: { name.contains($0) }), curses_knows(Self.stand, &placesText), placesText else {
            throw TerminalProblem(.unknownTerminal(shown, Self.stand))
        }
        (described, remark) = (Self.stand, .terminalTakenFor(shown, Self.stand))
    }
}
