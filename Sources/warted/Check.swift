import Alarms
import Configuration
import OwnProcess
import Telemetry

/// `warted --check`: reads the configuration and says what is wrong with it. No engine is needed.
enum Check {
    /// 0 where it is right, 2 where something is wrong.
    static func run(configuration: String?, strict: Bool) -> Int32 {
        let environment = environment()
        let path = locateConfiguration(flag: configuration, environment: environment)
        do throws(Problems) {
            let settings = try Loaded.settings(configuration, environment: environment)
            let missing = strict ? missingRunbooks(settings, file: path ?? "no configuration") : []
            guard missing.isEmpty else {
                for line in missing { complain(line) }
                return 2
            }
            let hosts = settings.site.hosts.map(\.id).joined(separator: ", ")
            print("\(path ?? settings.notice): right. \(settings.site.hosts.count) hosts: \(hosts)")
            return 0
        } catch {
            complain(error.description)
            return 2
        }
    }

    /// Rules in force that do not say what happens and what to do: each once for every place that it could be written at.
    private static func missingRunbooks(_ settings: Settings, file: String) -> [String] {
        var out: [String] = []
        for rule in standardRules {
            let hosts: [Host?] = rule.scope == .site || settings.site.hosts.isEmpty ? [nil] : settings.site.hosts
            var told: Set<String> = []
            for host in hosts {
                let (limits, origin) = settings.limits.limits(of: rule.id, base: rule.defaults, on: host)
                let lacks = [("consequence", limits.runbook.consequence), ("action", limits.runbook.action)].filter { $0.1.isEmpty }.map(
                    \.0)
                guard limits.isEnabled, !lacks.isEmpty, told.insert(origin + lacks.joined()).inserted else { continue }
                let examples = [
                    "consequence": "consequence = \"what happens if nobody acts\"", "action": "action = \"what to do\"",
                ]
                out.append(
                    "\(origin == "built in" ? file : origin): rule \(rule.id) has no \(lacks.joined(separator: " and no ")); "
                        + "write [limits.\(rule.id)] with \(lacks.compactMap { examples[$0] }.joined(separator: " and "))")
            }
        }
        return out
    }
}
