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
            // Programs that read JSON do so everywhere.
            if !CommandLine.arguments.contains("--json") { try? Translations.speak(nil) }
            let invocation = try Invocation(CommandLine.arguments)
            if invocation.has("help") || invocation.command == "help" {
                exit(say(usage()) ? 0 : lostOutput)
            } else if invocation.has("version") {
                exit(say("warte \(version)\n") ? 0 : lostOutput)
            } else {
                exit(run(invocation))
            }
        } catch {
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
