import Alarms
import Collecting
import Collectors
import Configuration
import Engine
import Feed
import MetricStore
import Telemetry
import Transports

/// A configuration as this process needs it.
struct Loaded {
    let engine: Engine.Settings
    let notify: NotifySettings
    let storeLayout: StoreLayout

    /// The file that is in force, or what is found on this machine.
    static func load(_ named: String?, environment: [String: String]) throws(Failure) -> Loaded {
        do throws(Problems) {
            return Loaded(try settings(named, environment: environment))
        } catch {
            throw Failure(error.description, status: 2)
        }
    }

    static func settings(_ named: String?, environment: [String: String]) throws(Problems) -> Configuration.Settings {
        guard let path = locateConfiguration(flag: named, environment: environment) else { return discoverSettings() }
        return try loadSettings(path: path, collectors: collectorKinds, rules: RuleKind.standard)
    }

    private init(_ settings: Configuration.Settings) {
        notify = settings.notify
        engine = Engine.Settings(
            site: settings.site, limits: settings.limits, names: settings.privacy.names == .plain ? .plain : .pseudonyms,
            acknowledgementLasts: settings.alarms.acknowledgementExpiry, notice: settings.notice)
        // The newest tier is laid out in slots: at the usual interval it reaches back as far as was asked for.
        storeLayout = StoreLayout(
            raw: Self.slots(settings.store.raw, of: .seconds(10)), minutes: Self.slots(settings.store.minutes, of: .seconds(60)),
            quarters: Self.slots(settings.store.quarters, of: .seconds(900)))
    }

    private static func slots(_ time: Duration, of step: Duration) -> Int {
        Int(clamping: max(1, time.components.seconds / max(1, step.components.seconds)))
    }

    /// The catalog as the configuration knows it: reading a file opens no connection.
    static let collectorKinds: [CollectorKind] = catalog.map { type in
        CollectorKind(
            name: type.kind, options: type.options.map { .init(key: $0.key, meaning: $0.meaning) }, endpointExample: type.endpointExample
        ) { host in
            do throws(ConfigurationProblem) {
                _ = try type.init(host: host, transports: .system)
                return nil
            } catch {
                return .init(key: error.key, text: error.text)
            }
        }
    }
}
