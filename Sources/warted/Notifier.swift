import Alarms
import Collecting
import Configuration
import Engine
import Feed
import Notify
import OwnProcess
import Synchronization
import Telemetry
import Transports

/// Who is told of alarms outside of Warte, as the configuration in force has it.
final class Notifier: Sendable {
    private struct State {
        var command: NotificationCommand?
        var alertmanager: AlertService?
        /// The newest, for an Alertmanager that a new configuration brings.
        var alarms: [Alarm]?
    }
    /// What comes back from outside, for the engine.
    private enum Word {
        case note(Message)
        case silences([AlarmKey: Message])
    }
    private let engine: Engine
    private let state = Mutex(State())
    /// One after the other: of two lists of silences the later one counts.
    private let words: AsyncStream<Word>.Continuation
    private let listening: Task<Void, Never>

    init(engine: Engine) {
        self.engine = engine
        let (stream, words) = AsyncStream<Word>.makeStream()
        self.words = words
        listening = Task {
            for await word in stream {
                switch word {
                case .note(let line): await engine.note(line)
                case .silences(let silences): await engine.silence(silences)
                }
            }
        }
    }

    /// At the start and after every reload; what stays as it was goes on undisturbed.
    func apply(_ settings: NotifySettings, site: String, language: Language?) async {
        let wording = wording(language)
        let note: @Sendable (Message) -> Void = { [words] in words.yield(.note($0)) }
        let hasAlertmanager = state.withLock { state in
            if settings.command.isEmpty {
                if let words = state.command?.close() { note(words) }
                state.command = nil
            } else if let command = state.command {
                // What waits behind a call is told, in the new way.
                command.use(argv: settings.command, timeout: settings.timeout, site: site, wording: wording)
            } else {
                state.command = NotificationCommand(
                    argv: settings.command, timeout: settings.timeout, site: site, wording: wording, run: Transports.system.run, note: note)
            }
            if state.alertmanager?.url != settings.alertmanager || state.alertmanager?.site != site
                || state.alertmanager?.languages != wording.languages
            {
                state.alertmanager?.close()
                state.alertmanager = settings.alertmanager.map { url in
                    AlertService(
                        url: url, site: site, wording: wording, http: Transports.system.http, wallClock: wallClock, note: note
                    ) {
                        [weak self] silences in
                        // One that was replaced has no say any more.
                        guard let self, isAsked(url, site) else { return }
                        words.yield(.silences(silences))
                    }
                }
                if let alarms = state.alarms { state.alertmanager?.tell(alarms) }
            }
            return state.alertmanager != nil
        }
        if !hasAlertmanager { await engine.silence([:]) }
        await engine.tellFronts(osc: settings.osc.rawValue)
    }

    /// Of what people read; where there is no translation the journal says so, and they read English.
    private func wording(_ language: Language?) -> Wording {
        do throws(MissingTranslation) { return try Translations.wording(as: language) } catch {
            words.yield(.note(error.message))
            return .english
        }
    }

    private func isAsked(_ url: String, _ site: String) -> Bool {
        state.withLock { $0.alertmanager?.url == url && $0.alertmanager?.site == site }
    }

    func tell(_ interruption: Interruption) { state.withLock { $0.command }?.tell(interruption) }

    /// Of all that fronts hear, the alarms.
    func hear(_ update: Update) {
        guard case .alarms(let alarms) = update else { return }
        state.withLock { state in
            state.alarms = alarms
            return state.alertmanager
        }?.tell(alarms)
    }

    /// What could not be told any more, for the journal; nil where all was.
    func close() async -> Message? {
        let (command, alertmanager) = state.withLock { ($0.command, $0.alertmanager) }
        let untold = await command?.close(within: .seconds(2))
        alertmanager?.close()
        // One that hangs does not outlive us; that it was ended is said below.
        await Transports.endPrograms()
        _ = await command?.close(within: .seconds(1))
        words.finish()
        // What was said before is noted before the end.
        await listening.value
        return untold ?? nil
    }
}
