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
}
