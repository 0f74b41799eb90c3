import Configuration
import Engine
import Glibc
import Journal
import OwnProcess
import Telemetry

/// `warte privacy`: what personal data is held, where, until when, and who was told a name.
struct PrivacyReport {
    let text: String

    init(_ configuration: String?, state: String?) throws(Failure) {
        let environment = environment()
        let settings = try EngineConfiguration.read(configuration, environment: environment)
        let places = try StatePaths(environment: environment, state: state)
        let journal = try? Journal(reading: places.journal)
        text =
            Self.policy(settings.privacy) + "\n" + Self.held(settings, places, journal).text + "\n"
            + Self.told(journal?.reveals() ?? [])
    }

    private static func policy(_ privacy: Privacy) -> String {
        switch privacy.names {
        case .plain: return "Names and addresses are kept and shown as they are ([privacy] names = \"plain\").\n"
        case .pseudonyms:
            return """
                Names become pseudonyms and addresses their network (/24, /56) before anything is stored, shown or sent.
                In what people type (comments, reasons) only names that the engine knows then do: another stays as it was typed.
                The key is new every day (UTC) and only in memory: after that, or after a restart, nobody can turn a pseudonym back.
                \(privacy.reveal ? "One name may be told for a reason, which is written down ([privacy] reveal = true)." : "No name is told (no [privacy] reveal = true).")

                """
        }
    }

    private static let notKnown = "how many is not known: the journal cannot be read (warte journal verify)"

    private static func held(_ settings: Settings, _ places: StatePaths, _ journal: Journal?) -> TextTable {
        let names = settings.privacy.names == .plain ? "names, addresses" : "pseudonyms, networks"
        let keep = settings.alarms.retention
        // One of another version, say.
        let isUnread = journal == nil && access(places.journal, F_OK) == 0
        let ends = journal?.ends(since: Moment(milliseconds: 0)) ?? []
        let oldest = ends.first.map { ", the oldest of \($0.at.stamp())" } ?? ""
        var table = TextTable(["WHAT", "AS", "WHERE", "UNTIL"], longest: 4096)
        table.add(["sessions now", names, "memory of the engine", "the next poll"])
        table.add(["guests' titles, descriptions, mount points", names, "memory of the engine", "the next poll"])
        if settings.privacy.names == .pseudonyms {
            table.add(["names behind pseudonyms", "names", "memory of the engine", "midnight UTC"])
        }
        table.add([
            "session ends", names, places.journal,
            "\(keep.sessionEnds.text(.exact)), then counts by hour; \(isUnread ? Self.notKnown : "now \(ends.count)\(oldest)")",
        ])
        let sessions = journal?.sessions(since: Moment(milliseconds: 0)) ?? []
        let lasting = sessions.count { $0.ended == nil }
        table.add([
            "sessions", names, places.journal,
            "\(keep.sessionEnds.text(.exact)) after they end; \(isUnread ? Self.notKnown : "now \(sessions.count), of which \(lasting) last")",
        ])
        if settings.privacy.names == .pseudonyms, let row = inClear(ends, sessions, keep.sessionEnds) {
            table.add(["of these two, written before names were hidden", "names, addresses", places.journal, row])
        }
        table.add(["alarms and their evidence", names, places.journal, keep.alarms.text(.exact)])
        table.add(["lines of hosts", names, places.journal, keep.events.text(.exact)])
        table.add(["how hosts and guests were, and failures", names, places.journal, keep.states.text(.exact)])
        table.add(["who acknowledged, shelved, commented", "user names of this system", places.journal, keep.alarms.text(.exact)])
        table.add(["who asked for what (audit)", "user names and numbers of this system", places.journal, keep.alarms.text(.exact)])
        table.add(["who was told a name", "user names of this system, pseudonyms", places.journal, keep.alarms.text(.exact)])
        for name in SetAside(places).names where name.hasPrefix(StatePaths.journalName) {
            table.add(["all of these, set aside before", "as they were then", places.folder + "/" + name, "somebody deletes it"])
        }
        table.add(["load and counts of sessions", "numbers", places.store, settings.store.quarterHours.text(.exact)])
        return table
    }

    /// How many rows have a name or an address, and until when; nil where none has. In lines and evidence of that time there are names too,
    /// which nobody can tell from other words.
    static func inClear(_ ends: [SessionEnd], _ sessions: [SessionRecord], _ kept: Duration) -> String? {
        let (ends, sessions) = (ends.filter { !$0.isHidden }, sessions.filter { !$0.isHidden })
        guard !(ends.isEmpty && sessions.isEmpty) else { return nil }
        let lasting = sessions.count { $0.ended == nil }
        let last = (ends.map(\.at) + sessions.compactMap(\.ended)).max().map { ($0 + kept).stamp() }
        let until = [last.map { "the last \($0)" }, lasting == 0 ? nil : "\(kept.text(.exact)) after they end: \(lasting)"]
        return
            "now \(ends.count + sessions.count), \(until.compactMap { $0 }.joined(separator: "; ")); alarms and lines of then may name somebody until their time"
    }

    private static func told(_ reveals: [Reveal]) -> String {
        guard !reveals.isEmpty else { return "Nobody was told a name.\n" }
        var table = TextTable(["TOLD AT (UTC)", "TO", "PSEUDONYM", "HOST", "REASON"], longest: 4096)
        for reveal in reveals { table.add([reveal.at.stamp(), reveal.author, reveal.pseudonym, reveal.host, reveal.reason]) }
        return table.text
    }
}
