import Feed
import Glibc
import Link
import OwnProcess
import Telemetry

/// `warte rules`, `journal`, `privacy`: read from the files, with an engine that runs or without one. The engine's program does it, in a
/// process of its own; where an engine runs, with that one's configuration and folder.
enum ReportCommand {
    static func run(_ invocation: Invocation) -> Int32 {
        do throws(Misuse) {
            let task = try task(invocation)
            let contact = try? EngineContact.running(patience: .zero)
            let running = try? contact?.call.status()
            // Data of one site with the policy of another would be no answer. The rules of a file that is not in force are one.
            if let running, invocation.command == "privacy",
                let fault = EngineLocator.mismatch(asked: invocation.options["config"], engine: running)
            {
                complain(fault)
                return lostOutput
            }
            return EngineProcess.toEnd(task + places(invocation, running, socket: contact?.socket ?? ""))
        } catch {
            complain(error.message)
            return 2
        }
    }

    private static func task(_ invocation: Invocation) throws(Misuse) -> [String] {
        let json = invocation.has("json") ? ["--json"] : []
        switch invocation.command {
        case "rules":
            guard let word = invocation.options["replay"] else {
                guard !invocation.has("set") else { throw .init(.needsReplay("--set")) }
                return ["--rules"] + json
            }
            guard let span = duration(word), span >= .seconds(60), span <= .seconds(366 * 86_400) else {
                throw .init(.optionWrong("--replay", word, .writeDuration("24h", "366d")))
            }
            let changes = (invocation.repeated["set"] ?? []).flatMap { ["--set", $0] }
            return ["--replay", "\(span.components.seconds)"] + changes + json
        case "journal":
            switch (invocation.arguments.first, invocation.arguments.count) {
            case ("verify", 1):
                guard !invocation.has("format") else { throw .init(.isNoOptionOf("--format", "journal verify")) }
                return ["--verify"]
            case ("export", 1...2):
                let content = invocation.arguments.count == 2 ? invocation.arguments[1] : "alarms"
                return ["--export", content, "--format", invocation.options["format"] ?? "csv"]
            default:
                throw .init(
                    .writeLines(
                        "warte journal export [alarms|ends|events|reveals|sessions|audit] --format csv|json", "warte journal verify"))
            }
        case "privacy": return ["--privacy"]
        // Nothing else is told in its place.
        default: throw .init(.isNoReport(invocation.command))
        }
    }

    /// The running engine's own, where one runs and nothing else is asked for.
    private static func places(_ invocation: Invocation, _ running: EngineStatus?, socket: String) -> [String] {
        let named = invocation.options["config"].map { ["--config", $0] } ?? []
        guard let status = running else { return named }
        let folder = status.storePath.lastIndex(of: "/").map { String(status.storePath[..<$0]) } ?? "."
        let its = status.configurationPath.isEmpty ? [] : ["--config", status.configurationPath]
        // A store that has no room where it belongs is beside the engine's socket, which need not be that of our environment; the journal
        // is not.
        let spare = socket.lastIndex(of: "/").map { String(socket[..<$0]) } ?? ""
        return (named.isEmpty ? its : named) + (folder == spare ? [] : ["--state", folder])
    }
}
