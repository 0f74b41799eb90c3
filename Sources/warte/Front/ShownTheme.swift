import Curses
import Drawing
import OwnProcess
import Telemetry

/// The theme on the screen: the one that was named on the command line, else the configuration's. One that cannot be had changes nothing,
/// and why is answered.
final class ShownTheme {
    private let terminal: CursesTerminal
    private let follows: Bool
    /// As the engine's configuration names it; empty is the built-in one.
    private var configured = ""
    /// What is shown, but for a preview.
    private var standing: String
    private static let usual = "night"

    /// - Parameter chosen: on the command line; nil follows the configuration.
    init(on terminal: CursesTerminal, chosen: String?) {
        self.terminal = terminal
        follows = chosen == nil
        standing = chosen ?? Self.usual
    }

    func follow(_ name: String) -> Message? {
        guard follows, name != configured else { return nil }
        configured = name
        return use(name.isEmpty ? Self.usual : name)
    }

    func use(_ name: String) -> Message? {
        do throws(ThemeSearch.Problem) {
            terminal.use(try ThemeSearch.theme(named: name, environment: environment()))
            standing = name
            return nil
        } catch { return error.message }
    }

    /// Whoever types a name sees it once there is one; nil is the one from before.
    func preview(_ name: String?) {
        if let found = try? ThemeSearch.theme(named: name ?? standing, environment: environment()) { terminal.use(found) }
    }
}
