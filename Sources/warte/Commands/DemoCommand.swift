import Glibc
import Link
import OwnProcess
import Telemetry

/// `warte demo`: the dashboard with an engine that makes everything up, in folders of its own.
enum DemoCommand {
    /// An engine without a viewer ends after some seconds; until then it has the place.
    private static let patience = Duration.seconds(5)

    static func run(_ invocation: Invocation) -> Int32 {
        if invocation.has("print-scenario") { return EngineProcess.toEnd(["--print-scenario"]) }
        let wishes = ["speed", "at", "scenario"].flatMap { name in invocation.options[name].map { ["--" + name, $0] } ?? [] }
        // What was asked for is looked at before the terminal is taken.
        if !wishes.isEmpty {
            let status = EngineProcess.toEnd(["--demo", "--check"] + wishes)
            guard status == 0 else { return status }
        }
        do throws(LinkProblem) {
            let isAlone = try isFree(patience: wishes.isEmpty ? .zero : patience)
            guard wishes.isEmpty || isAlone else {
                complain(.demoRuns())
                return 3
            }
        } catch {
            complain(error.message)
            return 2
        }
        return DashboardCommand.run(invocation, demo: ["--demo"] + wishes)
    }

    /// Whether no other demo has the place, or it ends within seconds.
    private static func isFree(patience: Duration) throws(LinkProblem) -> Bool {
        let locator = try EngineLocator(environment: environment(), part: demoPart)
        let end = ContinuousClock.now + patience
        while locator.holder != nil {
            guard ContinuousClock.now < end else { return false }
            pause(.milliseconds(50))
        }
        return true
    }
}
