import Alarms
import Collecting
import Collectors
import Configuration
import Engine
import Feed
import Glibc
import Journal
import MetricStore
import TOMLReading
import Telemetry
import Transports

/// A configuration as this process needs it.
struct EngineConfiguration {
    private(set) var engine: Engine.Settings
    let targets: [Target]
    let notify: NotifySettings
    let storeLayout: StoreLayout
    let source: Source

    /// Where it came from, to be compared by the next one.
    struct Source {
        /// Absolute; empty where there is none.
        let path: String
        /// The file names hosts; else they were found on this machine.
        let namesHosts: Bool

        /// Why what is in force must not give way to this: nobody who deletes or empties a file wants all alarms forgotten.
        func objection(after old: Source) -> Message? {
            if !old.path.isEmpty, path != old.path, !fileExists(old.path) {
                return .configurationGone(old.path.harmless())
            }
            return old.namesHosts && !namesHosts ? .configurationHostless(path.harmless()) : nil
        }
    }

    /// The file that is in force, or what is found on this machine.
    static func load(_ named: String?, environment: [String: String]) throws(StartFailure) -> EngineConfiguration {
        EngineConfiguration(try read(named, environment: environment), path: locateConfiguration(flag: named, environment: environment))
    }

    /// The same as the configuration says it.
    static func read(_ named: String?, environment: [String: String]) throws(StartFailure) -> SiteSettings {
        do throws(FileProblems) { return try settings(named, environment: environment) } catch {
            throw StartFailure(error.list.map(\.placed), status: 2)
        }
    }

    static func settings(_ named: String?, environment: [String: String]) throws(FileProblems) -> SiteSettings {
        let path = locateConfiguration(flag: named, environment: environment)
        var settings =
            if let path {
                try loadSettings(path: path, collectors: collectors, rules: RuleKind.standard)
            } else {
                discoverSettings()
            }
        settings.limits.advice = catalog.reduce(into: [:]) { $0[$1.kind.word] = $1.kind.advice }
        return settings
    }

    init(_ settings: SiteSettings, path: String?) {
        notify = settings.notify
        targets = settings.targets
        source = Source(path: path.map(Self.absolute) ?? "", namesHosts: settings.notice == nil)
        engine = Engine.Settings(
            site: settings.site, targets: settings.targets, limits: settings.limits,
            names: settings.privacy.names == .plain ? .plain : .pseudonyms,
            acknowledgementLasts: settings.alarms.acknowledgementExpiry,
            longestShelf: (settings.alarms.shelveMaximumWarning, settings.alarms.shelveMaximumCritical),
            shelveDefault: settings.alarms.shelveDefault,
            retention: Journal.Retention(
                alarms: settings.alarms.retention.alarms, sessionEnds: settings.alarms.retention.sessionEnds,
                events: settings.alarms.retention.events, past: settings.alarms.retention.states),
            maintenance: settings.maintenance.map { window in
                MaintenanceWindow(host: window.host, from: window.from, until: window.to, author: "configuration", reason: window.reason)
            }, mayReveal: settings.privacy.reveal, notice: settings.notice, configurationPath: source.path,
            // Without a configuration nobody has chosen anything.
            theme: path == nil ? "" : settings.dashboard.theme, graphs: path == nil ? "" : settings.dashboard.graphs.rawValue)
        (engine.commands, engine.views, engine.mayCopy) = (settings.commands, settings.views, settings.dashboard.mayCopy)
        engine.mouse = path == nil ? "" : settings.dashboard.mouse.rawValue
        engine.language = settings.dashboard.language
        // The newest tier is laid out in slots, the same number for all: it reaches back as far as was asked for at the shortest interval.
        let shortest = settings.targets.map(\.interval).min() ?? .seconds(5)
        storeLayout = StoreLayout(
            raw: settings.store.raw.map { Self.slots($0, of: shortest) } ?? StoreSettings.values,
            minutes: Self.slots(settings.store.minutes, of: .seconds(60)),
            quarterHours: Self.slots(settings.store.quarterHours, of: .seconds(900)))
    }

    /// A front may stand in another folder.
    static func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/"), let folder = getcwd(nil, 0) else { return path }
        defer { free(folder) }
        return String(cString: folder) + "/" + path
    }

    private static func slots(_ time: Duration, of step: Duration) -> Int {
        Int(clamping: max(1, time.components.seconds / max(1, step.components.seconds)))
    }

    /// The catalog as the configuration knows it: reading a file opens no connection.
    static let collectors = catalog.map { type in
        KnownCollector(
            type.kind,
            check: { target in
                do throws(ConfigurationProblem) {
                    _ = try type.init(target: target, transports: .system)
                    return nil
                } catch { return error }
            }, lacks: { type.lacks($0) })
    }
}
