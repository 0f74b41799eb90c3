import Curses
import Feed
import Glibc
import OwnProcess
import Telemetry

/// The one program that people type: the dashboard, and what can be done without it.
@main
struct FrontProgram {
    static func main() {
        occupyStandardFiles()
        learnHowChildrenEnd()
        outliveFileSizeLimits()
        forbidCrashReports()
        do throws(Misuse) {
            let invocation = try Invocation(CommandLine.arguments)
            // Programs that read JSON do so everywhere.
            if !invocation.has("json") { try? Translations.speak(nil) }
            if invocation.has("help") || invocation.command == "help" {
                exit(say(usage()) ? 0 : lostOutput)
            } else if invocation.has("version") {
                exit(say("warte \(version)\n") ? 0 : lostOutput)
            } else {
                exit(run(invocation))
            }
        } catch {
            // No other option begins like that, so getopt takes the beginning for it.
            if !CommandLine.arguments.contains(where: { $0.hasPrefix("--j") }) { try? Translations.speak(nil) }
            complain(.seeHelp(error.message, "warte --help"))
            exit(2)
        }
    }

    private static func run(_ invocation: Invocation) -> Int32 {
        guard let subcommand = Subcommand.all.first(where: { $0.name == invocation.command }) else {
            return DashboardCommand.run(invocation)
        }
        return subcommand.run(invocation)
    }
}
