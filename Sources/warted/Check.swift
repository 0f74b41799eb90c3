import Configuration
import OwnProcess
import TOMLReading
import Telemetry

/// `warted --check`: reads the configuration and says what is wrong with it. No engine is needed.
enum Check {
    /// 0 where it is right, 2 where something is wrong.
    static func run(configuration: String?, strict: Bool) -> Int32 {
        let environment = environment()
        let path = locateConfiguration(flag: configuration, environment: environment)
        do throws(FileProblems) {
            let settings = try EngineConfiguration.settings(configuration, environment: environment)
            let missing = strict ? missingRunbooks(settings, file: path ?? Message.noConfiguration().text) : []
            guard missing.isEmpty else {
                for line in missing { complain(line.text) }
                return 2
            }
            guard settings.faults.isEmpty else {
                for fault in settings.faults { complain(fault.description) }
                return 2
            }
            let hosts = settings.targets.map(\.id)
            // What is shown though it is in no file has a line of its own.
            let notice = settings.notice.map { $0.text + "\n" } ?? ""
            let verdict = Message.configurationIsRight(path ?? Message.thisMachine().text, hosts.count, hosts.joined(separator: ", "))
            return say(notice + verdict.text + "\n" + inForce(settings.targets)) ? 0 : lostOutput
        } catch {
            complain(error.description)
            return 2
        }
    }

    /// What each host's collector was told, its defaults included.
    private static func inForce(_ targets: [Target]) -> String {
        var table = TextTable([localized("HOST"), localized("COLLECTOR"), localized("ENDPOINT"), localized("OPTIONS")], longest: 4096)
        for target in targets {
            let kind = EngineConfiguration.collectors.first { $0.kind.word == target.collector }?.kind
            table.add([target.id, target.collector, target.endpoint, kind.map { optionsInForce(target, $0).joined(separator: ", ") } ?? ""])
        }
        return table.text
    }
}
