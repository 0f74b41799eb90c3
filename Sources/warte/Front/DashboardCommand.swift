import Curses
import Dashboard
import Drawing
import Glibc
import Link
import OwnProcess
import Telemetry

/// `warte` alone, and `warte demo`.
enum DashboardCommand {
    static func run(_ invocation: Invocation) -> Int32 { run(invocation, demo: nil) }

    /// - Parameter demo: how an engine is told to be a demo; nil for a real one.
    static func run(_ invocation: Invocation, demo: [String]?) -> Int32 {
        forbidCoreDumps()
        installCrashGuard()
        let environment = environment()
        let status: Int32
        let lastWords: String
        do {
            let theme = try ThemeSearch.theme(named: invocation.options["theme"] ?? "night", environment: environment)
            let locator = try EngineLocator(environment: environment, part: demo.map { _ in demoPart })
            // Before the terminal: a signal between the two would leave it as it is.
            let loop = try EventLoop()
            let terminal = try CursesTerminal(theme: theme, environment: environment)
            defer { terminal.close() }
            var settings = DisplaySettings(
                charset: invocation.has("ascii") ? .ascii : terminal.charset, localOffset: localOffset(at: wallClock()))
            settings.isDemo = demo != nil
            // What the locale says was taken before the option and the terminal were looked at.
            try? Translations.speak(nil, isASCII: settings.charset == .ascii)
            // Over SSH somebody may rather select text, and each report has a way to go.
            settings.mouseAtFirst = environment["SSH_CONNECTION"] == nil && environment["SSH_TTY"] == nil
            let front = Front(
                terminal: terminal, loop: loop, locator: locator, configuration: invocation.options["config"], demo: demo,
                settings: settings, theme: invocation.options["theme"])
            (status, lastWords) = front.run()
        } catch {
            complain(words(of: error))
            return 2
        }
        if !lastWords.isEmpty { complain(lastWords) }
        return status
    }
}
