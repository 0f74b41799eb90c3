import Curses
import Dashboard
import Drawing
import Feed
import Glibc
import Link
import OwnProcess
import Recording
import Telemetry

/// `warte` alone, `warte demo` and `warte --replay FILE`.
enum DashboardCommand {
    static func run(_ invocation: Invocation) -> Int32 {
        do throws(Misuse) { try ReplayWish.check(invocation) } catch {
            complain(error.message)
            return 2
        }
        return run(invocation, demo: nil)
    }

    /// - Parameter demo: how an engine is told to be a demo; nil for a real one.
    static func run(_ invocation: Invocation, demo: [String]?) -> Int32 {
        forbidCoreDumps()
        installCrashGuard()
        let environment = environment()
        let status: Int32
        let lastWords: String
        do {
            let theme = try ThemeSearch.theme(named: invocation.options["theme"] ?? "night", environment: environment)
            let replay = try ReplayWish(invocation)
            let locator = try EngineLocator(environment: environment, part: demo.map { _ in demoPart })
            // What stands in its way is said before the screen is taken.
            let recorder = try invocation.options["record"].map { path throws(RecordingProblem) in
                try Recorder(path: path, version: version)
            }
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
            let link: any EngineSource =
                replay.map { ReplayLink($0.playback, from: $0.start, speed: $0.speed) }
                ?? EngineLink(loop: loop, locator: locator, configuration: invocation.options["config"], demo: demo)
            let front = Front(
                terminal: terminal, loop: loop, link: link, recorder: RunningRecorder(recorder), settings: settings,
                theme: invocation.options["theme"])
            (status, lastWords) = front.run()
        } catch {
            complain(words(of: error))
            return 2
        }
        if !lastWords.isEmpty { complain(lastWords) }
        return status
    }
}
